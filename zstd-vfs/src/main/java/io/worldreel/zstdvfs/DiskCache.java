package io.worldreel.zstdvfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Compressed bytes on the local disk, kept between runs and shared by all processes that are given the same folder.
 *
 * <p>Invariants. A block of 16 KiB is a file of its own, named after its content's identity and place; it appears by
 * rename, whole, and is never written again. It carries its checksum and its name's digest, so that a block torn by a
 * crash of the machine, or misplaced, is taken for missing. The time of last use is the file's modification time, coarse
 * to a minute. A process looks through the folder whenever it has added a sixteenth of the bound, and where it finds too
 * much deletes what was used longest ago; processes may do so at once, and a deleted block is read from its source
 * again. Temporary files of killed processes go the same way. Safe for many threads.
 */
public final class DiskCache {
    static final int BLOCK = 16 << 10;
    /** Magic u32, CRC-32C of the rest u32, first 16 bytes of the name's digest. Little-endian. */
    private static final int HEADER = 24;
    private static final int MAGIC = 0x31425A57;
    private static final Pattern OURS = Pattern.compile("[0-9a-f]{2}/([0-9a-f]{62}|new[^/]*\\.tmp)");
    private static final int LOOKS = 16;
    private static final Duration COARSE = Duration.ofMinutes(1);

    private final Path folder;
    private final long maxBytes;
    private final InstantSource clock;
    private final AtomicLong estimate = new AtomicLong();
    /** Bytes added since the folder was looked through: other processes may have added as many. */
    private final AtomicLong added = new AtomicLong();
    private final AtomicBoolean trimming = new AtomicBoolean();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    private DiskCache(Path folder, long maxBytes, InstantSource clock) {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /**
     * Opens the cache, and creates its folder if there is none.
     *
     * @param folder for the cache; whatever else lies in it is left alone
     * @param maxBytes the folder holds no more for long; at least 1 MiB
     */
    public static DiskCache open(Path folder, long maxBytes) throws IOException {
        return open(folder, maxBytes, InstantSource.system());
    }

    static DiskCache open(Path folder, long maxBytes, InstantSource clock) throws IOException {
        if (maxBytes < 1 << 20) {
            throw new IllegalArgumentException("a disk cache of " + maxBytes + " bytes is too small to be of use");
        }
        Files.createDirectories(folder);
        var cache = new DiskCache(folder.toRealPath(), maxBytes, clock);
        cache.trim();
        return cache;
    }

    /** The same bytes, through the cache. Owns {@code source}. */
    public ByteSource over(ByteSource source) {
        return new CachedSource(source, this);
    }

    /** Bytes in the folder, as far as this process knows. */
    public long bytes() {
        return estimate.get();
    }

    /**
     * Why a block could not be kept or read last, a full disk for instance; reading goes on without it. Empty if that
     * never happened.
     */
    public Optional<IOException> lastFailure() {
        return Optional.ofNullable(failure.get());
    }

    /** The block, if it can be had; a folder that fails is no reason for a query to fail. */
    Optional<byte[]> tryGet(String key) {
        try {
            return get(key);
        } catch (IOException unreadable) {
            failure.set(unreadable);
            return Optional.empty();
        }
    }

    /** Keeps a block if that is possible. */
    void tryPut(String key, byte[] bytes) {
        try {
            put(key, bytes);
        } catch (IOException unwritable) {
            failure.set(unwritable);
        }
    }

    /** Name of a block, from which its file's name is made. */
    String key(String identity, long block) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest((identity + "\0" + block).getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private Path path(String key) {
        return folder.resolve(key.substring(0, 2)).resolve(key.substring(2));
    }

    /** The block, if it is there and undamaged. */
    private Optional<byte[]> get(String key) throws IOException {
        Path path = path(key);
        byte[] file;
        try {
            file = Files.readAllBytes(path);
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
        if (file.length < HEADER || file.length > HEADER + BLOCK
                || !header(key, file).equals(ByteBuffer.wrap(file, 0, HEADER))) {
            Files.deleteIfExists(path);
            return Optional.empty();
        }
        touch(path);
        return Optional.of(java.util.Arrays.copyOfRange(file, HEADER, file.length));
    }

    private void touch(Path path) throws IOException {
        try {
            FileTime now = FileTime.from(clock.instant());
            if (Files.getLastModifiedTime(path).toInstant().plus(COARSE).isBefore(now.toInstant())) {
                Files.setLastModifiedTime(path, now);
            }
        } catch (NoSuchFileException evicted) {
            // by another process, after it was read
        }
    }

    /** Keeps a block. Two processes that do so at once write the same. */
    private void put(String key, byte[] bytes) throws IOException {
        byte[] file = new byte[HEADER + bytes.length];
        System.arraycopy(bytes, 0, file, HEADER, bytes.length);
        System.arraycopy(header(key, file).array(), 0, file, 0, HEADER);
        Path path = path(key);
        Files.createDirectories(path.getParent());
        Path temporary = Files.createTempFile(path.getParent(), "new", ".tmp");
        try {
            Files.write(temporary, file);
            Files.setLastModifiedTime(temporary, FileTime.from(clock.instant()));
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException evicted) {
            return; // by another process, which took it for a leftover since this one was slow
        } finally {
            Files.deleteIfExists(temporary);
        }
        long total = estimate.addAndGet(file.length);
        long sinceLook = added.addAndGet(file.length);
        if (total > maxBytes || sinceLook > maxBytes / LOOKS) {
            trim();
        }
    }

    private static ByteBuffer header(String key, byte[] file) {
        var crc = new CRC32C();
        crc.update(file, HEADER, file.length - HEADER);
        return ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN).putInt(MAGIC).putInt((int) crc.getValue())
                .put(HexFormat.of().parseHex(key), 0, 16).flip();
    }

    /** Whether it is a block, or was to become one. */
    private boolean isOurs(Path file) {
        return OURS.matcher(folder.relativize(file).toString().replace('\\', '/')).matches();
    }

    private record Used(Path path, long bytes, FileTime time) {}

    /** Deletes what was used longest ago, until a tenth of the room is free; nothing if there is room enough. */
    private void trim() throws IOException {
        if (!trimming.compareAndSet(false, true)) {
            return;
        }
        try {
            added.set(0);
            List<Used> all = new ArrayList<>();
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (isOurs(file)) {
                        all.add(new Used(file, attributes.size(), attributes.lastModifiedTime()));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE; // another process deletes, too
                }
            });
            long total = all.stream().mapToLong(Used::bytes).sum();
            if (total > maxBytes) {
                all.sort(Comparator.comparing(Used::time));
                long target = maxBytes - maxBytes / 10;
                for (Used one : all) {
                    if (total <= target) {
                        break;
                    }
                    Files.deleteIfExists(one.path);
                    total -= one.bytes;
                }
            }
            estimate.set(total);
        } finally {
            trimming.set(false);
        }
    }
}

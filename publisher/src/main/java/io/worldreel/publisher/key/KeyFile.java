package io.worldreel.publisher.key;

import io.worldreel.format.key.SigningKey;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Keeps a signing key in a file that only its owner can read: the bare 32-byte seed, or the seed sealed with a
 * passphrase (FORMAT.md, "Key files"). A file is created or refused, never replaced: a lost key cannot be had again.
 */
public final class KeyFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    /**
     * Writes a new file, synced, mode 0600 where the file system knows modes.
     *
     * @param passphrase seals the seed, if there is one
     * @throws KeyFileException if there is a file at {@code path} or it cannot be written
     */
    public static void create(Path path, SigningKey key, Optional<char[]> passphrase, SecureRandom random) {
        byte[] content = passphrase.map(words -> SealedSeed.seal(key.seed(), words, random)).orElseGet(key::seed);
        try (var channel = FileChannel.open(path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes(path))) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException exists) {
            throw new KeyFileException("writing the key to " + path
                    + ": there is a file, and a key is never overwritten; choose another name", exists);
        } catch (IOException failure) {
            throw new KeyFileException("writing the key to " + path + ": " + failure
                    + "; nothing was published with it, remove what is there and try again", failure);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * Reads a key.
     *
     * @param passphrase asked if the file is sealed
     * @throws KeyFileException if the file is missing, open to others, no key, or sealed with another passphrase
     */
    public static SigningKey read(Path path, Supplier<char[]> passphrase) {
        byte[] content = bytes(path);
        try {
            if (content.length == SigningKey.SEED_BYTES) {
                return SigningKey.ofSeed(content);
            }
            if (!SealedSeed.looksLike(content)) {
                throw new KeyFileException("reading the key " + path + ": it has " + content.length
                        + " bytes and is no key file; 'worldreel keygen' makes one");
            }
            return SigningKey.ofSeed(SealedSeed.open(path, content, passphrase.get()));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** As {@link #read(Path, Supplier)}, with what is known beforehand. */
    public static SigningKey read(Path path, Optional<char[]> passphrase) {
        return read(path, () -> passphrase.orElseThrow(() -> new KeyFileException(
                "reading the key " + path + ": it is sealed with a passphrase, and none was given")));
    }

    private static byte[] bytes(Path path) {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            refuseIfOthersCanRead(path);
            var buffer = ByteBuffer.allocate(SealedSeed.BYTES + 1);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // until the end of the file, or one byte more than any key file has
            }
            byte[] content = Arrays.copyOf(buffer.array(), buffer.position());
            Arrays.fill(buffer.array(), (byte) 0);
            return content;
        } catch (NoSuchFileException missing) {
            throw new KeyFileException("reading the key " + path
                    + ": there is no such file; 'worldreel keygen' makes one", missing);
        } catch (IOException failure) {
            throw new KeyFileException("reading the key " + path + ": " + failure, failure);
        }
    }

    private static void refuseIfOthersCanRead(Path path) throws IOException {
        if (!knowsModes(path)) {
            return;
        }
        var permissions = Files.getPosixFilePermissions(path);
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw new KeyFileException("reading the key " + path + ": others may use it (mode "
                    + PosixFilePermissions.toString(permissions) + "); run 'chmod 600 " + path + "'");
        }
    }

    private static FileAttribute<?>[] attributes(Path path) {
        return knowsModes(path)
                ? new FileAttribute<?>[]{ PosixFilePermissions.asFileAttribute(OWNER_ONLY) }
                : new FileAttribute<?>[0];
    }

    private static boolean knowsModes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}

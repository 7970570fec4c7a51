package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskCacheTest {
    @TempDir
    Path folder;
    private Path file;
    private byte[] content;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    @BeforeEach
    void writeFile() throws IOException {
        content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        file = Files.write(folder.resolve("file"), content);
    }

    private DiskCache cache(long bytes) throws IOException {
        return DiskCache.open(folder.resolve("cache"), bytes, now::get);
    }

    private byte[] read(ByteSource source, int offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        source.read(offset, MemorySegment.ofArray(bytes));
        assertThat(bytes).isEqualTo(Arrays.copyOfRange(content, offset, offset + length));
        return bytes;
    }

    private List<Path> blocks() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("cache"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void whatWasReadOnceSurvivesARestart() throws IOException {
        try (var source = cache(10 << 20).over(FileSource.open(file))) {
            read(source, 100_000, 50_000);
            assertThat(source.stats().requests()).isEqualTo(1);
        }
        try (var source = cache(10 << 20).over(FileSource.open(file))) {
            read(source, 120_000, 20_000);
            assertThat(source.stats().requests()).isZero();
            read(source, 90_000, 80_000); // one request at either end of what is there
            assertThat(source.stats().requests()).isEqualTo(2);
        }
    }

    @Test
    void damagedTornOrMisplacedBlockIsReadFromTheSourceAgain() throws IOException {
        try (var source = cache(10 << 20).over(FileSource.open(file))) {
            read(source, 0, 65536);
            List<Path> blocks = blocks();
            assertThat(blocks).hasSize(4);
            byte[] flipped = Files.readAllBytes(blocks.get(0));
            flipped[1000] ^= 1;
            Files.write(blocks.get(0), flipped);
            try (var torn = Files.newByteChannel(blocks.get(1), StandardOpenOption.WRITE)) {
                torn.truncate(500);
            }
            Files.write(blocks.get(2), Files.readAllBytes(blocks.get(3)));
            read(source, 0, 65536);
            assertThat(source.stats().requests()).isGreaterThan(1);
        }
        try (var source = cache(10 << 20).over(FileSource.open(file))) {
            read(source, 0, 65536);
            assertThat(source.stats().requests()).isZero();
        }
    }

    @Test
    void whatWasUsedLongestAgoGoesFirst() throws IOException {
        DiskCache cache = cache(1 << 20);
        try (var source = cache.over(FileSource.open(file))) {
            read(source, 0, 16384);
            for (int i = 1; i < 120; i++) {
                now.updateAndGet(t -> t.plusSeconds(120));
                read(source, i * 16384, 16384);
                read(source, 0, 16384); // always in use
            }
            assertThat(cache.bytes()).isLessThanOrEqualTo(1 << 20);
            long before = source.stats().requests();
            read(source, 0, 16384);
            read(source, 119 * 16384, 16384);
            assertThat(source.stats().requests()).isEqualTo(before);
            read(source, 16384, 16384);
            assertThat(source.stats().requests()).isEqualTo(before + 1);
        }
        assertThat(blocks().stream().mapToLong(p -> p.toFile().length()).sum()).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void leftoversOfKilledProcessesAreCountedAndGo() throws IOException {
        Files.createDirectories(folder.resolve("cache/aa"));
        Path leftover = Files.write(folder.resolve("cache/aa/new123.tmp"), new byte[2 << 20]);
        Files.setLastModifiedTime(leftover, java.nio.file.attribute.FileTime.from(Instant.EPOCH));
        cache(1 << 20);
        assertThat(leftover).doesNotExist();
    }

    @Test
    void manyThreadsAndCachesOnOneFolderAgree() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int t = 0; t < 8; t++) {
                int seed = t;
                all.add(threads.submit(() -> {
                    var random = new Random(seed);
                    try (var source = cache(1 << 20).over(FileSource.open(file))) {
                        for (int i = 0; i < 150; i++) {
                            int from = random.nextInt(content.length - 40_000);
                            read(source, from, random.nextInt(40_000));
                        }
                    }
                    return null;
                }));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    @Test
    void folderThatFailsIsNoReasonToFail() throws IOException {
        DiskCache cache = cache(10 << 20);
        Files.delete(folder.resolve("cache"));
        Files.writeString(folder.resolve("cache"), "a file where the folder was");
        try (var source = cache.over(FileSource.open(file))) {
            read(source, 0, 50_000);
            assertThat(cache.lastFailure()).isPresent();
        }
    }

    @Test
    void changedContentIsNeverServedFromOldBlocks() throws IOException {
        try (var source = cache(10 << 20).over(FileSource.open(file))) {
            read(source, 0, 16384);
        }
        content[5] ^= 1;
        Files.write(folder.resolve("other"), content);
        Files.move(folder.resolve("other"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (var source = cache(10 << 20).over(FileSource.open(file))) {
            read(source, 0, 16384);
        }
    }

    @ParameterizedTest(name = "seed {0}: four processes, killed eight times")
    @ValueSource(longs = 17)
    void processesShareTheFolderAndMayBeKilledAtAnyMoment(long seed) throws Exception {
        long bound = 2 << 20;
        var random = new Random(seed);
        Deque<Process> readers = new ArrayDeque<>();
        try {
            for (int started = 0; started < 12; started++) {
                if (readers.size() == 4) {
                    Thread.sleep(random.nextInt(150));
                    Process victim = readers.removeFirst();
                    assertThat(victim.isAlive()).as("a reader stopped by itself").isTrue();
                    victim.toHandle().destroyForcibly();
                    victim.waitFor();
                    assertThat(victim.inputReader().lines()).as("complaints, seed " + seed).isEmpty();
                }
                readers.add(ChildJvm.start(ReadUntilKilled.class, file.toString(),
                        folder.resolve("cache").toString(), Long.toString(bound), Long.toString(seed + started)));
                assertThat(readers.getLast().inputReader().readLine()).isEqualTo("reading");
            }
        } finally {
            for (Process reader : readers) {
                reader.destroyForcibly().waitFor();
            }
        }
        assertThat(blocks().stream().mapToLong(p -> p.toFile().length()).sum())
                .as("four processes may each add a sixteenth before they look").isLessThan(bound + bound / 2);
        try (var source = DiskCache.open(folder.resolve("cache"), bound).over(FileSource.open(file))) {
            read(source, 0, content.length);
        }
        assertThat(blocks()).as("left by the killed").filteredOn(path -> path.toString().endsWith(".tmp"))
                .hasSizeLessThan(8);
    }

    @Test
    void whatComesAlongIsKeptAsWell() throws IOException {
        var pieces = new LayeredSource(FileSource.open(file)) {
            @Override
            public void read(long offset, MemorySegment dst) throws IOException {
                source.read(offset, dst);
            }

            @Override
            public int grain() {
                return 256 << 10;
            }
        };
        try (var source = cache(10 << 20).over(pieces)) {
            read(source, 300_000, 10);
            assertThat(source.stats().bytes()).isEqualTo(256 << 10);
            read(source, 262_144, 262_144);
            assertThat(source.stats().requests()).isEqualTo(1);
            read(source, 2_999_990, 10);
            assertThat(source.stats().bytes()).isEqualTo((256 << 10) + 3_000_000 % (256 << 10));
        }
    }

    @Test
    void filesOfOthersStayWhereTheyAre() throws IOException {
        Path other = Files.createDirectories(folder.resolve("cache/ab")).resolve("letter.txt");
        Files.write(other, new byte[2 << 20]);
        try (var source = cache(1 << 20).over(FileSource.open(file))) {
            read(source, 0, 2_000_000);
        }
        assertThat(other).exists();
    }
}

package io.worldreel.zstdvfs;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Reads a file through a shared disk cache, for ever, and compares. Arguments: file, cache folder, its bytes, seed. */
final class ReadUntilKilled {
    private ReadUntilKilled() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        byte[] content = Files.readAllBytes(file);
        var random = new Random(Long.parseLong(arguments[3]));
        DiskCache cache = DiskCache.open(Path.of(arguments[1]), Long.parseLong(arguments[2]));
        try (ByteSource source = cache.over(FileSource.open(file))) {
            System.out.println("reading");
            while (true) {
                byte[] bytes = new byte[1 + random.nextInt(100_000)];
                int at = random.nextInt(content.length - bytes.length);
                source.read(at, MemorySegment.ofArray(bytes));
                if (!Arrays.equals(bytes, 0, bytes.length, content, at, at + bytes.length)) {
                    System.out.println("WRONG BYTES at " + at);
                    System.exit(1);
                }
                cache.lastFailure().ifPresent(failure -> System.out.println("FAILURE " + failure));
            }
        }
    }
}

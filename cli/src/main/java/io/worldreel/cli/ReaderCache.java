package io.worldreel.cli;

import io.worldreel.replayer.ArchiveAddress;
import io.worldreel.zstdvfs.DiskCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;

/**
 * What is read of publications is kept on disk, for the next run and for other processes.
 *
 * @param folder where
 * @param bytes at most; 0 to keep nothing
 */
record ReaderCache(Path folder, long bytes) {
    static final String VARIABLE = "WORLDREEL_CACHE";
    private static final long DEFAULT_BYTES = 1L << 30;
    /** Less is not worth the trouble. */
    private static final long LEAST_BYTES = 1 << 20;

    ReaderCache {
        if (bytes != 0 && bytes < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "a cache of " + bytes + " bytes is too small to be of use: 0, or 2mb and more");
        }
    }

    /** Where and as large as was said, or else in the place that this user's caches have, 1 GiB. */
    static ReaderCache of(Optional<Path> folder, Optional<Long> bytes, Map<String, String> environment) {
        Path place = folder.or(() -> path(environment, VARIABLE))
                .or(() -> path(environment, "XDG_CACHE_HOME").map(home -> home.resolve("worldreel")))
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "worldreel"));
        return new ReaderCache(place, bytes.orElse(DEFAULT_BYTES));
    }

    /** A size, or 0. */
    static final class ToBytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String word) {
            return word.equals("0") ? 0L : new Converters.ToBytes().convert(word);
        }
    }

    private static Optional<Path> path(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty()).map(Path::of);
    }

    /** The publication, read through the cache. What cannot be kept is read all the same. */
    ArchiveAddress through(ArchiveAddress.Published address) {
        if (bytes == 0) {
            return address;
        }
        try {
            if (!Files.exists(folder)) {
                // What lies there is believed: it is nobody else's to write to.
                Files.createDirectories(folder.toAbsolutePath().getParent());
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rwx------")));
            }
            return address.through(DiskCache.open(folder, bytes));
        } catch (IOException | UnsupportedOperationException noPlace) {
            return address;
        }
    }
}

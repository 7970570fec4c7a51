package io.worldreel.publisher.share;

import io.worldreel.format.ByteString;
import io.worldreel.format.path.RelativePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * A file that was put in its place.
 *
 * @param root its Merkle root; nothing for a file without bytes
 * @param modifiedNanos when it was changed last, as it was put there
 */
record InstalledFile(RelativePath path, ByteString root, long size, long modifiedNanos) {
    static InstalledFile of(RelativePath path, ByteString root, Path file) throws IOException {
        var attributes = attributes(file);
        return new InstalledFile(path, root, attributes.size(), nanos(attributes));
    }

    /** Whether it lies below {@code folder} as it was put there, by size and time; it is not read. */
    boolean isUnchanged(Path folder) throws IOException {
        try {
            var attributes = attributes(path.resolveIn(folder));
            return attributes.isRegularFile() && attributes.size() == size && nanos(attributes) == modifiedNanos;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static long nanos(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }
}

package io.worldreel.publisher.share;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A file that is to be shared, as it lies there.
 *
 * @param file where
 * @param executable whether its owner may execute it
 */
record SharedFile(Path file, long length, FileTime modified, boolean executable) {
    static SharedFile of(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new SharedFile(file, attributes.size(), attributes.lastModifiedTime(), Files.isExecutable(file));
    }
}

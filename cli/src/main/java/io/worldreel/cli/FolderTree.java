package io.worldreel.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

/** A folder with all that is in it. */
final class FolderTree {
    private FolderTree() {}

    /** Deletes the folder, if it is there; follows no symbolic link. */
    static void delete(Path folder) throws IOException {
        try {
            Files.walkFileTree(folder, new Deletion());
        } catch (NoSuchFileException gone) {
            // That is what was wanted.
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem) throws IOException {
            if (problem != null) {
                throw problem;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}

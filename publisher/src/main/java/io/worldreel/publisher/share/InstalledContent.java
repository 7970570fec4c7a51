package io.worldreel.publisher.share;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Files on their way to their places. */
final class InstalledContent {
    private static final Map<PosixFilePermission, PosixFilePermission> EXECUTE_IF_READ = Map.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);

    private static final int SYNCS_AT_ONCE = 16;

    private InstalledContent() {}

    /**
     * Puts a file that is on the disk in its place; one that is there is replaced.
     *
     * @param keep whether it is wanted in another place as well
     */
    static void put(Path file, Path target, boolean keep) throws IOException {
        Path from = file;
        if (keep) {
            from = file.resolveSibling(file.getFileName() + ".again");
            Files.copy(file, from, StandardCopyOption.REPLACE_EXISTING);
            sync(from);
        }
        makeFolderOf(target);
        Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Has files written to the disk, several at a time: a file system does so for many as fast as for one. */
    static void sync(Collection<Path> files) throws IOException {
        try (var threads = Executors.newFixedThreadPool(SYNCS_AT_ONCE)) {
            List<Future<?>> syncs = new ArrayList<>();
            for (Path file : files) {
                syncs.add(threads.submit(() -> {
                    sync(file);
                    return file;
                }));
            }
            for (Future<?> each : syncs) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw new IOException("writing what came to the disk: " + failed.getCause(), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("writing what came to the disk was interrupted", stopped);
        }
    }

    private static void sync(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** A file without bytes. */
    static void empty(Path target) throws IOException {
        makeFolderOf(target);
        if (!Files.exists(target) || Files.size(target) > 0) {
            Files.write(target, new byte[0]);
        }
    }

    private static void makeFolderOf(Path target) throws IOException {
        Path folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }

    /** Lets those execute a program who may read it, and nobody execute what is none. */
    static void mark(Path file, boolean program) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        var before = Files.getPosixFilePermissions(file);
        Set<PosixFilePermission> after = EnumSet.noneOf(PosixFilePermission.class);
        after.addAll(before);
        after.removeAll(EXECUTE_IF_READ.values());
        if (program) {
            EXECUTE_IF_READ.forEach((read, execute) -> {
                if (before.contains(read)) {
                    after.add(execute);
                }
            });
        }
        if (!after.equals(before)) {
            Files.setPosixFilePermissions(file, after);
        }
    }

    /** Removes a file, and the folders up to {@code root} that have become empty by it. */
    static void remove(Path file, Path root) throws IOException {
        Files.deleteIfExists(file);
        for (Path folder = file.getParent(); folder != null && !folder.equals(root); folder = folder.getParent()) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException inUse) {
                return;
            }
        }
    }
}

package io.worldreel.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Keeps a disk busy: writes a gigabyte over and over, and syncs every 64 MiB. */
final class DiskHog implements AutoCloseable {
    private static final int BLOCK_BYTES = 1 << 20;
    private static final long FILE_BYTES = 1L << 30;
    private static final int BLOCKS_A_SYNC = 64;

    private final Path file;
    private final Thread thread;
    private volatile boolean stopped;

    DiskHog(Path folder) {
        file = folder.resolve("hog");
        thread = Thread.ofPlatform().daemon().name("worldreel-disk-hog").start(this::run);
    }

    private void run() {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        Random noise = new Random(2);
        while (block.hasRemaining()) {
            block.putLong(noise.nextLong());
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long at = 0; !stopped; at = (at + BLOCK_BYTES) % FILE_BYTES) {
                channel.write(block.clear(), at);
                if (at / BLOCK_BYTES % BLOCKS_A_SYNC == 0) {
                    channel.force(false);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("keeping the disk of " + file + " busy failed", failure);
        }
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(file);
    }
}

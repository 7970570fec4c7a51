package io.worldreel.recorder;

import io.worldreel.recorder.RecordUntilKilled.Phase;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that records or recovers, and what it says on its standard output (see {@link RecordUntilKilled}). */
final class Victim {
    private final Process process;
    private final Phase awaited;
    private final BitSet ledger;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CompletableFuture<Void> reader;
    private long firstTick = -1;
    private long lastTick = -1;

    private Victim(Process process, Phase awaited, BitSet ledger) {
        this.process = process;
        this.awaited = awaited;
        this.ledger = ledger;
        reader = CompletableFuture.runAsync(this::read);
    }

    /**
     * @param complaints gets what it says on stderr, behind what others have said
     * @param ledger gets the ticks that it acknowledges; nobody else may touch it before {@link #kill} has returned
     */
    static Victim start(List<String> command, Path complaints, Phase awaited, BitSet ledger) throws IOException {
        return new Victim(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(complaints.toFile())).start(), awaited, ledger);
    }

    /** Waits until it is at the phase, or dead; false if neither happens. */
    boolean awaitPhase(long patience, TimeUnit unit) throws InterruptedException {
        return reached.await(patience, unit);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it and reads what it has said to the end. */
    void kill() {
        // Through its handle: the process itself would throw away what is still in the pipe.
        process.toHandle().destroyForcibly();
        process.onExit().join();
        reader.join();
    }

    /** Whether it acknowledged a tick that is a multiple of another number. After {@link #kill}. */
    boolean saidTickOf(long number) {
        return lastTick >= 0 && Math.floorDiv(lastTick, number) > Math.floorDiv(firstTick - 1, number);
    }

    private void read() {
        try (DataInputStream in = new DataInputStream(process.getInputStream())) {
            while (true) {
                long entry = in.readLong();
                if (entry >= 0) {
                    ledger.set((int) entry);
                    firstTick = firstTick < 0 ? entry : firstTick;
                    lastTick = entry;
                } else if (entry == awaited.mark) {
                    reached.countDown();
                }
            }
        } catch (EOFException end) {
            reached.countDown();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }
}

package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.Frame;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.journal.JournalFiles;
import io.worldreel.format.journal.JournalHead;
import io.worldreel.format.journal.JournalReader;
import io.worldreel.recorder.RecordUntilKilled.Phase;
import io.worldreel.zstdvfs.Progress;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills recording processes with SIGKILL at random moments, some while they open and recover, some while they record, some while
 * they seal, some in a recovery of its own; a few of them as process 1 of a container, some with a second recorder at the door,
 * and after some the end of the journal's file is cut off. Reads afterwards whether every frame whose close() had returned is in
 * the archive, once and whole. The world's clock jumps back now and then.
 *
 * <p>{@code -Dworldreel.kills=N} kills N times (30 unless said otherwise), {@code -Dworldreel.seed=S} at other moments.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("worldreel.kills", 30);
    private static final long SEED = Long.getLong("worldreel.seed", 20261120);

    private static final Phase[] PHASES = { Phase.OPENING, Phase.RECORDING, Phase.RECORDING, Phase.CLOSING,
            Phase.RECOVERING };
    /** Makes a process the first of a container, where every recorder has the same number. */
    private static final List<String> CONTAINER = List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");

    private static final boolean CONTAINED = canContain();

    @TempDir
    Path archive;

    @TempDir
    Path complaints;

    private final BitSet ledger = new BitSet();
    private final Map<String, Integer> moments = new TreeMap<>();

    @Test
    void everyAcknowledgedFrameIsThereOnceAndWhole() throws Exception {
        Random random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            killOne(random);
            if (random.nextInt(3) == 0) {
                recover();
            }
        }
        RecoveryReport last = recover();
        System.out.println("killed " + KILLS + " times, seed " + SEED + ", " + ledger.cardinality()
                + " frames acknowledged; killed while " + moments
                + (CONTAINED ? "" : "; no containers: unshare does not work here"));

        assertThat(last.lostSomething()).as("%s", last).isFalse();
        try (var left = Files.walk(archive.resolve("recording"))) {
            assertThat(left).as("what is left of recordings").hasSize(1);
        }
        assertArchiveMatchesLedger();
    }

    /** Waits for the killed: a process in a container closes its output a moment before it lets go of its lock. */
    private RecoveryReport recover() throws InterruptedException {
        for (int tries = 0;; tries++) {
            try {
                return Recovery.recover(archive, IngestConfig.DEFAULT, Progress.NONE);
            } catch (RecorderException refused) {
                if (tries == 500 || !String.valueOf(refused.getMessage()).contains("another recorder is at work")) {
                    throw refused;
                }
                Thread.sleep(10);
            }
        }
    }

    /** Kills a child some milliseconds after it has begun with opening, recording or closing. */
    private void killOne(Random random) throws Exception {
        Phase phase = PHASES[random.nextInt(PHASES.length)];
        int frames = phase == Phase.CLOSING ? 1 + random.nextInt(2000) : Integer.MAX_VALUE;
        long delayMicros = random.nextInt(phase == Phase.CLOSING ? 150_000 : 600_000);
        boolean contained = CONTAINED && random.nextInt(4) == 0;
        Process child = new ProcessBuilder(command(phase, frames, contained))
                .redirectError(complaints.resolve("stderr").toFile()).start();
        CountDownLatch reached = new CountDownLatch(1);
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> readLedger(child, phase, reached));
        assertThat(reached.await(60, TimeUnit.SECONDS))
                .as("the child reaches %s; it says: %s", phase, Files.readString(complaints.resolve("stderr")))
                .isTrue();
        if (phase == Phase.RECORDING && random.nextInt(4) == 0) {
            assertThatThrownBy(() -> Recorder.open(RecordUntilKilled.config(archive)))
                    .isInstanceOf(RecorderException.class).hasMessageContaining("another recorder is at work");
            moments.merge("a second recorder was turned away", 1, Integer::sum);
        }
        LockSupport.parkNanos(delayMicros * 1000);
        // Through its handle: the process itself would throw away what is still in the pipe.
        child.toHandle().destroyForcibly();
        child.onExit().join();
        reader.join();
        moments.merge(momentOf(phase) + (contained ? ", as process 1" : ""), 1, Integer::sum);
        if (random.nextInt(4) == 0) {
            cutJournalShort(random);
        }
    }

    private List<String> command(Phase phase, int frames, boolean contained) {
        List<String> command = new ArrayList<>(contained ? CONTAINER : List.of());
        command.addAll(phase == Phase.RECOVERING
                ? ChildJvm.command(RecoverUntilKilled.class, archive.toString())
                : ChildJvm.command(RecordUntilKilled.class, archive.toString(), Integer.toString(frames)));
        return command;
    }

    private static boolean canContain() {
        List<String> attempt = new ArrayList<>(CONTAINER);
        attempt.add("true");
        try {
            return new ProcessBuilder(attempt).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException noSuchTool) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Cuts the newest part somewhere behind its last whole document: at what a killed process was writing, or never wrote. */
    private void cutJournalShort(Random random) throws IOException {
        Path journal = archive.resolve("recording/main/journal");
        List<Long> parts = JournalFiles.parts(journal);
        if (parts.isEmpty()) {
            return;
        }
        long end = JournalHead.BYTES;
        try (JournalReader reader = JournalReader.open(journal, parts.getLast())) {
            JournalTest.Listener heard = new JournalTest.Listener();
            while (reader.read(heard)) {
                end = reader.offset();
            }
        }
        try (FileChannel file = FileChannel.open(JournalFiles.part(journal, parts.getLast()),
                StandardOpenOption.WRITE)) {
            file.truncate(end + random.nextInt(1000));
            moments.merge("the journal was cut short", 1, Integer::sum);
        }
    }

    private void readLedger(Process child, Phase awaited, CountDownLatch reached) {
        try (DataInputStream in = new DataInputStream(child.getInputStream())) {
            while (true) {
                long entry = in.readLong();
                if (entry >= 0) {
                    ledger.set((int) entry);
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

    /** What the child was at, as far as the files tell. */
    private String momentOf(Phase phase) throws IOException {
        Path recording = archive.resolve("recording/main");
        String moment = phase.toString().toLowerCase(Locale.ROOT);
        if (!Files.exists(recording)) {
            return moment + ", nothing open";
        }
        try (var files = Files.list(recording)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith(".sealing"))
                    ? moment + ", sealing"
                    : moment;
        }
    }

    private void assertArchiveMatchesLedger() throws IOException {
        List<ChunkInfo> chunks = Recorded.chunks(archive);
        for (ChunkInfo chunk : chunks) {
            assertThat(Chunk.describe(new ArchiveLayout(archive).chunk(chunk.chunk()))).isEqualTo(chunk);
        }
        long before = -1;
        for (ChunkInfo chunk : chunks) {
            for (Frame frame : Recorded.frames(archive, chunk)) {
                assertThat(frame.tick()).isGreaterThan(before);
                before = frame.tick();
                assertThat(frame.timeNanos()).isEqualTo(KnownWorld.time(frame.tick()));
                assertThat(frame.samples()).isEqualTo(KnownWorld.samples(frame.tick()));
                assertThat(frame.events()).isEqualTo(KnownWorld.events(frame.tick()));
                ledger.clear((int) frame.tick());
            }
        }
        assertThat(ledger.isEmpty()).as("acknowledged but not there: %s", ledger).isTrue();
    }
}

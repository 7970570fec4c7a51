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
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * One archive whose recorders are killed, again and again. The ledger of what they acknowledged is kept here, outside of them. Every
 * third round lies on a small disk of its own, which fills up under some of its recorders.
 */
final class KillRound implements AutoCloseable {
    private static final Phase[] PHASES = { Phase.OPENING, Phase.RECORDING, Phase.RECORDING, Phase.CLOSING,
            Phase.RECOVERING };
    /** Makes a process the first of a container, where every recorder has the same number. */
    private static final List<String> CONTAINER = List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");
    private static final boolean CONTAINED = canContain();
    private static final int DISK_MEGABYTES = 192;
    private static final boolean SMALL_DISKS = SmallDisk.isPossible();

    private static final String FULL_DISK = "the disk filled up";
    private static final String PROCESS_1 = "as process 1 of a container";
    private static final String SECOND_RECORDER = "a second recorder was turned away";
    private static final String CUT_SHORT = "the journal was cut short";
    private static final String CLOCK_BACK = "the clock had jumped back";
    private static final String SEALING = "while sealing";

    private final Path place;
    private final Path archive;
    private final Path complaints;
    private final Optional<SmallDisk> disk;
    private final Random random;
    private final ChildJvm children;
    private final KillTally tally;
    private final BitSet ledger = new BitSet();

    KillRound(Path place, long seed, ChildJvm children, KillTally tally) throws IOException, InterruptedException {
        this.place = place;
        this.children = children;
        this.tally = tally;
        random = new Random(seed);
        disk = SMALL_DISKS && seed % 3 == 0
                ? Optional.of(SmallDisk.mount(place.resolve("disk"), DISK_MEGABYTES))
                : Optional.empty();
        archive = disk.map(SmallDisk::path).orElse(place).resolve("archive");
        Files.createDirectories(archive.resolve("recording"));
        complaints = Files.createFile(place.resolve("stderr"));
    }

    /** What enough kills meet on this machine. */
    static List<String> possibleKinds() {
        List<String> kinds = new ArrayList<>(List.of(SECOND_RECORDER, CUT_SHORT, CLOCK_BACK, SEALING));
        Stream.of(PHASES).distinct().map(KillRound::kindOf).forEach(kinds::add);
        if (CONTAINED) {
            kinds.add(PROCESS_1);
        }
        if (SMALL_DISKS) {
            kinds.add(FULL_DISK);
        }
        return kinds;
    }

    /** What the killed have said on stderr; a disk that was full is told there, too. */
    String complaints() throws IOException {
        return Files.readString(complaints);
    }

    /** What this machine cannot do. */
    static String impossible() {
        return (CONTAINED ? "" : System.lineSeparator() + "no containers: unshare does not work here")
                + (SMALL_DISKS ? "" : System.lineSeparator() + "no full disks: nothing can be mounted here");
    }

    private static String kindOf(Phase phase) {
        return "while " + phase.toString().toLowerCase(Locale.ROOT);
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

    void run(int kills) throws Exception {
        for (int kill = 0; kill < kills; kill++) {
            killOne();
            tally.kill();
            if (random.nextInt(4) == 0) {
                cutJournalShort();
            }
            if (random.nextInt(6) == 0) {
                tally.time("recovering", () -> Files.writeString(complaints, recover() + System.lineSeparator(),
                        StandardOpenOption.APPEND));
            }
        }
        tally.acknowledged(ledger.cardinality());
        tally.time("recovering", () -> {
            RecoveryReport last = recover();
            assertThat(last.lostSomething()).as("%s", last).isFalse();
        });
        try (Stream<Path> left = Files.walk(archive.resolve("recording"))) {
            assertThat(left).as("what is left of recordings").hasSize(1);
        }
        tally.time("reading all", this::assertArchiveMatchesLedger);
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
    private void killOne() throws Exception {
        Phase phase = PHASES[random.nextInt(PHASES.length)];
        int frames = phase == Phase.CLOSING ? 1 + random.nextInt(1000) : Integer.MAX_VALUE;
        long delayMicros = random.nextInt(phase == Phase.CLOSING ? 150_000 : 300_000);
        boolean contained = CONTAINED && random.nextInt(4) == 0;
        boolean fills = disk.isPresent() && random.nextBoolean();
        FileTime before = FileTime.fromMillis(System.currentTimeMillis());
        Victim victim = Victim.start(command(phase, frames, contained), complaints, phase, ledger);
        tally.time("starting", () -> assertThat(victim.awaitPhase(60, TimeUnit.SECONDS))
                .as("the child reaches %s; it says: %s", phase, Files.readString(complaints)).isTrue());
        if (phase == Phase.RECORDING && random.nextInt(4) == 0 && victim.isAlive()) {
            turnSecondAway();
        }
        if (fills) {
            disk.get().fill(random.nextInt(8 << 20));
        }
        LockSupport.parkNanos(delayMicros * 1000);
        tally.time("killing", victim::kill);
        if (fills) {
            disk.get().empty();
            tally.met(FULL_DISK);
        }
        tally.met(kindOf(phase));
        if (contained) {
            tally.met(PROCESS_1);
        }
        if (wasSealing(before)) {
            tally.met(SEALING);
        }
        if (victim.saidTickOf(KnownWorld.CLOCK_JUMP)) {
            tally.met(CLOCK_BACK);
        }
    }

    private void turnSecondAway() {
        assertThatThrownBy(() -> Recorder.open(RecordUntilKilled.config(archive)))
                .isInstanceOf(RecorderException.class).hasMessageContaining("another recorder is at work");
        tally.met(SECOND_RECORDER);
    }

    private List<String> command(Phase phase, int frames, boolean contained) {
        List<String> command = new ArrayList<>(contained ? CONTAINER : List.of());
        command.addAll(phase == Phase.RECOVERING
                ? children.run(RecoverUntilKilled.class, archive.toString())
                : children.run(RecordUntilKilled.class, archive.toString(), Integer.toString(frames)));
        return command;
    }

    /** Cuts the newest part somewhere behind its last whole document: at what a killed process was writing, or never wrote. */
    private void cutJournalShort() throws IOException {
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
            tally.met(CUT_SHORT);
        }
    }

    /** Whether a chunk was in the making, as far as the files tell: those of earlier kills may lie there, too. */
    private boolean wasSealing(FileTime since) throws IOException {
        for (Path folder : List.of(archive.resolve("recording/main"), archive.resolve("chunks"))) {
            if (!Files.exists(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(each -> each.getFileName().toString().startsWith(".sealing")).toList()) {
                    if (Files.getLastModifiedTime(file).compareTo(since) > 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void assertArchiveMatchesLedger() throws IOException {
        List<ChunkInfo> chunks = Recorded.chunks(archive);
        long before = -1;
        for (ChunkInfo chunk : chunks) {
            assertThat(Chunk.describe(new ArchiveLayout(archive).chunk(chunk.chunk()))).isEqualTo(chunk);
            for (Frame frame : Recorded.frames(archive, chunk)) {
                assertThat(frame.tick()).isGreaterThan(before);
                before = frame.tick();
                assertThat(frame.timeNanos()).isEqualTo(KnownWorld.time(frame.tick()));
                assertThat(frame.samples().equals(KnownWorld.samples(frame.tick()))).as("samples of %s", frame)
                        .isTrue();
                assertThat(frame.events()).isEqualTo(KnownWorld.events(frame.tick()));
                ledger.clear((int) frame.tick());
            }
        }
        assertThat(ledger.isEmpty()).as("acknowledged but not there: %s", ledger).isTrue();
    }

    @Override
    public void close() throws IOException {
        if (disk.isPresent()) {
            disk.get().close();
        }
        SourceFiles.deleteTree(place);
    }
}

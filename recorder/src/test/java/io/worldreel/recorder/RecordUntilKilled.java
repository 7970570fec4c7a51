package io.worldreel.recorder;

import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A game server that is going to be killed. To standard output, unbuffered, go longs: the tick of each frame whose close() has
 * returned, and the mark of each {@link Phase} when it begins. Arguments: archive, frames after which it closes.
 */
final class RecordUntilKilled {
    private static final IngestConfig SMALL_CHUNKS = IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(10));
    /** Much faster than a game, and slow enough that the next recovery has little to do. */
    private static final long PAUSE_NANOS = 100_000;

    /** What the process is at. */
    enum Phase {
        OPENING(-1), RECORDING(-2), CLOSING(-3), RECOVERING(-4);

        /** What stands for it in the ledger. */
        final long mark;

        Phase(long mark) {
            this.mark = mark;
        }
    }

    private RecordUntilKilled() {}

    static RecorderConfig config(Path archive) {
        return RecorderConfig.of(archive, "arena").withOverload(Overload.WAIT).withIngest(SMALL_CHUNKS)
                .withJournal(new JournalConfig(1 << 20, 1 << 20, new Sync.None()));
    }

    public static void main(String[] args) throws IOException {
        long count = Long.parseLong(args[1]);
        DataOutputStream ledger = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
        announce(ledger, Phase.OPENING);
        try (Recorder recorder = Recorder.open(config(Path.of(args[0])))) {
            recorder.recovered().problems().forEach(System.err::println);
            announce(ledger, Phase.RECORDING);
            KnownWorld.Writer world = new KnownWorld.Writer(recorder);
            long first = Math.max(0, recorder.lastTick() + 1);
            for (long tick = first; tick < first + count; tick++) {
                world.record(tick);
                ledger.write(ByteBuffer.allocate(Long.BYTES).putLong(tick).array());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            announce(ledger, Phase.CLOSING);
        }
    }

    private static void announce(DataOutputStream ledger, Phase phase) throws IOException {
        ledger.write(ByteBuffer.allocate(Long.BYTES).putLong(phase.mark).array());
    }
}

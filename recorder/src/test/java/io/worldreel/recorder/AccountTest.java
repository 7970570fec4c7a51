package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Gap;
import io.worldreel.format.segment.Segment;
import io.worldreel.zstdvfs.Progress;
import io.worldreel.zstdvfs.VfsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The account of ticks adds up whatever happens: sessions of random frames, holes in the sender's ticks, frames that cannot be
 * taken, chunks cut at random, some sessions ended in order and some by death.
 */
class AccountTest {
    private static final Component HEALTH = Component.of("health", ComponentType.I32);

    @TempDir
    Path archive;

    /** What became of a tick, by the word of the account. */
    private enum Fate {
        RECORDED, DROPPED, MISSING
    }

    private final SortedMap<Long, Fate> ledger = new TreeMap<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
    void recordedDroppedAndMissingAreAllThereIs(long seed) throws Exception {
        Random random = new Random(seed);
        long recovered = 0;
        for (int session = 0; session < 4; session++) {
            recovered += session(random);
            if (random.nextBoolean()) {
                Recovery.recover(archive, IngestConfig.DEFAULT, Progress.NONE);
            }
        }
        Recovery.recover(archive, IngestConfig.DEFAULT, Progress.NONE);

        List<ChunkInfo> chunks = Recorded.chunks(archive);
        assertThat(chunks.stream().mapToLong(ChunkInfo::frames).sum()).isEqualTo(count(Fate.RECORDED));
        assertThat(chunks.stream().mapToLong(ChunkInfo::dropped).sum()).isEqualTo(count(Fate.DROPPED));
        assertThat(chunks.stream().mapToLong(ChunkInfo::missing).sum()).isEqualTo(count(Fate.MISSING));
        for (Gap gap : Recorded.gaps(archive)) {
            Fate fate = gap.isMissing() ? Fate.MISSING : Fate.DROPPED;
            for (long tick = gap.firstTick(); tick <= gap.lastTick(); tick++) {
                assertThat(ledger.get(tick)).as("tick %s", tick).isEqualTo(fate);
            }
        }
        assertThat(recoveredTicks(chunks)).isLessThanOrEqualTo(recovered);
    }

    @Test
    void aSessionOfWhichAllIsDroppedLeavesItsAccount() {
        try (Recorder recorder = Recorder.open(RecorderConfig.of(archive, "arena"))) {
            recorder.path().drop(5, 5_000, "no room");
            recorder.path().drop(6, 4_000, "no room");
            recorder.path().drop(9, 9_000, "another reason");
        }
        assertThat(Recorded.chunks(archive)).singleElement().satisfies(chunk -> {
            assertThat(List.of(chunk.firstTick(), chunk.lastTick())).containsExactly(5L, 9L);
            assertThat(List.of(chunk.fromNanos(), chunk.toNanos())).containsExactly(4_000L, 9_000L);
            assertThat(List.of(chunk.frames(), chunk.dropped(), chunk.missing())).containsExactly(0L, 3L, 2L);
        });
        assertThat(Recorded.gaps(archive)).containsExactly(Gap.dropped(5, 6, "no room"), Gap.missing(7, 8),
                Gap.dropped(9, 9, "another reason"));
        try (Recorder recorder = Recorder.open(RecorderConfig.of(archive, "arena"))) {
            assertThat(recorder.lastTick()).isEqualTo(9);
            recorder.component(HEALTH);
            recorder.frame(10, 10_000).close();
        }
        assertThat(Recorded.chunks(archive)).extracting(ChunkInfo::frames).containsExactly(0L, 1L);
        assertThat(Recovery.recover(archive, IngestConfig.DEFAULT, Progress.NONE).chunks()).isEqualTo(2);
    }

    private long recoveredTicks(List<ChunkInfo> chunks) {
        long recovered = 0;
        for (ChunkInfo chunk : chunks) {
            try (Segment segment = Chunk.open(new ArchiveLayout(archive).chunk(chunk.chunk()), VfsConfig.DEFAULT)) {
                recovered += segment.recovered();
            }
        }
        return recovered;
    }

    private long count(Fate fate) {
        return ledger.values().stream().filter(each -> each == fate).count();
    }

    /** Records a session; returns how many of its frames only a recovery can have stored. */
    private long session(Random random) {
        Recorder recorder = Recorder.open(RecorderConfig.of(archive, "arena").withOverload(Overload.WAIT)
                .withIngest(IngestConfig.DEFAULT.withSegmentTime(Duration.ofNanos(50 + random.nextInt(400)))));
        ComponentHandle health = recorder.component(HEALTH);
        SortedMap<Long, Fate> fates = new TreeMap<>();
        long tick = Math.max(0, recorder.lastTick() + 1 + random.nextInt(5));
        boolean takesNothing = random.nextInt(4) == 0;
        int calls = random.nextInt(takesNothing ? 12 : 900); // so many ranges a recorder remembers
        int oneDroppedOf = takesNothing ? 1 : 12;
        for (int i = 0; i < calls; i++) {
            if (random.nextInt(oneDroppedOf) == 0) {
                int run = 1 + random.nextInt(4);
                for (int dropped = 0; dropped < run; dropped++, tick++) {
                    recorder.path().drop(tick, tick, "reason " + random.nextInt(2));
                    fates.put(tick, Fate.DROPPED);
                }
            } else {
                try (RecordingFrame frame = recorder.frame(tick, tick)) {
                    frame.put(1, health, tick);
                }
                fates.put(tick++, Fate.RECORDED);
            }
            tick += random.nextInt(10) == 0 ? 1 + random.nextInt(5) : 0;
        }
        boolean dies = random.nextBoolean();
        if (dies) {
            recorder.abandon();
        } else {
            recorder.close();
        }
        enter(fates, dies);
        return dies ? fates.size() : 0;
    }

    /** What was dropped after the last frame is known to nobody but the dead. */
    private void enter(SortedMap<Long, Fate> fates, boolean died) {
        while (died && !fates.isEmpty() && fates.get(fates.lastKey()) != Fate.RECORDED) {
            fates.remove(fates.lastKey());
        }
        if (fates.isEmpty()) {
            return;
        }
        for (long tick = fates.firstKey(); tick <= fates.lastKey(); tick++) {
            ledger.put(tick, fates.getOrDefault(tick, Fate.MISSING));
        }
    }
}

package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.Damage;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.format.WorldState;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.WindowEntry;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.zstdvfs.VfsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A world of so many entities that several threads decode a state: it is what one thread decodes. */
class LargeWorldTest {
    private static final int TICKS = 200;

    @TempDir
    Path folder;

    private final List<WorldState> states = new ArrayList<>();
    private Path chunk = Path.of("");

    @BeforeEach
    void write() {
        ChunkInfo info = Archives
                .write(folder, "arena", "eu-1", PhysicsWorld.of(81, 300, TICKS, 60), IngestConfig.DEFAULT).getFirst();
        chunk = new ArchiveLayout(folder).chunk(info.chunk());
        try (Segment segment = Chunk.open(chunk, VfsConfig.DEFAULT)) {
            assertThat(segment.isShareable()).isTrue();
            for (WindowEntry window : segment.windows()) {
                for (int tick = 0; tick < window.frames(); tick++) {
                    states.add(segment.window(window.number()).stateAt(tick));
                }
            }
        }
    }

    @Test
    void aStateIsThatOfOneThread() {
        Random random = new Random(82);
        for (int round = 0; round < 60; round++) {
            try (Replay replay = Replay.open(folder)) {
                for (int i = 0; i < 2; i++) {
                    int tick = random.nextInt(TICKS);
                    assertThat(replay.at(Moment.tick(tick))).isEqualTo(states.get(tick));
                }
            }
        }
    }

    @Test
    void damageIsToldWhicheverThreadMeetsIt() throws IOException {
        Path whole = folder.resolve("whole");
        Files.copy(chunk, whole);
        int told = 0;
        for (long seed = 1; seed <= 24; seed++) {
            Files.copy(whole, chunk, StandardCopyOption.REPLACE_EXISTING);
            Damage.OVERWRITTEN.apply(chunk, seed);
            int tick = (int) (seed * 37 % TICKS);
            try (Replay replay = Replay.open(folder)) {
                assertThat(replay.at(Moment.tick(tick))).isEqualTo(states.get(tick));
            } catch (ReplayException damage) {
                told++;
                assertThat(damage).hasMessageContaining(chunk.getFileName().toString());
            }
        }
        assertThat(told).isBetween(3, 24);
    }
}

package io.worldreel.cli;

import static io.worldreel.cli.FollowedCopy.awaitHead;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.cli.TwoMachines.Machine;
import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.recorder.IngestConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two machines on one network without any other, and nothing is configured but {@code --lan}. The archive has {@code worldreel.megabytes}
 * of them, 24 if not said.
 */
class LanTest {
    private static final int MEGABYTES = Integer.getInteger("worldreel.megabytes", 24);
    private static final int BODIES = 64;
    private static final int BYTES_A_SAMPLE = 18;
    private static final IngestConfig CHUNKS = IngestConfig.DEFAULT.withSegmentTime(Duration.ofMinutes(4));
    /** A moment in a small archive takes the same few pieces as in a large one. */
    private static final long FEW_PIECES = 2_000_000;

    @TempDir
    Path folder;
    private Path arena = Path.of("");

    @Test
    void oneReadsFollowsAndPassesOnWhatTheOtherPublishes() throws Exception {
        arena = folder.resolve("arena");
        add("eu-1", (int) (MEGABYTES * 1_000_000L / BODIES / BYTES_A_SAMPLE));
        Path key = folder.resolve("key");
        String link = Command.run("keygen", key).succeeds().lines().get(1).replaceFirst("magnet +", "");
        Path copy = folder.resolve("copy");
        try (var machines = new TwoMachines()) {
            String second;
            try (var publisher = machines.start(Machine.A, "publish", arena, "--key", key, "--lan")) {
                publisher.awaitSaid("point to head 1");
                try (var lan = machines.start(Machine.B, "lan", "--for", "60")) {
                    assertThat(lan.awaitPrinted("arena"))
                            .containsPattern("arena {2}10\\.77\\.0\\.1:[0-9]+ {2}\\Q" + link + "\\E");
                }
                readsFewPieces(machines, link);
                try (var follower = machines.start(Machine.B, "follow", link, copy, "--lan", "--look", "0.2")) {
                    awaitHead(copy, 1);
                    for (int update = 2; update <= 4; update++) {
                        add("eu-" + update, 600);
                        awaitHead(copy, update);
                    }
                    publisher.kill();
                    add("eu-5", 600);
                    try (var again = machines.start(Machine.A, "publish", arena, "--key", key, "--lan")) {
                        awaitHead(copy, 5);
                        assertThat(again.stop().code()).isZero();
                    }
                    Path third = folder.resolve("third");
                    var until = machines.run(Machine.A, "follow", link, third, "--lan", "--until-current");
                    assertThat(until.code()).as(until.err()).isZero();
                    second = Command.run("verify", third, "--json").succeeds().out();
                    assertThat(Command.run("ls", third, "--json")).isEqualTo(Command.run("ls", arena, "--json"));
                    assertThat(follower.stop().code()).isZero();
                }
            }
            assertThat(second).contains("\"bad\":[]");
        }
        assertThat(Command.run("at", copy, "end", "--json")).isEqualTo(Command.run("at", arena, "end", "--json"));
    }

    private void readsFewPieces(TwoMachines machines, String link) throws Exception {
        long before = machines.received(Machine.B);
        var state = machines.run(Machine.B, "at", link, "+100s", "--lan", "--json", "--cache", folder.resolve("cache"));
        long received = machines.received(Machine.B) - before;
        assertThat(state.code()).as(state.err()).isZero();
        assertThat(state.lines()).isEqualTo(Command.run("at", arena, "+100s", "--json").succeeds().lines());
        long all = bytes(arena.resolve("chunks"));
        System.err.printf("one moment of %,d bytes: %,d came over the cable, %.2f %%%n", all, received,
                100.0 * received / all);
        assertThat(received).isLessThan(Math.max(all / 50, FEW_PIECES));
    }

    private void add(String source, int ticks) {
        Archives.write(arena, "arena", source, PhysicsWorld.of(source.hashCode(), BODIES, ticks, 60), CHUNKS);
    }

    private static long bytes(Path chunks) throws Exception {
        try (Stream<Path> files = Files.list(chunks)) {
            return files.filter(file -> file.toString().endsWith(".zst")).mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}

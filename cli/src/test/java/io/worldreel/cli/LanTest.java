package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.recorder.IngestConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two machines on one network without any other, as network namespaces joined by a cable: nothing is configured but {@code --lan}. */
class LanTest {
    /** $1: Java with what it needs, up to the verb; $2: the folder. */
    private static final String TWO_MACHINES = """
            set -e
            ip link set lo up
            unshare -n sleep 300 & other=$!
            sleep 0.5
            ip link add va type veth peer name vb
            ip link set vb netns $other
            there="nsenter -t $other -n"
            ip addr add 10.77.0.1/24 dev va; ip link set va up; ip route add default dev va
            $there ip link set lo up; $there ip addr add 10.77.0.2/24 dev vb; $there ip link set vb up
            $there ip route add default dev vb
            $1 publish $2/arena --key $2/key --lan > $2/published 2> $2/said & publisher=$!
            trap 'kill -9 $publisher $other' EXIT
            for look in $(seq 600); do grep -q 'point to head 1' $2/said && break; sleep 0.1; done
            $there $1 lan --for 6
            $there $1 follow "$(head -n 1 $2/published)" $2/copy --lan --until-current
            """;

    @TempDir
    Path folder;

    @Test
    void oneListsAndFollowsWhatTheOtherPublishes() throws Exception {
        for (String tool : List.of("unshare", "nsenter", "ip")) {
            if (Stream.of(System.getenv("PATH").split(":", -1))
                    .noneMatch(at -> Files.isExecutable(Path.of(at, tool)))) {
                SharedData.missing(tool + " is not on the PATH: install util-linux and iproute2 to run this test");
            }
        }
        if (new ProcessBuilder("unshare", "-n", "true").start().waitFor() != 0) {
            SharedData.missing("network namespaces cannot be made here: run this test as root");
        }
        Path arena = folder.resolve("arena");
        Archives.write(arena, "arena", "eu-1", new MixedWorld(6, 20, 600, 100, 1_767_225_600_000_000_000L),
                IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(5)));
        Command.run("keygen", folder.resolve("key")).succeeds();
        String java = Path.of(System.getProperty("java.home"), "bin", "java")
                + " --enable-native-access=ALL-UNNAMED -Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "
                + System.getProperty("java.class.path") + " " + Main.class.getName();
        Path output = folder.resolve("output");

        var machines = new ProcessBuilder("unshare", "-n", "bash", "-c", TWO_MACHINES, "two-machines", java,
                folder.toString()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        boolean ended = machines.waitFor(3, TimeUnit.MINUTES);
        machines.destroyForcibly();

        String said = Files.readString(output);
        assertThat(ended).as(said).isTrue();
        assertThat(machines.exitValue()).as(said).isZero();
        String link = Files.readString(folder.resolve("published")).lines().findFirst().orElseThrow();
        assertThat(said).containsPattern("arena {2}10\\.77\\.0\\.1:[0-9]+ {2}\\Q" + link + "\\E");
        assertThat(Command.run("frames", folder.resolve("copy"), "--json")).isEqualTo(
                Command.run("frames", arena, "--json"));
    }
}

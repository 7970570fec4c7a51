package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Two network namespaces joined by a cable, with no other network: two machines of their own, which share the disk. */
final class TwoMachines implements AutoCloseable {
    /** One of the two. */
    enum Machine {
        A("10.77.0.1"), B("10.77.0.2");

        private final String address;

        Machine(String address) {
            this.address = address;
        }

        String address() {
            return address;
        }
    }

    private static final String CABLE = "cable";

    private final Map<Machine, Process> holders = new EnumMap<>(Machine.class);

    /** Ends the test, with the reason, where this cannot be done. */
    TwoMachines() throws IOException, InterruptedException {
        for (String tool : List.of("unshare", "nsenter", "ip")) {
            if (Stream.of(System.getenv("PATH").split(":", -1))
                    .noneMatch(at -> Files.isExecutable(Path.of(at, tool)))) {
                SharedData.missing(tool + " is not on the PATH: install util-linux and iproute2 to run this test");
            }
        }
        if (new ProcessBuilder("unshare", "-n", "true").start().waitFor() != 0) {
            SharedData.missing("network namespaces cannot be made here: run this test as root");
        }
        for (Machine machine : Machine.values()) {
            var holder = new ProcessBuilder("unshare", "-n", "sh", "-c", "echo there; exec sleep 900").start();
            holders.put(machine, holder);
            assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).as("%s", machine).isEqualTo("there");
        }
        String other = pid(Machine.B);
        tell(Machine.A, "ip", "link", "add", CABLE, "type", "veth", "peer", "name", CABLE, "netns", other);
        for (Machine machine : Machine.values()) {
            tell(machine, "ip", "link", "set", "lo", "up");
            tell(machine, "ip", "addr", "add", machine.address() + "/24", "dev", CABLE);
            tell(machine, "ip", "link", "set", CABLE, "up");
            tell(machine, "ip", "route", "add", "default", "dev", CABLE); // multicast takes it
        }
    }

    /** Starts a verb there. */
    VerbProcess start(Machine machine, Object... words) throws IOException {
        return VerbProcess.startBehind(prefix(machine), words);
    }

    /** Runs a verb there to its end. */
    Command run(Machine machine, Object... words) throws IOException, InterruptedException {
        try (var process = start(machine, words)) {
            return process.ended();
        }
    }

    /** Bytes that have come over the cable, everything included. */
    long received(Machine machine) throws IOException, InterruptedException {
        String text = tell(machine, "sh", "-c", "ip -s link show " + CABLE + " | grep -A1 RX: | tail -n 1");
        return Long.parseLong(text.strip().split(" +", -1)[0]);
    }

    /** The beginning of a command that is to run there. */
    List<String> prefix(Machine machine) {
        return List.of("nsenter", "-t", pid(machine), "-n");
    }

    private String pid(Machine machine) {
        return Long.toString(Objects.requireNonNull(holders.get(machine)).pid());
    }

    private String tell(Machine machine, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix(machine));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", command, said).isZero();
        return said;
    }

    @Override
    public void close() {
        holders.values().forEach(Process::destroyForcibly);
    }
}

package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ComponentType;
import io.worldreel.format.Role;
import io.worldreel.recorder.ComponentHandle;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.RecordingFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moments, ranges, playing, stopping, and archives that somebody else is busy with. */
class ArchiveVerbsTest {
    private static final int TICKS = 20;

    @TempDir
    private Path folder;

    private Path archive() {
        Path archive = folder.resolve("arena");
        StringBuilder table = new StringBuilder("tick,time,who,x\n");
        for (int tick = 100; tick < 100 + TICKS; tick++) {
            table.append(tick).append(',').append(tick / 100.0).append(",7,").append(tick).append('\n');
        }
        Command.runWithInput(table.toString(), "import", "-", archive, "--world", "w", "--tick", "tick", "--time",
                "time", "--entity", "who", "--component", "x=x:f32").succeeds();
        return archive;
    }

    private static String at(Path archive, String moment) {
        return Command.run("at", archive, moment, "--json").succeeds().out();
    }

    @Test
    void oneMomentHasManyNames() {
        Path archive = archive();

        assertThat(List.of(at(archive, "start"), at(archive, "+0s"), at(archive, "1970-01-01T00:00:01Z"),
                at(archive, "+0.009s"))).containsOnly(at(archive, "tick:100"));
        assertThat(at(archive, "end")).isEqualTo(at(archive, "tick:119")).isEqualTo(at(archive, "+0.19s"));
    }

    @Test
    void aMomentOutsideNamesTheRange() {
        Path archive = archive();

        for (String moment : List.of("tick:99", "tick:120", "+0.2s", "1970-01-01T00:00:00.500Z",
                "2026-11-20T00:00:00Z")) {
            Command.run("at", archive, moment).failsSaying(ExitCode.FAILED, moment, "tick:100", "tick:119");
        }
        Command.run("at", archive, "noon").failsSaying(ExitCode.WRONG_USAGE, "'noon'", "tick:600", "+12.5s");
    }

    @Test
    void whatNeverWasIsNamed() {
        Path archive = archive();

        Command.run("at", archive, "start", "--entity", "8").failsSaying(ExitCode.FAILED, "'8'");
        Command.run("track", archive, "ghost", "x").failsSaying(ExitCode.FAILED, "'ghost'");
        Command.run("track", archive, "7", "y").failsSaying(ExitCode.FAILED, "'y'", "x");
        Command.run("frames", archive, "--from", "end", "--to", "start").failsSaying(ExitCode.FAILED, "reversed");
        for (String verb : List.of("ls", "info", "frames", "verify", "recover")) {
            Command.run(verb, folder.resolve("nowhere")).failsSaying(ExitCode.FAILED, "nowhere");
            Command.run(verb, folder).failsSaying(ExitCode.FAILED, folder.toString(), "no archive");
        }
    }

    @Test
    void playIsFramesInTimeOrInReverse() {
        Path archive = archive();
        List<String> frames = Command.run("frames", archive, "--json").succeeds().lines();

        assertThat(Command.run("play", archive, "--speed", "16", "--json").succeeds().lines()).isEqualTo(frames);
        assertThat(Command.run("play", archive, "--speed", "-16", "--json").succeeds().lines())
                .isEqualTo(frames.reversed());
        Command.run("play", archive, "--speed", "17").failsSaying(ExitCode.WRONG_USAGE, "--speed", "16");
        Command.run("play", archive, "--speed", "0").failsSaying(ExitCode.WRONG_USAGE, "--speed");
        Command.run("play", archive, "--speed", "fast").failsSaying(ExitCode.WRONG_USAGE, "--speed", "fast");
    }

    @Test
    void aStoppedVerbEndsAtOnceAndSaysSo() {
        Path archive = archive();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        StopSignal stop = new StopSignal();
        OutputStream stopping = new OutputStream() {
            @Override
            public void write(int b) {
                stop.raise();
            }
        };

        int code = Worldreel.run(new String[]{ "play", archive.toString(), "--speed", "0.0625", "--json" },
                InputStream.nullInputStream(), stopping, new PrintStream(err, true, StandardCharsets.UTF_8), false,
                stop);

        assertThat(code).isEqualTo(ExitCode.STOPPED);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("worldreel play: stopped before the end\n");
    }

    @Test
    void aStoppedImportLeavesNothing() {
        StopSignal stop = new StopSignal();
        InputStream endless = new InputStream() {
            private final byte[] header = "tick,time,who,x\n".getBytes(StandardCharsets.UTF_8);
            private final byte[] row = "1,0,7,\n".getBytes(StandardCharsets.UTF_8);
            private long at;

            @Override
            public int read() {
                if (at == 1 << 20) {
                    stop.raise();
                }
                long here = at++;
                return here < header.length ? header[(int) here] : row[(int) ((here - header.length) % row.length)];
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                for (int i = 0; i < length; i++) {
                    into[offset + i] = (byte) read();
                }
                return length;
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = Worldreel.run(
                new String[]{ "import", "-", folder.resolve("arena").toString(), "--world", "w", "--tick", "tick",
                        "--time", "time", "--entity", "who", "--component", "x=x:f32" },
                endless, OutputStream.nullOutputStream(), new PrintStream(err, true, StandardCharsets.UTF_8), false,
                stop);

        assertThat(code).isEqualTo(ExitCode.STOPPED);
        Command.run("ls", folder.resolve("arena")).exits(ExitCode.FAILED);
    }

    @Test
    void anArchiveThatIsBeingRecordedIsReadableAndProtected() throws IOException {
        Path archive = archive();
        try (Recorder recorder = Recorder.open(RecorderConfig.of(archive, "w").withSource("live"))) {
            ComponentHandle x = recorder.component("x", ComponentType.F32, Role.NONE);
            for (int tick = 1; tick <= 3; tick++) {
                try (RecordingFrame frame = recorder.frame(tick, tick)) {
                    frame.put(9, x, tick);
                }
            }

            assertThat(Command.run("frames", archive, "--json").lines()).hasSize(TICKS + 3);
            assertThat(Command.run("ls", archive, "--json").lines()).hasSize(1);
            Path table = Files.writeString(folder.resolve("table.csv"), "tick,time,who,x\n50,1,7,1\n");
            Command.run("import", table, archive, "--world", "w", "--source", "live", "--tick", "tick", "--time",
                    "time", "--entity", "who", "--component", "x=x:f32").failsSaying(ExitCode.FAILED, "live");
            Command.run("recover", archive).failsSaying(ExitCode.FAILED, "live");
        }

        assertThat(Command.run("ls", archive, "--json").succeeds().lines()).hasSize(2);
        assertThat(Command.run("track", archive, "9", "x", "--json").succeeds().lines()).hasSize(3);
        Command.run("verify", archive).succeeds();
    }

    @Test
    void infoPrintsWhatItFinds() {
        Command info = Command.run("info", archive()).succeeds();

        assertThat(info.lines()).anyMatch(line -> line.matches("world +w")).anyMatch(line -> line.contains("x: f32"))
                .anyMatch(line -> line.matches("ticks +20 recorded, 0 dropped, 0 missing, 0 recovered"));
        assertThat(Collections.frequency(info.lines(), "")).isZero();
    }
}

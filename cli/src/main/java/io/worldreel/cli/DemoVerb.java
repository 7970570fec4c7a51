package io.worldreel.cli;

import io.worldreel.cli.demo.Arena;
import io.worldreel.cli.demo.ArenaRecording;
import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.Value;
import io.worldreel.format.WorldState;
import io.worldreel.format.WorldState.EntityState;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.replayer.Moment;
import io.worldreel.replayer.Replay;
import io.worldreel.replayer.TrackSample;
import io.worldreel.replayer.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: a game server runs, is recorded, sealed, verified and scrubbed. */
@Command(name = "demo")
final class DemoVerb implements Callable<Integer> {
    private static final String WORLD = "arena";
    private static final int CREATURES = 200;
    private static final long SEED = 20_261_120;
    private static final long POLL_NANOS = 50_000_000;
    private static final int ROWS_SHOWN = 5;

    private final Invocation run;

    @Option(names = "--once")
    @SuppressWarnings("UnusedVariable") // the story has no other end yet
    private boolean once;

    @Option(names = "--keep", paramLabel = "DIR")
    private Optional<Path> keep;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "8")
    private int seconds;

    @Spec
    private CommandSpec spec;

    DemoVerb(Invocation run) {
        this.run = run;
    }

    /** What recording came to. */
    private record Recorded(ArenaRecording recording, long frames, long sealNanos) {}

    /** What reading came to. */
    private record Scrubbed(List<ChunkInfo> chunks, VerifyReport verified, long verifyNanos, long stateNanos,
            long trackNanos) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds < 1 || seconds > 3600) {
            throw new ParameterException(spec.commandLine(), "--seconds must lie in 1..3600: " + seconds);
        }
        Path archive = keep.isPresent() ? fresh(keep.get()) : Files.createTempDirectory("worldreel-demo-");
        try {
            Recorded recorded = record(archive);
            Scrubbed scrubbed = scrub(archive, recorded);
            report(recorded, scrubbed);
            farewell(archive, recorded.recording().remembered());
        } finally {
            if (keep.isEmpty()) {
                FolderTree.delete(archive);
            }
        }
        return ExitCode.DONE;
    }

    private static Path fresh(Path folder) {
        if (Files.exists(folder)) {
            throw new FailedException(folder + ": exists already; the demo wants a new folder");
        }
        return folder;
    }

    private Recorded record(Path archive) throws InterruptedException {
        say("1. A game server starts in this process: Minestom, " + CREATURES
                + " creatures in an arena of stone, gravity and collisions.");
        long starting = System.nanoTime();
        try (Arena arena = Arena.start(CREATURES, SEED)) {
            told("up in " + since(starting));
            long frames = (long) seconds * Arena.TICKS_PER_SECOND;
            say("2. It is recorded through the Java API: " + seconds + " s at " + Arena.TICKS_PER_SECOND
                    + " ticks a second, into " + archive + ".");
            Recorder recorder = Recorder
                    .open(RecorderConfig.of(archive, WORLD).withSource("minestom").withSender("worldreel demo"));
            ArenaRecording recording;
            long sealing;
            try (recorder) {
                recording = new ArenaRecording(arena, recorder, Math.toIntExact(frames), Clock.systemUTC());
                while (!recording.await(POLL_NANOS)) {
                    run.progress().at("recording", recording.progress(), frames);
                }
                run.progress().clear();
                told(Words.count(frames, "frame") + ", " + Words.count(recording.events(), "event")
                        + "; a frame kept the game's thread for " + Words.duration(recording.frameNanos(0.5))
                        + " (half of them) to " + Words.duration(recording.frameNanos(0.99)) + " (99 of 100)");
                sealing = System.nanoTime();
            }
            return new Recorded(recording, frames, System.nanoTime() - sealing);
        }
    }

    private Scrubbed scrub(Path archive, Recorded recorded) {
        try (Replay replay = Replay.open(archive)) {
            List<ChunkInfo> chunks = replay.chunks();
            say("3. The recording is sealed: the journal became " + Words.count(chunks.size(), "immutable chunk")
                    + ".");
            told(sizes(chunks) + ", in " + Words.duration(recorded.sealNanos()));
            say("4. Every byte of it is verified.");
            long verifying = System.nanoTime();
            VerifyReport verified = Replay.verify(archive,
                    (done, total) -> run.progress().at("verifying", done, total));
            long verifyNanos = System.nanoTime() - verifying;
            run.progress().clear();
            if (!verified.bad().isEmpty() || verified.ticksRecorded() != recorded.frames()) {
                throw new FailedException("the recording in " + archive + " is not what was recorded: " + verified);
            }
            told(verified.ok() + " of " + Words.count(verified.chunks(), "chunk") + " ok, "
                    + Words.count(verified.ticksRecorded(), "tick") + " recorded, " + verified.ticksDropped()
                    + " dropped, " + verified.ticksMissing() + " missing, in " + Words.duration(verifyNanos));
            long stateNanos = askState(replay, recorded.recording().remembered());
            long trackNanos = askTrack(replay, recorded.recording().remembered());
            return new Scrubbed(chunks, verified, verifyNanos, stateNanos, trackNanos);
        }
    }

    private long askState(Replay replay, ArenaRecording.Remembered remembered) {
        say("5. Where was everyone at " + Words.instant(remembered.timeNanos()) + "?");
        long asking = System.nanoTime();
        WorldState state = replay.at(new Moment.Time(remembered.timeNanos()));
        long nanos = System.nanoTime() - asking;
        requireSame(remembered, state);
        told(Words.count(state.entities().size(), "entity") + " in " + Words.duration(nanos)
                + ", each where the server itself had it; the first " + ROWS_SHOWN + ":");
        if (!run.json()) {
            AtVerb.table(run.out(), new WorldState(state.tick(), state.timeNanos(),
                    state.entities().subList(0, Math.min(ROWS_SHOWN, state.entities().size()))));
            run.out().flush();
        }
        return nanos;
    }

    /** Holds the answer against what the server knew at that tick. */
    private static void requireSame(ArenaRecording.Remembered remembered, WorldState state) {
        SequencedMap<EntityId, double[]> truth = remembered.positions();
        boolean same = state.tick() == remembered.tick() && state.entities().size() == truth.size();
        for (EntityState each : state.entities()) {
            double[] expected = truth.get(each.entity());
            same &= expected != null && isAt(each.values(), expected);
        }
        if (!same) {
            throw new FailedException("the state at tick " + remembered.tick() + " is not what the server had");
        }
    }

    private static boolean isAt(SequencedMap<Component, Value> values, double[] expected) {
        return values.entrySet().stream().filter(value -> value.getKey().name().equals("position"))
                .anyMatch(value -> {
                    boolean near = true;
                    for (int axis = 0; axis < expected.length; axis++) {
                        near &= Math.abs(value.getValue().number(axis)
                                - expected[axis]) <= ArenaRecording.POSITION_STEP / 2;
                    }
                    return near;
                });
    }

    private long askTrack(Replay replay, ArenaRecording.Remembered remembered) {
        EntityId entity = remembered.positions().firstEntry().getKey();
        say("6. Where did entity " + entity + " go?");
        long asking = System.nanoTime();
        List<TrackSample> track = StreamSupport
                .stream(replay.track(entity, "position", Moment.START, Moment.END).spliterator(), false).toList();
        long nanos = System.nanoTime() - asking;
        told(Words.count(track.size(), "sample") + " in " + Words.duration(nanos) + "; the last " + ROWS_SHOWN + ":");
        if (!run.json()) {
            TrackVerb.table(run, track.subList(Math.max(0, track.size() - ROWS_SHOWN), track.size()));
            run.out().flush();
        }
        return nanos;
    }

    private static String sizes(List<ChunkInfo> chunks) {
        long bytes = chunks.stream().mapToLong(ChunkInfo::bytes).sum();
        long samples = chunks.stream().mapToLong(ChunkInfo::samples).sum();
        return Words.bytes(bytes) + " for " + Words.count(samples, "sample")
                + String.format(Locale.ROOT, " (%.1f bytes a sample)", (double) bytes / samples);
    }

    private void report(Recorded recorded, Scrubbed scrubbed) {
        if (!run.json()) {
            return;
        }
        run.out().object(json -> json.writeStringProperty("world", WORLD).writeNumberProperty("entities", CREATURES)
                .writeNumberProperty("ticks", recorded.frames())
                .writeNumberProperty("samples", scrubbed.chunks().stream().mapToLong(ChunkInfo::samples).sum())
                .writeNumberProperty("events", recorded.recording().events())
                .writeNumberProperty("bytes", scrubbed.chunks().stream().mapToLong(ChunkInfo::bytes).sum())
                .writeNumberProperty("frame_ns_p50", recorded.recording().frameNanos(0.5))
                .writeNumberProperty("frame_ns_p99", recorded.recording().frameNanos(0.99))
                .writeNumberProperty("seal_ns", recorded.sealNanos())
                .writeNumberProperty("verify_ns", scrubbed.verifyNanos())
                .writeNumberProperty("state_ns", scrubbed.stateNanos())
                .writeNumberProperty("track_ns", scrubbed.trackNanos()));
    }

    private void farewell(Path archive, ArenaRecording.Remembered remembered) {
        if (keep.isPresent()) {
            say("The archive stays in " + archive + ". Try:");
            told("worldreel at " + archive + " tick:" + remembered.tick());
            told("worldreel play " + archive + " --speed -2");
        } else {
            say("The archive was temporary and is gone; --keep DIR keeps one to play with.");
        }
    }

    private static String since(long nanos) {
        return Words.duration(System.nanoTime() - nanos);
    }

    private void say(String step) {
        run.note(step);
    }

    private void told(String result) {
        run.note("   " + result);
    }
}

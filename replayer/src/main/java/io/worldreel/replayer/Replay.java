package io.worldreel.replayer;

import io.worldreel.format.EntityId;
import io.worldreel.format.FormatException;
import io.worldreel.format.WorldState;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.TimedEvent;
import io.worldreel.zstdvfs.Progress;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * A recording, open at any moment, be it finished or still recorded: then what its recorders say shows within
 * {@link ReplayConfig#lookInterval}, to every method that is called from then on; what was handed out before ends where the archive
 * ended at that time. Never writes, and takes the memory that {@link ReplayConfig} allows whatever the size of the archive.
 *
 * <p>An archive may hold several sources of its world: each has ticks of its own, and answers a {@link Moment.Tick} by them. A state
 * then has the entities of all, by their {@linkplain io.worldreel.format.WorldIds ids in the world}; of an entity that lives in
 * several sources at once, the life that began last counts.
 *
 * <p>Damage never hides what is whole: reading a range leaves damaged windows out and notes them in {@link #skipped()}, while
 * {@link #at} fails if exactly what it needs is damaged. Methods throw {@link ReplayException}.
 *
 * <p>Owned by one thread, with everything that it hands out; other threads open replays of their own, which share the cache of
 * decompressed pages.
 */
public final class Replay implements AutoCloseable {
    private final FollowedArchive archive;
    private final Skips skips = new Skips();

    private Replay(FollowedArchive archive) {
        this.archive = archive;
    }

    /** Opens an archive folder with {@link ReplayConfig#DEFAULT}. */
    public static Replay open(Path folder) {
        return open(folder, ReplayConfig.DEFAULT);
    }

    /** Opens an archive on a web server that serves files by range, and that anybody may read. */
    public static Replay open(URI address) {
        return open(ArchiveAddress.of(address));
    }

    /**
     * Opens an archive by its address: a folder, http(s)://..., or what an {@link ArchiveScheme} knows, the link of a publication for
     * instance.
     *
     * @throws IllegalArgumentException if the address names no archive
     */
    public static Replay open(String address) {
        return open(ArchiveAddress.parse(address));
    }

    /** Opens an archive with the configuration that suits its place. A publication is closed with the replay. */
    public static Replay open(ArchiveAddress address) {
        return open(address, ReplayConfig.of(address));
    }

    /** Opens an archive folder. */
    public static Replay open(Path folder, ReplayConfig config) {
        return open(ArchiveAddress.of(folder), config);
    }

    /** @throws ReplayException if there is no archive, it holds no frame yet, or its catalog cannot be read */
    public static Replay open(ArchiveAddress address, ReplayConfig config) {
        return new Replay(new FollowedArchive(Archive.open(address), config, Optional.empty()));
    }

    /** As {@link #open(ArchiveAddress, ReplayConfig)}, with the catalog there and the chunks elsewhere. */
    public static Replay open(ArchiveAddress address, ReplayConfig config, ChunkFiles files) {
        return new Replay(new FollowedArchive(Archive.open(address), config, Optional.of(files)));
    }

    /**
     * Reads every byte of an archive and says what is wrong. Damage goes into the report. Of an archive on a web server one chunk after
     * the other is copied into the folder for temporary files.
     *
     * @throws ReplayException if there is no archive, or its catalog cannot be read, or its place does not answer any more
     */
    public static VerifyReport verify(ArchiveAddress address, Progress progress) {
        Archive archive = Archive.open(address);
        try {
            return new Verifier(archive.requireSealed()).verify(progress);
        } finally {
            archive.close();
        }
    }

    /** As {@link #verify(ArchiveAddress, Progress)}, of a folder. */
    public static VerifyReport verify(Path folder, Progress progress) {
        return verify(ArchiveAddress.of(folder), progress);
    }

    /** The sealed chunks of the archive, by source and then by first tick. */
    public List<ChunkInfo> chunks() {
        return archive.sealed().chunks();
    }

    /** Where the bytes of the chunks come from, for who reads them in another way. */
    public ChunkFiles files() {
        return archive.files();
    }

    /**
     * What the chunks of the archive hold; opens every one.
     *
     * @throws ReplayException if there are none yet
     */
    public ArchiveInfo info() {
        return failing("reading the contents",
                () -> new InfoReader().read(archive.sealedTimelines(), archive.withoutFrames(), skips,
                        archive.sealed().unsealed()));
    }

    /** What reads of this replay had to leave out so far. */
    public List<Skipped> skipped() {
        return skips.all();
    }

    /** The state after the last frame at or before a moment. */
    public WorldState at(Moment moment) {
        return at(moment, StateFilter.ALL);
    }

    /** The state after the last frame at or before an instant. */
    public WorldState at(Instant instant) {
        return at(Moment.at(instant));
    }

    /**
     * A part of the state after the last frame at or before a moment. With a component, entities that have no value of it are left
     * out.
     *
     * @throws ReplayException if the moment lies before the first frame or after the last, if there never was such an entity or
     *         component, or if what is needed is damaged
     */
    public WorldState at(Moment moment, StateFilter filter) {
        return failing("reading the state at " + moment, () -> {
            archive.moments().requireInside(moment);
            StateReader reader = new StateReader(archive.timelines(), archive.moments());
            WorldState state = reader.at(moment, filter);
            if (!state.entities().isEmpty()) {
                return state;
            }
            filter.component().ifPresent(this::requireComponent);
            return filter.entity().isEmpty()
                    ? state
                    : reader.at(moment, filter.withEntity(find(filter.entity().get())));
        });
    }

    /**
     * The frames from one moment to another, both included; the cursor stands in front of the first.
     *
     * @throws ReplayException if the range is reversed or touches no frame
     */
    public FrameCursor frames(Moment from, Moment to) {
        return failing("reading frames from " + from + " to " + to, () -> {
            archive.moments().requireRange(from, to);
            List<FrameCursor> cursors = new ArrayList<>();
            MomentResolver moments = archive.moments();
            for (SourceTimeline timeline : archive.timelines()) {
                ToLongFunction<Moment> firstTickAt = moment -> moments.firstTick(timeline, moment);
                cursors.add(new SourceFrames(walk(timeline, from, to), firstTickAt));
            }
            return cursors.size() == 1 ? cursors.getFirst() : new MergedFrames(cursors);
        });
    }

    /**
     * The frames from a moment on, and then those that will be recorded. Does not wait for them.
     *
     * @throws ReplayException if the moment lies after the last frame, unless it is {@link Moment#END}
     */
    public FollowedFrames follow(Moment from) {
        return failing("following frames from " + from, () -> {
            archive.moments().requireRange(from, Moment.END);
            MomentResolver moments = archive.moments();
            return new FollowedFrames(() -> failing("following frames", archive::timelines), skips,
                    timeline -> moments.firstTick(timeline, from));
        });
    }

    /**
     * The values that frames from one moment to another put on a component of an entity, by time; read while they are iterated.
     *
     * @throws ReplayException if the range is reversed or touches no frame, or if there never was such an entity or component
     */
    public Iterable<TrackSample> track(EntityId entity, String component, Moment from, Moment to) {
        return failing("reading the track of " + entity + " from " + from + " to " + to, () -> {
            archive.moments().requireRange(from, to);
            requireComponent(component);
            EntityId called = find(entity);
            return merged(timeline -> new TrackSamples(walk(timeline, from, to), called, component),
                    TrackSample::timeNanos);
        });
    }

    /**
     * Events, by time and then as they were said; read while they are iterated.
     *
     * @throws ReplayException if the range is reversed or touches no frame, or if there never was such an entity
     */
    public Iterable<TimedEvent> events(EventQuery query) {
        return failing("reading events from " + query.from() + " to " + query.to(), () -> {
            archive.moments().requireRange(query.from(), query.to());
            EventQuery called = query.entity().isEmpty() ? query : query.withEntity(find(query.entity().get()));
            return merged(timeline -> new SourceEvents(walk(timeline, query.from(), query.to()), called),
                    TimedEvent::timeNanos);
        });
    }

    private WindowWalk walk(SourceTimeline timeline, Moment from, Moment to) {
        return new WindowWalk(timeline, archive.moments().ticks(timeline, from, to), skips);
    }

    private <T> Iterable<T> merged(Function<SourceTimeline, java.util.Iterator<T>> reader, ToLongFunction<T> time) {
        List<SourceTimeline> timelines = archive.timelines();
        return () -> timelines.size() == 1
                ? reader.apply(timelines.getFirst())
                : new MergedIterator<>(timelines.stream().map(reader).toList(), time);
    }

    private void requireComponent(String component) {
        new Census(archive.timelines(), skips).requireComponent(component);
    }

    private EntityId find(EntityId asked) {
        return new Census(archive.timelines(), skips).find(asked);
    }

    private <T> T failing(String operation, Supplier<T> reading) {
        try {
            archive.lookAgain();
            return reading.get();
        } catch (FormatException | UncheckedIOException problem) {
            throw new ReplayException(operation + " in " + archive.sealed().name() + " failed: " + problem.getMessage()
                    + "; `worldreel verify` tells what else is damaged", problem);
        }
    }

    @Override
    public void close() {
        archive.close();
    }
}

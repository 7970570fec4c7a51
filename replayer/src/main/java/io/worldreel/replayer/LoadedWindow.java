package io.worldreel.replayer;

import io.worldreel.format.Component;
import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.Frame;
import io.worldreel.format.segment.EventFilter;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.TimedEvent;
import io.worldreel.format.segment.Wanted;
import io.worldreel.format.segment.WindowEntry;
import io.worldreel.format.window.Window;
import io.worldreel.format.window.WindowDirectory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Predicate;

/** A window and, once frames are asked for, its events. Valid while its chunk is open. */
final class LoadedWindow {
    /** What an event takes beside its data. */
    private static final long EVENT_BYTES = 160;
    /** What an entity takes in a directory, and again for each component. */
    private static final long ROW_BYTES = 64;
    /** To wake another thread takes as long as to decode one or two. */
    private static final int GROUPS_WORTH_SHARING = 4;
    private static final int SAMPLES_WORTH_SHARING = 4096;

    private final Segment segment;
    private final WindowEntry entry;
    private final Window window;
    private List<List<Event>> events = List.of();
    private long eventBytes;
    private boolean whole;
    private final Set<Wanted> fetched = new HashSet<>();

    LoadedWindow(String chunk, Segment segment, WindowEntry entry) {
        this.segment = segment;
        this.entry = entry;
        window = segment.window(entry.number());
        WindowDirectory directory = window.directory();
        int last = directory.ticks() - 1;
        if (last + 1 != entry.frames() || directory.tick(0) != entry.firstTick()
                || directory.tick(last) != entry.lastTick()) {
            throw new CorruptException(
                    "window " + entry.number() + " of chunk " + chunk + " holds ticks " + directory.tick(0)
                            + " to " + directory.tick(last) + ", but is listed with " + entry.firstTick() + " to "
                            + entry.lastTick());
        }
    }

    Window window() {
        return window;
    }

    WindowDirectory directory() {
        return window.directory();
    }

    /** Whether the bytes of these values have been asked for together. */
    boolean isFetched(Wanted wanted) {
        return fetched.contains(wanted) || fetched.contains(Wanted.ALL);
    }

    void setFetched(Wanted wanted) {
        fetched.add(wanted);
    }

    /**
     * Decodes everything, so that damage shows before the first frame is given and not between two. Frames may be asked for
     * afterwards.
     */
    void readWhole() {
        if (whole) {
            return;
        }
        WindowDirectory directory = window.directory();
        decodeAhead(directory.ticks() - 1, component -> true);
        for (int component : directory.componentNumbers()) {
            for (int group = 0; group < directory.groups(); group++) {
                window.columns(component, group, directory.ticks() - 1);
            }
        }
        readEvents();
        whole = true;
    }

    /** Decodes what a state of many entities needs, by as many threads as there are processors. */
    void decodeAhead(int tickIndex, Predicate<Component> wanted) {
        if (entry.samples() >= SAMPLES_WORTH_SHARING && segment.isShareable()) {
            int[] groups = window.undecoded(tickIndex, wanted);
            if (groups.length >= GROUPS_WORTH_SHARING) {
                // A parallel stream would hand out several groups at a time, and leave one thread waiting for the other's last.
                List<ForkJoinTask<?>> tasks = new ArrayList<>();
                for (int group : groups) {
                    tasks.add(ForkJoinTask.adapt(() -> window.decode(group, tickIndex, wanted)));
                }
                ForkJoinTask.invokeAll(tasks);
            }
        }
    }

    private void readEvents() {
        WindowDirectory directory = window.directory();
        List<List<Event>> byTick = new ArrayList<>(Collections.nCopies(directory.ticks(), List.of()));
        segment.events(EventFilter.ofTicks(entry.firstTick(), entry.lastTick()), event -> {
            int index = directory.tickIndexAt(event.tick());
            if (index < 0 || directory.tick(index) != event.tick()) {
                throw new CorruptException("an event of tick " + event.tick() + " belongs to no frame");
            }
            add(byTick, index, event);
        });
        events = byTick;
    }

    private void add(List<List<Event>> byTick, int index, TimedEvent event) {
        if (byTick.get(index).isEmpty()) {
            byTick.set(index, new ArrayList<>());
        }
        byTick.get(index).add(event.event());
        eventBytes += EVENT_BYTES + event.event().data().bytes().length;
    }

    /** What the frame of a tick said. */
    Frame frame(int tickIndex) {
        readWhole();
        Frame frame = window.frame(tickIndex);
        return new Frame(frame.tick(), frame.timeNanos(), frame.samples(), frame.spawns(), frame.despawns(),
                events.get(tickIndex));
    }

    /** The values that frames put on a component of an entity; empty if the chunk declares no such component. */
    List<Window.TrackPoint> track(EntityId entity, String component) {
        for (Map.Entry<Integer, Component> declared : segment.components().entrySet()) {
            if (declared.getValue().name().equals(component)) {
                return window.track(entity, declared.getKey());
            }
        }
        return List.of();
    }

    /** About how many bytes this holds on the heap. */
    long memory() {
        WindowDirectory directory = window.directory();
        return ROW_BYTES * directory.rows() * (1 + directory.componentNumbers().length) + window.keptBytes()
                + eventBytes;
    }
}

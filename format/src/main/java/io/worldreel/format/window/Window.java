package io.worldreel.format.window;

import io.worldreel.format.Component;
import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.Frame;
import io.worldreel.format.Limits;
import io.worldreel.format.Value;
import io.worldreel.format.WorldIds;
import io.worldreel.format.WorldState;
import io.worldreel.format.window.WindowDirectory.ComponentColumns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one window (FORMAT.md, "Windows"). Parts are loaded when first needed: the state at the first tick needs no delta part, an
 * entity's track one key and one delta part. What has been decoded is kept, up to some 64 MB, so that a second look at the same
 * window costs little. Owned by one thread.
 *
 * <p>Every method throws {@link CorruptException} if a part that it needs is damaged.
 */
public final class Window {
    private static final long MAX_KEPT_BYTES = 64L << 20;

    private final PartSource parts;
    private final ComponentTable table;
    private final WorldIds ids;
    private final WindowDirectory directory;
    private final List<Component> components;
    /** By component of the directory. */
    private final Presence[] presences;
    /** By component of the directory, then by group. */
    private final @Nullable GroupColumns[] kept;
    private long keptBytes;
    private @Nullable ReferenceWindow reference;

    private Window(PartSource parts, ComponentTable table, WorldIds ids, WindowDirectory directory,
            List<Component> components) {
        this.parts = parts;
        this.table = table;
        this.ids = ids;
        this.directory = directory;
        this.components = components;
        presences = new Presence[components.size()];
        for (int c = 0; c < presences.length; c++) {
            presences[c] = directory.components().get(c).presence();
        }
        kept = new @Nullable GroupColumns[components.size() * directory.groups()];
    }

    /**
     * Loads the directory.
     *
     * @param components what the component numbers of the window mean
     */
    public static Window of(PartSource parts, ComponentTable components) {
        return of(parts, components, WorldIds.AS_GIVEN);
    }

    /**
     * Loads the directory.
     *
     * @param components what the component numbers of the window mean
     * @param ids what its entities are called
     */
    public static Window of(PartSource parts, ComponentTable components, WorldIds ids) {
        WindowDirectory directory = DirectoryCodec.read(parts.part(0, PartKind.DIRECTORY, 0, 0));
        directory.rename(ids);
        List<Component> known = new ArrayList<>();
        for (ComponentColumns columns : directory.components()) {
            Component component = components.component(columns.number());
            if (component.type() != columns.type()) {
                throw new CorruptException("a window has component '" + component.name() + "' as "
                        + columns.type().label() + ", but it is declared as " + component.type().label());
            }
            known.add(component);
        }
        return new Window(parts, components, ids, directory, known);
    }

    public WindowDirectory directory() {
        return directory;
    }

    /** About how many bytes of decoded values are kept at the moment. */
    public long keptBytes() {
        return ownBytes() + (reference == null ? 0 : reference.window().keptBytes());
    }

    /**
     * The groups of which values of some components up to a tick are still to be decoded, for who decodes them side by side; none if
     * not all of it could be kept.
     */
    public int[] undecoded(int tickIndex, Predicate<Component> wanted) {
        long bytes = ownBytes();
        for (Component component : components) {
            bytes += (long) directory.rows() * directory.ticks()
                    * (1 + component.type().columns() * component.type().columnBytes());
        }
        return bytes > MAX_KEPT_BYTES
                ? new int[0]
                : IntStream.range(0, directory.groups()).filter(group -> !isDecoded(group, tickIndex, wanted))
                        .toArray();
    }

    private boolean isDecoded(int group, int tickIndex, Predicate<Component> wanted) {
        for (int c = 0; c < components.size(); c++) {
            GroupColumns columns = kept[c * directory.groups() + group];
            if (wanted.test(components.get(c)) && (columns == null || columns.through() < tickIndex)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Decodes values of a group up to a tick. Several threads may do so for groups that {@link #undecoded} told, each for others, if
     * they may read parts at once; nobody else uses the window meanwhile. Damage is left to who asks for the values.
     */
    public void decode(int group, int tickIndex, Predicate<Component> wanted) {
        try {
            for (int c = 0; c < components.size(); c++) {
                if (wanted.test(components.get(c))) {
                    decoded(c, group, tickIndex);
                }
            }
        } catch (CorruptException damage) {
            // It is met again.
        }
    }

    /** Everything that is true after the frame of a tick. */
    public WorldState stateAt(int tickIndex) {
        return stateAt(tickIndex, entity -> true, component -> true);
    }

    /** The state of some entities and components; parts of no other are loaded. Entities without any of the components are in it. */
    public WorldState stateAt(int tickIndex, Predicate<EntityId> entities, Predicate<Component> wanted) {
        checkTickIndex(tickIndex);
        List<WorldState.EntityState> states = new ArrayList<>();
        for (int row : directory.rowsByEntity()) {
            int since = directory.aliveSince(row, tickIndex);
            if (since == WindowDirectory.NOT_ALIVE || !entities.test(directory.entity(row))) {
                continue;
            }
            SequencedMap<Component, Value> values = LinkedHashMap.newLinkedHashMap(components.size());
            for (int c = 0; c < components.size(); c++) {
                if (wanted.test(components.get(c))) {
                    addValue(c, row, since, tickIndex, values);
                }
            }
            states.add(new WorldState.EntityState(directory.entity(row), directory.kindAt(row, tickIndex), values));
        }
        return new WorldState(directory.tick(tickIndex), directory.timeNanos(tickIndex), states);
    }

    /** Adds the value that a life which began at {@code since} has at a tick, if there is one. */
    private void addValue(int c, int row, int since, int tickIndex, Map<Component, Value> values) {
        int place = presences[c].place(row);
        if (place < 0) {
            if (since == WindowDirectory.BEFORE && place == Presence.RESTS) {
                values.put(components.get(c), reference().firstValue(row, c));
            }
            return;
        }
        GroupColumns columns = decoded(c, row / Limits.GROUP_ENTITIES, tickIndex);
        int entry = columns.entryAt(columns.placeInGroup(place), tickIndex);
        if (entry >= 0 && columns.tickIndex(entry) >= since) {
            values.put(components.get(c), columns.value(entry));
        }
    }

    private ReferenceWindow reference() {
        ReferenceWindow known = reference;
        if (known == null) {
            known = new ReferenceWindow(Window.of(parts.back(directory.reference()), table, ids), directory);
            reference = known;
        }
        return known;
    }

    /**
     * The first value that this window holds of a row and component, for a later window in which the entity rests; empty if there is
     * none.
     *
     * @param c the component by its place in the directory; negative if it is not there
     */
    Optional<Value> firstValue(int row, int c) {
        int place = row < 0 || c < 0 ? -1 : presences[c].place(row);
        if (place < 0) {
            return Optional.empty();
        }
        GroupColumns columns = decoded(c, row / Limits.GROUP_ENTITIES, 0);
        return Optional.of(columns.value(columns.start(columns.placeInGroup(place))));
    }

    /** What the frame of a tick said, without its events: those are not in the window. */
    public Frame frame(int tickIndex) {
        checkTickIndex(tickIndex);
        List<Frame.Sample> samples = new ArrayList<>();
        for (int row : directory.order(tickIndex)) {
            for (int c = 0; c < components.size(); c++) {
                int place = presences[c].place(row);
                if (place >= 0 && presences[c].has(place, tickIndex)) {
                    GroupColumns columns = decoded(c, row / Limits.GROUP_ENTITIES, tickIndex);
                    int entry = columns.entryAt(columns.placeInGroup(place), tickIndex);
                    samples.add(
                            new Frame.Sample(directory.entity(row), components.get(c), columns.value(entry)));
                }
            }
        }
        List<Frame.Spawn> spawns = new ArrayList<>();
        List<EntityId> despawns = new ArrayList<>();
        for (Mark mark : directory.marks()) {
            if (mark.tickIndex() == tickIndex) {
                EntityId entity = directory.entity(mark.row());
                switch (mark.type()) {
                    case SPAWN -> spawns.add(new Frame.Spawn(entity, mark.kind()));
                    case DESPAWN -> despawns.add(entity);
                    case BEGIN -> {
                    }
                }
            }
        }
        return new Frame(directory.tick(tickIndex), directory.timeNanos(tickIndex), samples, spawns, despawns,
                List.of());
    }

    /**
     * The values that frames of this window put on an entity, in the order of ticks; empty if there are none.
     *
     * @param component the number of the component
     */
    public List<TrackPoint> track(EntityId entity, int component) {
        int row = directory.row(entity);
        int c = index(component);
        int placeInWindow = row < 0 || c < 0 ? -1 : presences[c].place(row);
        if (placeInWindow < 0) {
            return List.of();
        }
        GroupColumns columns = decoded(c, row / Limits.GROUP_ENTITIES, directory.ticks() - 1);
        int place = columns.placeInGroup(placeInWindow);
        List<TrackPoint> track = new ArrayList<>();
        for (int entry = columns.start(place); entry < columns.start(place + 1); entry++) {
            int tickIndex = columns.tickIndex(entry);
            if (tickIndex >= 0) {
                track.add(new TrackPoint(directory.tick(tickIndex), directory.timeNanos(tickIndex),
                        columns.value(entry)));
            }
        }
        return track;
    }

    /** One value of an entity's component. */
    public record TrackPoint(long tick, long timeNanos, Value value) {}

    /**
     * All values of a component in a group, or none if it has none there.
     *
     * @param component the number of the component
     * @param group 0 to {@code directory().groups() - 1}: rows 64 * group to 64 * group + 63
     * @param through the last tick index of interest; more may be decoded. 0 reads no delta part
     */
    public GroupColumns columns(int component, int group, int through) {
        checkTickIndex(through);
        int c = index(component);
        if (c < 0) {
            throw new IllegalArgumentException("this window has no values of component " + component);
        }
        return decoded(c, group, through);
    }

    /** The place of a component in the directory; -1 if it is not there. */
    int index(int component) {
        for (int c = 0; c < components.size(); c++) {
            if (directory.components().get(c).number() == component) {
                return c;
            }
        }
        return -1;
    }

    private void checkTickIndex(int tickIndex) {
        if (tickIndex < 0 || tickIndex >= directory.ticks()) {
            throw new IndexOutOfBoundsException(
                    "tick index " + tickIndex + " of a window of " + directory.ticks() + " ticks");
        }
    }

    /** Decodes as far as asked for the first time, and the whole window if that was not far enough. */
    private GroupColumns decoded(int c, int group, int through) {
        int key = c * directory.groups() + group;
        GroupColumns before = kept[key];
        if (before != null && before.through() >= through) {
            return before;
        }
        int wanted = before == null ? through : directory.ticks() - 1;
        GroupColumns columns = GroupDecoder.decode(parts, directory.components().get(c), group, wanted,
                directory.clock(),
                () -> decoded(index(directory.components().get(c).aid().component()), group, wanted));
        keep(key, columns);
        return columns;
    }

    private synchronized long ownBytes() {
        return keptBytes;
    }

    private synchronized void keep(int key, GroupColumns columns) {
        GroupColumns before = kept[key];
        keptBytes += columns.memory() - (before == null ? 0 : before.memory());
        if (keptBytes > MAX_KEPT_BYTES) {
            Arrays.fill(kept, null);
            keptBytes = columns.memory();
        }
        kept[key] = columns;
    }
}

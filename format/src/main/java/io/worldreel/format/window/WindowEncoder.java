package io.worldreel.format.window;

import io.worldreel.format.ComponentType;
import io.worldreel.format.Role;
import io.worldreel.format.window.EncodedWindow.Part;
import io.worldreel.format.window.GroupEncoder.Prediction;
import io.worldreel.format.window.WindowDirectory.ComponentColumns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Turns what a builder gathered into the parts of a window. Owned by one thread. */
final class WindowEncoder {
    /** Ways in which rotations follow speeds are the same if their scales differ by no more than this part. */
    private static final double SAME_SCALE = 0.01;

    private final GroupEncoder encoder = new GroupEncoder();
    private final PartWriter directoryOut = new PartWriter();
    private final BlockEncoder directoryBlock = new BlockEncoder();
    private final ClockFinder finder = new ClockFinder();
    private final Recheck clocks = new Recheck();
    private Optional<ClockFinder.Found> lastClock = Optional.empty();
    /** By the component that turns. */
    private final Map<Integer, KnownTurn> turns = new HashMap<>();

    /** What the frames of a window are, beside their values. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frames(long[] ticks, long[] times, long samples, long valueBytes) {}

    private static final class KnownTurn {
        final Recheck searches = new Recheck();
        Optional<Aid> aid = Optional.empty();
    }

    /** Which components are told by which, and by what clock. */
    private record Plan(Clock clock, Map<Integer, Aid> aids) {
        static final Plan NONE = new Plan(Clock.NONE, Map.of());

        Aid aid(int component) {
            return aids.getOrDefault(component, Aid.NONE);
        }
    }

    /** A component that has values in the window, sorted. */
    private record Sorted(int number, ValueLog log, Presence presence) {
        boolean has(Role role) {
            return log.component.role() == role;
        }
    }

    /** @param reference how many windows back the reference window lies, to which values at rest are left; 0 if there is none */
    EncodedWindow encode(Frames frames, EntityRows rows, SortedMap<Integer, ValueLog> logs, int reference) {
        List<Sorted> sorted = new ArrayList<>();
        Optional<ValueLog> before = Optional.empty();
        for (Map.Entry<Integer, ValueLog> entry : logs.entrySet()) {
            ValueLog log = entry.getValue();
            Presence presence = log.sort(frames.ticks().length, reference > 0, before);
            before = Optional.of(log);
            if (presence.size() + presence.resting() > 0) {
                sorted.add(new Sorted(entry.getKey(), log, presence));
            }
        }
        Plan plan = plan(sorted, frames.ticks().length);
        WindowDirectory directory = new WindowDirectory(frames.ticks(), frames.times(), reference, plan.clock(),
                rows.entities(), rows.inheritedKinds(), rows.marks(), rows.orders(),
                sorted.stream()
                        .map(each -> new ComponentColumns(each.number(), each.log().component.type(),
                                each.log().component.step(), each.presence(), plan.aid(each.number())))
                        .toList());
        directoryOut.clear();
        DirectoryCodec.write(directory, directoryBlock, directoryOut);
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(PartKind.DIRECTORY, 0, 0, directoryOut.toArray()));
        List<Part> deltas = new ArrayList<>();
        for (boolean positions : new boolean[]{ true, false }) {
            for (Sorted each : sorted) {
                if (each.has(Role.POSITION) == positions) {
                    Aid aid = plan.aid(each.number());
                    Optional<ValueLog> speeds = Optional.ofNullable(logs.get(aid.component()));
                    encoder.encode(each.number(), each.log(), each.presence(),
                            new Prediction(plan.clock(), aid, speeds), parts, deltas);
                }
            }
        }
        parts.addAll(deltas);
        long[] times = frames.times();
        int last = times.length - 1;
        return new EncodedWindow(frames.ticks()[0], frames.ticks()[last], times[0], times[last],
                Arrays.stream(times).min().orElseThrow(), Arrays.stream(times).max().orElseThrow(), times.length,
                frames.samples(), 8 * frames.samples() + frames.valueBytes(), reference, parts);
    }

    /** Looks whether velocities tell positions, and by the same clock angular velocities rotations. */
    private Plan plan(List<Sorted> components, int ticks) {
        for (Sorted position : components) {
            for (Sorted velocity : components) {
                if (position.has(Role.POSITION) && velocity.has(Role.VELOCITY) && tells(velocity.log(), position.log())
                        && velocity.presence().sameAs(position.presence())) {
                    return clock(position, velocity, ticks)
                            .map(found -> plan(components, position.number(), velocity.number(), found))
                            .orElse(Plan.NONE);
                }
            }
        }
        return Plan.NONE;
    }

    private Plan plan(List<Sorted> components, int position, int velocity, ClockFinder.Found found) {
        Map<Integer, Aid> aids = new HashMap<>();
        aids.put(position, Aid.ofVelocity(velocity, found.step()));
        for (Sorted rotation : components) {
            for (Sorted spin : components) {
                if (rotation.log().component.type() == ComponentType.QUAT && spin.has(Role.ANGULAR_VELOCITY)
                        && spin.log().column.floating() && spin.log().component.type().columns() == 3
                        && spin.presence().sameAs(rotation.presence()) && !aids.containsKey(rotation.number())) {
                    turn(rotation, spin, found).ifPresent(aid -> aids.put(rotation.number(), aid));
                }
            }
        }
        return new Plan(found.clock(), aids);
    }

    /** How rotations follow angular velocities is the sender's, too. */
    private Optional<Aid> turn(Sorted rotation, Sorted spin, ClockFinder.Found found) {
        KnownTurn known = turns.computeIfAbsent(rotation.number(), fresh -> new KnownTurn());
        if (!known.searches.isDue() && known.aid.isPresent() && known.aid.get().component() == spin.number()) {
            return known.aid;
        }
        Optional<Aid> turn = TurnFinder.find(rotation.log(), spin.number(), spin.log(), rotation.presence(),
                found.clock(), found.step());
        known.searches.looked(turn.isPresent() && known.aid.isPresent() && isLike(turn.get(), known.aid.get()));
        known.aid = turn.or(() -> known.aid.filter(aid -> aid.component() == spin.number()));
        return known.aid;
    }

    private static boolean isLike(Aid one, Aid other) {
        return one.component() == other.component() && one.own() == other.own()
                && Math.abs(one.scale() - other.scale()) <= SAME_SCALE * Math.abs(one.scale());
    }

    /** The way in which position follows velocity is the sender's: it is looked for anew only now and then. */
    private Optional<ClockFinder.Found> clock(Sorted position, Sorted velocity, int ticks) {
        boolean anew = clocks.isDue() || lastClock.isEmpty();
        Optional<ClockFinder.Found> found = anew
                ? finder.find(position.log(), velocity.log(), position.presence(), ticks)
                : finder.findLike(lastClock.get(), position.log(), velocity.log(), position.presence(), ticks);
        if (anew) {
            clocks.looked(found.isPresent() && lastClock.isPresent() && found.get().isLike(lastClock.get()));
        }
        lastClock = found.or(() -> lastClock);
        return found;
    }

    private static boolean tells(ValueLog velocity, ValueLog position) {
        return velocity.column.floating() && position.column.floating()
                && velocity.component.type().columns() == position.component.type().columns();
    }
}

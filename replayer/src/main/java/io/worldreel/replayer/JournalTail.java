package io.worldreel.replayer;

import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.FormatException;
import io.worldreel.format.WorldState;
import io.worldreel.format.journal.JournalDocument;
import io.worldreel.format.journal.JournalVisitor;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.segment.LifeMark;
import io.worldreel.format.segment.Lifetime;
import io.worldreel.format.segment.Lives;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.SegmentIdentity;
import io.worldreel.format.segment.SegmentWriter;
import io.worldreel.format.segment.TimedEvent;
import io.worldreel.format.window.WindowBuilder;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The frames at the end of a journal that can be read nowhere else yet, as a segment in memory: some 128 of them, since the recorder
 * stores a window when it is full. Owned by one thread.
 */
final class JournalTail implements JournalVisitor {
    /** No more is kept: what follows shows when the recorder, which is behind, has stored some. */
    private static final long KEPT_BYTES = 64L << 20;

    private final Deque<Kept> frames = new ArrayDeque<>();
    private final Map<Integer, Component> components = new TreeMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final MessageDecoder decoder = new MessageDecoder();
    private @Nullable SegmentIdentity session;
    private long bytes;
    private long after = Long.MIN_VALUE;
    /** Whether frames of this session are stored elsewhere: then these begin with the state that those end with. */
    private boolean continues;
    private boolean changed;

    @SuppressWarnings("ArrayRecordComponent") // the bytes are nobody else's
    private record Kept(long tick, byte[] message) {}

    /**
     * What was stored when these frames began.
     *
     * @param living the lives that had not ended
     */
    record Before(WorldState state, List<Lifetime> living) {}

    /** Forgets the frames up to a tick, which can be read elsewhere from now on. */
    void storedUpTo(long tick) {
        if (tick <= after) {
            return;
        }
        after = tick;
        while (!frames.isEmpty() && frames.getFirst().tick() <= tick) {
            bytes -= frames.removeFirst().message().length;
            continues = true;
            changed = true;
        }
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    boolean hasRoom() {
        return bytes < KEPT_BYTES;
    }

    /** Whether the frames go on with a session of which some are stored. */
    boolean continues() {
        return continues;
    }

    /** The tick after which the frames begin; {@link Long#MIN_VALUE} if nothing is stored. */
    long after() {
        return after;
    }

    /** Whether the segment would be another one than at the last {@link #takeChanged}. */
    boolean isChanged() {
        return changed;
    }

    void takeChanged() {
        changed = false;
    }

    @Override
    public void message(Message message, long cursor, boolean repeated) {
        switch (message) {
            case Message.Hello hello -> begin(hello, repeated);
            case Message.Declaration declaration -> components.put(declaration.number(), declaration.component());
            case Message.EntityName name -> names.put(name.ref(), name.name());
            case FrameMessage frame -> add(frame);
            case Message.End end -> {
                // the recorder seals what is left
            }
        }
    }

    private void begin(Message.Hello hello, boolean repeated) {
        if (repeated && session != null) {
            return;
        }
        session = new SegmentIdentity(hello.world(), hello.source(), hello.sender());
        components.clear();
        names.clear();
        frames.clear();
        bytes = 0;
        continues = repeated;
        changed = true;
    }

    private void add(FrameMessage frame) {
        if (frame.tick() <= after) {
            continues = true;
        } else {
            frames.add(new Kept(frame.tick(), frame.segment().toArray(ValueLayout.JAVA_BYTE)));
            bytes += frame.segment().byteSize();
            changed = true;
        }
    }

    @Override
    public void dropped(JournalDocument.Dropped dropped, long cursor) {
        // the account of ticks is told when they are sealed
    }

    @Override
    public void mark(long cursor) {
        // what a recorder seals shows as a chunk
    }

    @Override
    public void damaged(String problem, long cursor) {
        // a recovery tells what is damaged; here the frames that can be read count
    }

    /**
     * The frames as a segment that the caller owns; empty if there are none.
     *
     * @param before what is stored, if this session has begun there
     */
    Optional<Segment> segment(String name, Optional<Before> before) {
        SegmentIdentity identity = session;
        if (identity == null || frames.isEmpty()) {
            return Optional.empty();
        }
        SegmentWriter segment = SegmentWriter.inMemory(identity);
        boolean readable = false;
        try {
            components.forEach(segment::declare);
            new Gathering(before).into(segment);
            readable = true;
            return Optional.of(segment.read(name));
        } finally {
            if (!readable) {
                segment.close();
            }
        }
    }

    /** Gathers the kept frames into windows. */
    private final class Gathering {
        private final WindowBuilder window = new WindowBuilder();
        private final Lives lives = new Lives();
        private final List<LifeMark> marks = new ArrayList<>();
        private final List<TimedEvent> events = new ArrayList<>();

        Gathering(Optional<Before> before) {
            components.forEach(window::declare);
            names.forEach(window::name);
            names.forEach(lives::name);
            before.ifPresent(stored -> {
                window.restore(stored.state());
                lives.restore(stored.living());
                marks.addAll(lives.current());
            });
        }

        void into(SegmentWriter segment) {
            for (Kept kept : frames) {
                if (window.isFull()) {
                    store(segment);
                }
                add((FrameMessage) decoder.decode(MemorySegment.ofArray(kept.message())));
            }
            store(segment);
        }

        private void add(FrameMessage frame) {
            try {
                lives.resolve(frame);
                window.add(frame);
            } catch (FormatException | IllegalArgumentException refused) {
                return; // as the recorder does with it
            }
            lives.apply(frame, marks::add);
            for (int i = 0; i < frame.events(); i++) {
                int row = frame.eventRow(i);
                Optional<EntityId> entity = row < 0 ? Optional.empty() : Optional.of(lives.entity(row));
                events.add(new TimedEvent(frame.tick(), frame.timeNanos(),
                        new Event(frame.eventKind(i), entity, frame.eventData(i))));
            }
        }

        private void store(SegmentWriter segment) {
            if (window.frames() > 0) {
                segment.append(window.build(segment.windows()), events, marks, 0);
                events.clear();
                marks.clear();
            }
        }
    }
}

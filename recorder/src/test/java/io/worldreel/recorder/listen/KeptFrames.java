package io.worldreel.recorder.listen;

import io.worldreel.format.Component;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.Message;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what sinks are handed, by source, and can be told to have no room, or to fail. */
final class KeptFrames implements FrameSinks {
    record Kept(long tick, int entities, List<String> events) {}

    final Map<String, List<Kept>> frames = new ConcurrentHashMap<>();
    final Map<String, List<byte[]>> bytes = new ConcurrentHashMap<>();
    final Map<String, Component> components = new ConcurrentHashMap<>();
    final List<String> dropped = new CopyOnWriteArrayList<>();
    final List<String> opened = new CopyOnWriteArrayList<>();
    final List<String> closed = new CopyOnWriteArrayList<>();
    /** Of those that are closed, the ones that go on. */
    final List<String> suspended = new CopyOnWriteArrayList<>();
    final List<Message.Hello> hellos = new CopyOnWriteArrayList<>();
    volatile boolean room = true;
    volatile long sealMillis;
    volatile String failure = "";
    volatile long lastTick = Long.MIN_VALUE;

    List<Kept> of(String source) {
        return frames.getOrDefault(source, List.of());
    }

    List<Long> ticks(String source) {
        return of(source).stream().map(Kept::tick).toList();
    }

    @Override
    public FrameSink open(Message.Hello hello) {
        if (!failure.isEmpty()) {
            throw new IllegalStateException(failure);
        }
        String source = hello.source();
        opened.add(source);
        hellos.add(hello);
        List<Kept> kept = frames.computeIfAbsent(source, unknown -> new CopyOnWriteArrayList<>());
        List<byte[]> raw = bytes.computeIfAbsent(source, unknown -> new CopyOnWriteArrayList<>());
        return new FrameSink() {
            @Override
            public long lastTick() {
                return kept.isEmpty() ? lastTick : kept.getLast().tick();
            }

            @Override
            public boolean offer(Message message, MemorySegment segment) {
                if (!room) {
                    return false;
                }
                if (message instanceof Message.Declaration declaration) {
                    components.put(declaration.component().name(), declaration.component());
                }
                if (message instanceof FrameMessage frame) {
                    List<String> events = new ArrayList<>();
                    for (int i = 0; i < frame.events(); i++) {
                        events.add(frame.eventKind(i) + " " + frame.eventData(i));
                    }
                    kept.add(new Kept(frame.tick(), frame.entities(), events));
                    raw.add(segment.toArray(ValueLayout.JAVA_BYTE));
                }
                return true;
            }

            @Override
            public void dropped(long tick, long timeNanos, String reason) {
                dropped.add(tick + " " + reason);
            }

            @Override
            public void close() {
                try {
                    Thread.sleep(sealMillis);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                closed.add(source);
            }

            @Override
            public void suspend() {
                suspended.add(source);
                close();
            }
        };
    }
}

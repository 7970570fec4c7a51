package io.worldreel.recorder.metrics;

import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.Message;
import io.worldreel.recorder.listen.FrameSink;
import io.worldreel.recorder.listen.FrameSinks;
import java.lang.foreign.MemorySegment;

/** Counts and measures what goes into other sinks. */
public final class MeteredSinks implements FrameSinks {
    private final FrameSinks sinks;
    private final RecorderMetrics metrics;

    public MeteredSinks(FrameSinks sinks, RecorderMetrics metrics) {
        this.sinks = sinks;
        this.metrics = metrics;
    }

    @Override
    public FrameSink open(Message.Hello hello) {
        return new Metered(sinks.open(hello), metrics.source(hello.source()));
    }

    private record Metered(FrameSink sink, RecorderMetrics.SourceMetrics source) implements FrameSink {
        @Override
        public long lastTick() {
            return sink.lastTick();
        }

        @Override
        public boolean offer(Message message, MemorySegment bytes) {
            if (!(message instanceof FrameMessage frame)) {
                return sink.offer(message, bytes);
            }
            long began = System.nanoTime();
            boolean taken = sink.offer(message, bytes);
            if (taken) {
                source.taken(frame.timeNanos(), bytes.byteSize(), System.nanoTime() - began);
            }
            return taken;
        }

        @Override
        public void dropped(long tick, long timeNanos, String reason) {
            source.dropped();
            sink.dropped(tick, timeNanos, reason);
        }

        @Override
        public void close() {
            sink.close();
        }

        @Override
        public void suspend() {
            sink.suspend();
        }
    }
}

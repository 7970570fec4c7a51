package io.worldreel.recorder.listen;

import io.worldreel.format.message.Message;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.RecorderHealth;
import io.worldreel.recorder.RecoveryReport;
import io.worldreel.recorder.Relay;
import io.worldreel.recorder.SealedChunk;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Records each session into one archive, under the source that its hello names. Any thread. */
public final class RecorderSinks implements FrameSinks {
    private final RecorderConfig config;
    private final Optional<String> onlySource;
    private final Consumer<RecoveryReport.Source> recovered;
    private final Consumer<SealedChunk> sealed;
    private final Map<String, Recorder> recorders = new ConcurrentHashMap<>();

    private RecorderSinks(RecorderConfig config, ListenLimits limits, Optional<String> onlySource,
            Consumer<RecoveryReport.Source> recovered, Consumer<SealedChunk> sealed) {
        this.config = config.withJournal(config.journal().relayed(limits.messageBytes()));
        this.onlySource = onlySource;
        this.recovered = recovered;
        this.sealed = sealed;
    }

    /**
     * @param config its source and sender are replaced by those of each session
     * @param limits those of the listener: a journal has room for the largest message that it takes
     * @param recovered told what a recorder that died had left of a source, by several threads at a time
     * @param sealed told of each chunk, by several threads at a time
     */
    public static RecorderSinks ofAnySource(RecorderConfig config, ListenLimits limits,
            Consumer<RecoveryReport.Source> recovered, Consumer<SealedChunk> sealed) {
        return new RecorderSinks(config, limits, Optional.empty(), recovered, sealed);
    }

    /** As {@link #ofAnySource}, but records the configuration's source and refuses others. */
    public static RecorderSinks ofOneSource(RecorderConfig config, ListenLimits limits,
            Consumer<RecoveryReport.Source> recovered, Consumer<SealedChunk> sealed) {
        return new RecorderSinks(config, limits, Optional.of(config.source()), recovered, sealed);
    }

    @Override
    public FrameSink open(Message.Hello hello) {
        String source = hello.source();
        if (onlySource.isPresent() && !onlySource.get().equals(source)) {
            throw new IllegalArgumentException(
                    "source '" + onlySource.get() + "' is recorded here, not '" + source + "'");
        }
        Recorder recorder = Recorder.open(config.withSource(source).withSender(hello.sender()), sealed);
        if (recorder.recovered().wasUnfinished()) {
            recovered.accept(recorder.recovered());
        }
        recorders.put(source, recorder);
        return new RecorderSink(source, recorder);
    }

    /** How the recorders of the sessions that are open are doing, by source. */
    public Map<String, RecorderHealth> health() {
        Map<String, RecorderHealth> health = new TreeMap<>();
        recorders.forEach((source, recorder) -> health.put(source, recorder.health()));
        return health;
    }

    private final class RecorderSink implements FrameSink {
        private final String source;
        private final Recorder recorder;
        private final Relay relay;
        private final long lastTick;

        RecorderSink(String source, Recorder recorder) {
            this.source = source;
            this.recorder = recorder;
            relay = recorder.relay();
            lastTick = recorder.lastTick();
        }

        @Override
        public long lastTick() {
            return lastTick;
        }

        @Override
        public boolean offer(Message message, MemorySegment bytes) {
            return relay.offer(message, bytes);
        }

        @Override
        public void dropped(long tick, long timeNanos, String reason) {
            relay.dropped(tick, timeNanos, reason);
        }

        @Override
        public void close() {
            recorders.remove(source, recorder);
            recorder.close();
        }

        @Override
        public void suspend() {
            recorders.remove(source, recorder);
            recorder.suspend();
        }
    }
}

package io.worldreel.recorder.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.worldreel.recorder.RecorderHealth;
import io.worldreel.recorder.SealedChunk;
import io.worldreel.recorder.listen.ListenerHealth;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What Prometheus is told of a recorder that listens. Counts are since the start of the process. Any thread. */
public final class RecorderMetrics {
    private static final double NANOS_A_SECOND = 1e9;
    private static final double[] APPEND_SECONDS = { 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3,
            1e-2, 5e-2, 0.1, 1 };
    private static final double[] SEAL_SECONDS = { 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30 };
    private static final String SOURCE = "source";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final SourceLabels labels = new SourceLabels();
    private final Clock clock;
    private final Counter frames = counter("worldreel_frames", "Frames that the journal took.");
    private final Counter frameBytes = counter("worldreel_frame_bytes", "Bytes of the frames that the journal took.");
    private final Counter dropped = counter("worldreel_dropped_frames", "Frames that were made and are not recorded.");
    private final Counter chunks = counter("worldreel_chunks", "Chunks that were sealed.");
    private final Counter chunkBytes = counter("worldreel_chunk_bytes", "Bytes of the chunks that were sealed.");
    private final Gauge lag = Gauge.builder().name("worldreel_lag_seconds").labelNames(SOURCE)
            .help("How far the newest frame's time, by its sender's clock, lay behind this machine's clock when it came.")
            .register(registry);
    private final Histogram append = Histogram.builder().name("worldreel_append_seconds").classicOnly()
            .classicUpperBounds(APPEND_SECONDS).help("What it took to put a frame into the journal.")
            .register(registry);
    private final Histogram seal = Histogram.builder().name("worldreel_seal_seconds").classicOnly()
            .classicUpperBounds(SEAL_SECONDS).help("What it took to make a chunk of a segment.").register(registry);

    public RecorderMetrics(Clock clock) {
        this.clock = clock;
    }

    private Counter counter(String name, String help) {
        return Counter.builder().name(name).help(help).labelNames(SOURCE).register(registry);
    }

    /** Shows, whenever it is asked, what these say. To be called once. */
    public void show(Supplier<ListenerHealth> listener, Supplier<Map<String, RecorderHealth>> recorders) {
        GaugeWithCallback.builder().name("worldreel_journal_depth_frames").labelNames(SOURCE)
                .help("Frames that are in the journal and not yet in a segment.")
                .callback(gauge -> recorders.get().forEach(
                        (source, health) -> gauge.call((double) Math.max(0, health.frames() - health.stored()),
                                labels.of(source))))
                .register(registry);
        gauge("worldreel_connections", "Connections that are open.", listener, ListenerHealth::connections);
        gauge("worldreel_sessions", "Sessions that are open, broken ones that can be resumed included.", listener,
                ListenerHealth::sessions);
        count("worldreel_refused_connections", "Connections that were turned away or broke a rule.", listener,
                ListenerHealth::refused);
        count("worldreel_ignored_frames", "Frames whose tick was recorded already.", listener, ListenerHealth::ignored);
        count("worldreel_partial_frames", "Frames over UDP of which some datagrams did not come.", listener,
                ListenerHealth::partial);
        count("worldreel_discarded_datagrams", "Datagrams that made no sense.", listener, ListenerHealth::discarded);
    }

    private void gauge(String name, String help, Supplier<ListenerHealth> listener,
            ToDoubleFunction<ListenerHealth> of) {
        GaugeWithCallback.builder().name(name).help(help)
                .callback(gauge -> gauge.call(of.applyAsDouble(listener.get()))).register(registry);
    }

    private void count(String name, String help, Supplier<ListenerHealth> listener,
            ToDoubleFunction<ListenerHealth> of) {
        CounterWithCallback.builder().name(name).help(help)
                .callback(counter -> counter.call(of.applyAsDouble(listener.get()))).register(registry);
    }

    /** A segment became a chunk. */
    public void sealed(SealedChunk sealed) {
        String source = labels.of(sealed.chunk().source());
        chunks.labelValues(source).inc();
        chunkBytes.labelValues(source).inc(sealed.chunk().bytes());
        seal.observe(sealed.nanos() / NANOS_A_SECOND);
    }

    PrometheusRegistry registry() {
        return registry;
    }

    /** What is counted of one source. */
    SourceMetrics source(String source) {
        return new SourceMetrics(labels.of(source));
    }

    /** The series of one source, found once. */
    final class SourceMetrics {
        private final CounterDataPoint frameCount;
        private final CounterDataPoint byteCount;
        private final CounterDataPoint dropCount;
        private final GaugeDataPoint lagSeconds;

        private SourceMetrics(String label) {
            frameCount = frames.labelValues(label);
            byteCount = frameBytes.labelValues(label);
            dropCount = dropped.labelValues(label);
            lagSeconds = lag.labelValues(label);
        }

        /** @param nanos what it took to put the frame into the journal */
        void taken(long timeNanos, long bytes, long nanos) {
            frameCount.inc();
            byteCount.inc(bytes);
            append.observe(nanos / NANOS_A_SECOND);
            lagSeconds.set(clock.millis() / 1e3 - timeNanos / NANOS_A_SECOND);
        }

        void dropped() {
            dropCount.inc();
        }
    }
}

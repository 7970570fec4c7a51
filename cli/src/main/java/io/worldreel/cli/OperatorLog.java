package io.worldreel.cli;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.recorder.listen.ListenerEvent;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * Tells on stderr what happens to a recorder: a line an event. Any thread adds events; the verb's thread writes them, so that a
 * stderr that nobody reads stops no recording. As JSON: {@code {"event","time","source",...,"text"}}.
 */
final class OperatorLog {
    private static final int MOST_WAITING = 1000;

    private final Progress progress;
    private final BlockingQueue<ListenerEvent> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    OperatorLog(Progress progress) {
        this.progress = progress;
    }

    /** How many failures and losses were added so far. Any thread. */
    long failures() {
        return failures.get();
    }

    /** Any thread. */
    void add(ListenerEvent event) {
        if (event instanceof ListenerEvent.Failed
                || (event instanceof ListenerEvent.Recovered recovered && !recovered.left().problems().isEmpty())) {
            failures.incrementAndGet();
        }
        if (!waiting.offer(event)) {
            lost.incrementAndGet();
        }
    }

    /** Writes what is waiting, and what comes within so many milliseconds. */
    void write(long patienceMillis) {
        try {
            for (ListenerEvent event = waiting.poll(patienceMillis,
                    TimeUnit.MILLISECONDS); event != null; event = waiting
                            .poll()) {
                write(event);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        long unsaid = lost.getAndSet(0);
        if (unsaid > 0) {
            progress.note(unsaid + " events came too fast to be told");
        }
    }

    private void write(ListenerEvent event) {
        String kind = event.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        progress.happened(kind, members(event), Words.printable(event.toString()));
    }

    private static Consumer<JsonGenerator> members(ListenerEvent event) {
        return switch (event) {
            case ListenerEvent.Opened opened -> json -> json.writeStringProperty("source", opened.source())
                    .writeStringProperty("sender", opened.sender());
            case ListenerEvent.Recovered recovered -> json -> {
                json.writeStringProperty("source", recovered.left().source())
                        .writeNumberProperty("frames", recovered.left().frames()).writeArrayPropertyStart("lost");
                recovered.left().problems().forEach(json::writeString);
                json.writeEndArray();
            };
            case ListenerEvent.Broken broken -> json -> json.writeStringProperty("source", broken.source())
                    .writeNumberProperty("memory_s", broken.memorySeconds());
            case ListenerEvent.Ended ended -> json -> json.writeStringProperty("source", ended.source())
                    .writeStringProperty("reason", ended.reason());
            case ListenerEvent.Sealed sealed -> json -> {
                ChunkInfo chunk = sealed.sealed().chunk();
                json.writeStringProperty("source", chunk.source()).writeStringProperty("chunk", chunk.chunk())
                        .writeNumberProperty("frames", chunk.frames()).writeNumberProperty("bytes", chunk.bytes())
                        .writeNumberProperty("seal_ns", sealed.sealed().nanos());
            };
            case ListenerEvent.Refused refused -> json -> json.writeStringProperty("peer", refused.peer())
                    .writeStringProperty("reason", refused.reason()).writeNumberProperty("others", refused.others());
            case ListenerEvent.TokenRead token -> json -> json.writeStringProperty("file", token.file());
            case ListenerEvent.TokenKept token -> json -> json.writeStringProperty("file", token.file())
                    .writeStringProperty("reason", token.reason());
            case ListenerEvent.Failed failed -> json -> failed.cause()
                    .ifPresent(cause -> json.writeStringProperty("cause", cause.toString()));
        };
    }
}

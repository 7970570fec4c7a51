package io.worldreel.zstdvfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The same content from several places that may fail or be slow. The one that delivered last is asked first, the next one as soon as it
 * has failed or been silent for a while; what comes first counts. A read fails when all have failed.
 */
public final class HedgedSource implements ByteSource {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final List<ByteSource> sources;
    private final Duration patience;
    private final AtomicInteger first = new AtomicInteger();

    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Answer(int source, byte[] bytes, Optional<IOException> failure) {}

    private HedgedSource(List<ByteSource> sources, Duration patience) {
        this.sources = List.copyOf(sources);
        this.patience = patience;
    }

    /**
     * Owns the sources.
     *
     * @param sources of one content, each with a deadline of its own; at least one
     * @param patience silence after which the next is asked as well
     */
    public static ByteSource of(List<ByteSource> sources, Duration patience) {
        if (sources.isEmpty() || sources.stream().anyMatch(source -> source.size() != sources.getFirst().size())) {
            throw new IllegalArgumentException("sources of one content, at least one: " + sources.size());
        }
        return sources.size() == 1 ? sources.getFirst() : new HedgedSource(sources, patience);
    }

    @Override
    public void read(long offset, MemorySegment dst) throws IOException {
        BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
        List<IOException> failures = new ArrayList<>();
        int start = first.get();
        int asked = 0;
        while (failures.size() < sources.size()) {
            if (asked == failures.size()) {
                ask((start + asked++) % sources.size(), offset, dst.byteSize(), answers);
            }
            Duration pause = asked < sources.size() ? patience : LONGEST;
            Optional<Answer> answer = Uninterruptibly.poll(answers, System.nanoTime() + pause.toNanos());
            if (answer.isEmpty()) {
                ask((start + asked++) % sources.size(), offset, dst.byteSize(), answers);
            } else if (answer.get().failure.isPresent()) {
                failures.add(answer.get().failure.get());
            } else {
                first.set(answer.get().source);
                MemorySegment.copy(MemorySegment.ofArray(answer.get().bytes), 0, dst, 0, dst.byteSize());
                return;
            }
        }
        throw all(failures);
    }

    private void ask(int number, long offset, long length, BlockingQueue<Answer> answers) {
        Thread.ofVirtual().start(() -> {
            byte[] bytes = new byte[Math.toIntExact(length)];
            try {
                sources.get(number).read(offset, MemorySegment.ofArray(bytes));
                answers.add(new Answer(number, bytes, Optional.empty()));
            } catch (IOException failure) {
                answers.add(new Answer(number, bytes, Optional.of(failure)));
            } catch (RuntimeException | Error fault) {
                answers.add(new Answer(number, bytes, Optional.of(new IOException(fault))));
            }
        });
    }

    /** What is undelivered may come later, so that counts before any damage. */
    private IOException all(List<IOException> failures) {
        String problems = failures.stream().map(failure -> String.valueOf(failure.getMessage()))
                .collect(Collectors.joining("; and "));
        boolean undelivered = failures.stream()
                .anyMatch(failure -> failure instanceof SourceException source && !source.isMissing());
        IOException result = undelivered
                ? SourceException.undelivered(name(), problems, "nobody is left to ask")
                : failures.getFirst();
        failures.stream().skip(undelivered ? 0 : 1).forEach(result::addSuppressed);
        return result;
    }

    @Override
    public String name() {
        return sources.getFirst().name();
    }

    @Override
    public long size() {
        return sources.getFirst().size();
    }

    @Override
    public String identity() {
        return sources.getFirst().identity();
    }

    @Override
    public boolean remote() {
        return sources.stream().anyMatch(ByteSource::remote);
    }

    @Override
    public int grain() {
        return sources.get(first.get()).grain();
    }

    @Override
    public SourceStats stats() {
        return new SourceStats(sources.stream().mapToLong(source -> source.stats().requests()).sum(),
                sources.stream().mapToLong(source -> source.stats().bytes()).sum());
    }

    @Override
    public void close() throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (ByteSource source : sources) {
            try {
                source.close();
            } catch (IOException failure) {
                failures.add(failure);
            }
        }
        if (!failures.isEmpty()) {
            throw all(failures);
        }
    }
}

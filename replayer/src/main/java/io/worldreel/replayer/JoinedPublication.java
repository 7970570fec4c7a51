package io.worldreel.replayer;

import io.worldreel.format.ByteString;
import io.worldreel.format.ForkException;
import io.worldreel.format.FormatException;
import io.worldreel.format.head.EarlierHeads;
import io.worldreel.format.head.HeadTrust;
import io.worldreel.format.head.Judgement;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.format.publication.Publication;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.HedgedSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One publication by several ways at once, mirrors and peers for instance: the newest head that any of them has, and the bytes of whoever
 * delivers first.
 */
final class JoinedPublication implements Publication {
    /** How long the others may take to show a newer head once one has been found. */
    private static final Duration GRACE = Duration.ofSeconds(1);
    /** How long one may be silent before the next is asked for the same bytes. */
    private static final Duration PATIENCE = Duration.ofMillis(400);

    private final List<Publication> ways;
    private final HeadTrust trust;
    private Optional<Edition> newest = Optional.empty();

    private record Found(Optional<Edition> edition, Optional<Exception> failure) {}

    /** @param ways to the publication of this key and salt, each verifying for itself; closed with it */
    JoinedPublication(List<Publication> ways, PublisherKey key, ByteString salt) {
        this.ways = List.copyOf(ways);
        this.trust = HeadTrust.start(key, salt);
    }

    @Override
    public String name() {
        return ways.stream().map(Publication::name).collect(Collectors.joining(", "));
    }

    @Override
    public synchronized Edition newest() throws IOException {
        BlockingQueue<Found> found = new LinkedBlockingQueue<>();
        ways.forEach(way -> Thread.ofVirtual().start(() -> found.add(look(way))));
        List<Edition> editions = new ArrayList<>();
        List<Exception> failures = new ArrayList<>();
        try {
            while (editions.size() + failures.size() < ways.size()) {
                Found next = editions.isEmpty() ? found.take() : found.poll(GRACE.toMillis(), TimeUnit.MILLISECONDS);
                if (next == null) {
                    break;
                }
                next.edition.ifPresent(editions::add);
                next.failure.ifPresent(failures::add);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("looking for the head was interrupted", interrupted);
        }
        for (Exception failure : failures) {
            if (failure instanceof ForkException fork) {
                throw fork;
            }
        }
        editions.stream().sorted(Comparator.comparingLong(edition -> edition.head().head().seq())).forEach(this::judge);
        return newest.orElseThrow(() -> new IOException(failures.stream()
                .map(failure -> String.valueOf(failure.getMessage())).collect(Collectors.joining("; and "))));
    }

    private static Found look(Publication way) {
        try {
            return new Found(Optional.of(way.newest()), Optional.empty());
        } catch (IOException | FormatException failure) {
            return new Found(Optional.empty(), Optional.of(failure));
        } catch (RuntimeException | Error fault) {
            return new Found(Optional.empty(), Optional.of(new IOException(fault)));
        }
    }

    private void judge(Edition edition) {
        switch (trust.offer("head.json", edition.head().bytes(), EarlierHeads.NONE)) {
            case Judgement.Accepted accepted -> newest = Optional.of(edition);
            case Judgement.Fork fork -> throw new ForkException(fork.reason());
            case Judgement.Known known -> {
            }
            case Judgement.Rollback late -> {
            }
            case Judgement.Refused refused -> {
            }
        }
    }

    @Override
    public ByteSource open(PublishedChunk chunk) throws IOException {
        List<ByteSource> sources = new ArrayList<>();
        for (Publication way : ways) {
            sources.add(way.open(chunk));
        }
        return HedgedSource.of(sources, PATIENCE);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Publication way : ways) {
            try {
                way.close();
            } catch (IOException one) {
                failure = one;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

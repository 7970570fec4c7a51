package io.worldreel.publisher.swarm;

import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.publisher.engine.Engine;
import io.worldreel.publisher.engine.TorrentRequest;
import io.worldreel.publisher.engine.TorrentStatus;
import io.worldreel.publisher.torrent.TorrentSpec;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.SourceException;
import io.worldreel.zstdvfs.SourceStats;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * A chunk read by the pieces that are wanted, from whoever has them; libtorrent verifies each by the infohash, which the catalog vouches for.
 * Who reads on and on gets pieces ahead.
 */
final class TorrentChunkSource implements ByteSource {
    private static final int PIECE = TorrentSpec.PIECE_LENGTH;
    private static final int KEPT_PIECES = 24;
    private static final int AHEAD = 4;
    private static final Duration LATER = Duration.ofMillis(250);

    private final PublishedChunk chunk;
    private final Engine engine;
    private final TorrentRequest request;
    private final Duration deadline;
    private final LongAdder reads = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Map<Integer, CompletableFuture<byte[]>> pieces = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, CompletableFuture<byte[]>> eldest) {
            return size() > KEPT_PIECES;
        }
    };
    private int lastPiece = -2;

    /** @param deadline for each read */
    TorrentChunkSource(PublishedChunk chunk, Engine engine, TorrentRequest request, Duration deadline) {
        this.chunk = chunk;
        this.engine = engine;
        this.request = request;
        this.deadline = deadline;
        var _ = engine.hold(request);
    }

    @Override
    public String name() {
        return chunk.info().chunk();
    }

    @Override
    public long size() {
        return chunk.info().bytes();
    }

    @Override
    public String identity() {
        return "merkle:" + chunk.root();
    }

    @Override
    public void read(long offset, MemorySegment dst) throws IOException {
        long end = offset + dst.byteSize();
        if (offset < 0 || end > size()) {
            throw new IOException(name() + " has " + size() + " bytes; " + offset + " to " + end + " were wanted");
        }
        if (dst.byteSize() == 0) {
            return;
        }
        reads.increment();
        int first = (int) (offset / PIECE);
        int last = (int) ((end - 1) / PIECE);
        ask(first, last);
        long until = System.nanoTime() + deadline.toNanos();
        for (int number = first; number <= last; number++) {
            byte[] piece = await(number, until);
            long start = (long) number * PIECE;
            long from = Math.max(offset, start);
            long to = Math.min(end, start + piece.length);
            MemorySegment.copy(MemorySegment.ofArray(piece), from - start, dst, from - offset, to - from);
        }
    }

    /** All at once, and some ahead if this goes on where the last read ended. */
    private synchronized void ask(int first, int last) {
        boolean onwards = first == lastPiece || first == lastPiece + 1;
        int end = onwards && last > lastPiece ? (int) Math.min(last + AHEAD, (size() - 1) / PIECE) : last;
        for (int number = first; number <= end; number++) {
            var _ = piece(number, LATER.multipliedBy(Math.max(0, number - last)));
        }
        lastPiece = last;
    }

    private synchronized CompletableFuture<byte[]> piece(int number, Duration soon) {
        var known = pieces.get(number);
        if (known != null && !known.isCompletedExceptionally()) {
            return known;
        }
        var asked = engine.piece(request.id(), number, soon);
        pieces.put(number, asked);
        return asked;
    }

    private byte[] await(int number, long until) throws IOException {
        try {
            byte[] piece = piece(number, Duration.ZERO).get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            bytes.add(piece.length);
            return piece;
        } catch (TimeoutException nobody) {
            throw SourceException.undelivered(name(), "nobody brought piece " + number + " within "
                    + deadline.toSeconds() + " s: " + whoIsThere(), "try again when somebody who has it is there");
        } catch (ExecutionException failed) {
            throw SourceException.undelivered(name(), "piece " + number + ": " + failed.getCause(), "try again");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw SourceException.undelivered(name(), "reading piece " + number + " was interrupted", "try again");
        }
    }

    private String whoIsThere() {
        try {
            TorrentStatus status = engine.look(request.id()).get(3, TimeUnit.SECONDS);
            return status.peers() == 0
                    ? "no peer is connected"
                    : status.peers() + " peers are connected, "
                            + status.seeds() + " of them with the whole chunk";
        } catch (ExecutionException | TimeoutException | InterruptedException unknown) {
            return "the BitTorrent engine does not answer";
        }
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public int grain() {
        return PIECE;
    }

    @Override
    public SourceStats stats() {
        return new SourceStats(reads.sum(), bytes.sum());
    }

    /** The torrent stays: what came of it is seeded on as long as the engine lives. */
    @Override
    public void close() {}
}

package io.worldreel.replayer;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatException;
import io.worldreel.format.WorldIds;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.SegmentIdentity;
import io.worldreel.format.segment.Wanted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * The chunks that are open and the windows that are decoded, the least recently used given up first. What it hands out is valid
 * until the next call. Owned by the thread of its replay.
 */
final class ChunkPool implements AutoCloseable {
    private final ReplayConfig config;
    private final ChunkFiles files;
    private final Function<String, WorldIds> ids;
    private final Map<String, OpenChunk> chunks = new LinkedHashMap<>(16, 0.75f, true);
    /** What is not sealed yet: kept open, for it could not be opened again as it was. */
    private final Map<String, OpenChunk> unsealed = new LinkedHashMap<>();
    private final Map<Key, LoadedWindow> windows = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Key, Long> sizes = new LinkedHashMap<>();
    private final Deque<Key> growing = new ArrayDeque<>();
    private long windowBytes;
    private boolean closed;

    private record Key(String chunk, int window) {}

    /** @param ids what the entities of each source are called */
    ChunkPool(ReplayConfig config, ChunkFiles files, Function<String, WorldIds> ids) {
        this.config = config;
        this.files = files;
        this.ids = ids;
    }

    /**
     * @throws io.worldreel.format.FormatException if the chunk is damaged or of another version
     * @throws UncheckedIOException if it cannot be read
     */
    OpenChunk chunk(ChunkInfo info) {
        requireOpen();
        OpenChunk open = unsealed.get(info.chunk());
        if (open == null) {
            open = chunks.get(info.chunk());
        }
        if (open == null) {
            while (chunks.size() >= config.openChunks()) {
                closeEldest();
            }
            open = open(info);
            chunks.put(info.chunk(), open);
        }
        return open;
    }

    /**
     * Opens chunks and has windows fetched, all at once: from far away that takes as long as one. What fails is left to whoever reads
     * it, and meets the failure again.
     *
     * @param approaches of different sources
     */
    void approach(List<Approach> approaches) {
        requireOpen();
        Map<Approach, Future<OpenChunk>> opening = new LinkedHashMap<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            approaches.stream().limit(config.openChunks()).filter(approach -> !isOpen(approach.chunk()))
                    .forEach(approach -> opening.put(approach, threads.submit(() -> open(approach.chunk()))));
        }
        opening.forEach((approach, opened) -> {
            if (opened.state() == Future.State.SUCCESS) {
                while (chunks.size() >= config.openChunks()) {
                    closeEldest();
                }
                chunks.put(approach.chunk().chunk(), opened.resultNow());
            }
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Approach approach : approaches) {
                OpenChunk open = chunks.get(approach.chunk().chunk());
                if (open != null && open.segment().isFar()) {
                    int window = open.windows().get(approach.window().applyAsInt(open)).number();
                    threads.execute(() -> fetch(open, window));
                }
            }
        }
    }

    private static void fetch(OpenChunk open, int window) {
        try {
            open.segment().fetch(window, Wanted.ALL);
        } catch (FormatException | UncheckedIOException met) {
            // The one who reads the window meets the same, and tells.
        }
    }

    private boolean isOpen(ChunkInfo info) {
        return unsealed.containsKey(info.chunk()) || chunks.containsKey(info.chunk());
    }

    /** Takes the pieces over. Those of before are given up like chunks: who stands in one may go on for a while. */
    void replaceUnsealed(List<UnsealedPieces.Piece> pieces) {
        requireOpen();
        Map<String, OpenChunk> before = new LinkedHashMap<>(unsealed);
        unsealed.clear();
        for (UnsealedPieces.Piece piece : pieces) {
            piece.chunk().segment().callEntities(ids.apply(piece.info().source()));
            unsealed.put(piece.info().chunk(), piece.chunk());
            before.remove(piece.info().chunk());
        }
        before.forEach((name, chunk) -> {
            while (chunks.size() >= config.openChunks()) {
                closeEldest();
            }
            chunks.put(name, chunk);
        });
    }

    /** Forgets what was read, for entities are called otherwise from now on. */
    void forgetAll() {
        while (!chunks.isEmpty()) {
            closeEldest();
        }
        windows.keySet().removeIf(this::forget);
    }

    private OpenChunk open(ChunkInfo info) {
        if (info.sha256().isEmpty()) {
            throw new UncheckedIOException(new NoSuchFileException(info.chunk(), null,
                    "it was not sealed, and has been given up since: ask anew"));
        }
        Segment segment;
        try {
            segment = Chunk.open(files.open(info), config.vfs());
        } catch (NoSuchFileException gone) {
            throw new UncheckedIOException("opening chunk " + info.chunk() + " failed: the file is gone", gone);
        } catch (IOException failure) {
            throw new UncheckedIOException("opening chunk " + info.chunk() + " failed: " + failure, failure);
        }
        segment.callEntities(ids.apply(info.source()));
        OpenChunk open = OpenChunk.of(info, segment);
        if (!matches(open, info)) {
            open.close();
            throw new CorruptException("chunk " + info.chunk() + " holds other frames than the catalog says");
        }
        return open;
    }

    private static boolean matches(OpenChunk open, ChunkInfo info) {
        SegmentIdentity identity = open.segment().identity();
        return identity.world().equals(info.world()) && identity.source().equals(info.source())
                && (open.windows().isEmpty()
                        || (open.windows().getFirst().firstTick() == info.firstTick()
                                && open.windows().getLast().lastTick() == info.lastTick()));
    }

    private void closeEldest() {
        Iterator<Map.Entry<String, OpenChunk>> eldest = chunks.entrySet().iterator();
        Map.Entry<String, OpenChunk> entry = eldest.next();
        eldest.remove();
        windows.keySet().removeIf(key -> key.chunk().equals(entry.getKey()) && forget(key));
        entry.getValue().close();
    }

    /**
     * A window by its place in the chunk's list.
     *
     * @param filter which of its values are going to be read; empty if that is not known yet
     * @throws io.worldreel.format.FormatException if the chunk or the window's directory is damaged
     * @throws UncheckedIOException if the chunk cannot be read
     */
    LoadedWindow window(ChunkInfo info, int window, Optional<StateFilter> filter) {
        OpenChunk chunk = chunk(info);
        Wanted wanted = filter.map(chunk::wanted).orElse(Wanted.FEW);
        Key key = new Key(info.chunk(), window);
        LoadedWindow loaded = windows.get(key);
        if (loaded == null || !loaded.isFetched(wanted)) {
            chunk.segment().fetch(chunk.windows().get(window).number(), wanted);
        }
        if (loaded == null) {
            loaded = new LoadedWindow(info.chunk(), chunk.segment(), chunk.windows().get(window));
            windows.put(key, loaded);
        }
        loaded.setFetched(wanted);
        weigh();
        growing.add(key);
        giveUp(key);
        return loaded;
    }

    /** Windows grow while they are looked at: those handed out since the last call are weighed again. */
    private void weigh() {
        for (Key key = growing.poll(); key != null; key = growing.poll()) {
            LoadedWindow window = windows.get(key);
            if (window != null) {
                long bytes = window.memory();
                Long before = sizes.put(key, bytes);
                windowBytes += bytes - (before == null ? 0 : before);
            }
        }
    }

    private void giveUp(Key wanted) {
        Iterator<Key> eldest = windows.keySet().iterator();
        while (windowBytes > config.windowCacheBytes() && eldest.hasNext()) {
            Key key = eldest.next();
            if (!key.equals(wanted)) {
                eldest.remove();
                forget(key);
            }
        }
    }

    private boolean forget(Key key) {
        Long bytes = sizes.remove(key);
        windowBytes -= bytes == null ? 0 : bytes;
        return true;
    }

    /** Bytes of the windows that are kept, as far as they are known. */
    long windowBytes() {
        weigh();
        return windowBytes;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this replay is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        windows.clear();
        sizes.clear();
        RuntimeException failure = null;
        chunks.putAll(unsealed);
        for (OpenChunk chunk : chunks.values()) {
            try {
                chunk.close();
            } catch (RuntimeException notClosed) {
                if (failure == null) {
                    failure = notClosed;
                } else {
                    failure.addSuppressed(notClosed);
                }
            }
        }
        chunks.clear();
        if (failure != null) {
            throw failure;
        }
    }
}

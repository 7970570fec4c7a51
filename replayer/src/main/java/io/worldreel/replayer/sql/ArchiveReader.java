package io.worldreel.replayer.sql;

import io.worldreel.format.Component;
import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.FormatException;
import io.worldreel.format.WorldIds;
import io.worldreel.format.WorldState;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.WindowEntry;
import io.worldreel.format.window.GroupColumns;
import io.worldreel.format.window.Window;
import io.worldreel.format.window.WindowDirectory;
import io.worldreel.replayer.ChunkFiles;
import io.worldreel.replayer.Outage;
import io.worldreel.replayer.ReplayConfig;
import io.worldreel.replayer.Skipped;
import io.worldreel.zstdvfs.VfsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The chunks of an archive as queries read them: open ones and decoded windows are kept, the least recently used given up first.
 * What cannot be read is left out and noted. Owned by the thread that uses the connection.
 */
final class ArchiveReader implements AutoCloseable {
    private static final long BYTES_A_ROW = 96;

    private final ChunkFiles files;
    private final ReplayConfig config;
    private final List<ChunkInfo> chunks;
    private final Deadline deadline;
    private final Map<Integer, OpenChunk> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Key, Window> windows = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Skipped, Boolean> skipped = new LinkedHashMap<>();
    private long windowBytes;
    private long windowsRead;

    private record Key(int chunk, int window) {}

    /** A chunk that is open, its windows and the numbers of its components. */
    record OpenChunk(Segment segment, List<WindowEntry> windows, Map<String, Integer> numbers) {
        String[] names(int[] componentNumbers) {
            return Arrays.stream(componentNumbers).mapToObj(this::name).toArray(String[]::new);
        }

        private String name(int componentNumber) {
            Component component = segment.components().get(componentNumber);
            if (component == null) {
                throw new CorruptException(
                        "a window has values of component " + componentNumber + ", which is not declared");
            }
            return component.name();
        }
    }

    /** @param chunks by source and then by first tick */
    ArchiveReader(ChunkFiles files, List<ChunkInfo> chunks, ReplayConfig config, Deadline deadline) {
        this.files = files;
        this.chunks = List.copyOf(chunks);
        this.config = config;
        this.deadline = deadline;
    }

    /** By source and then by first tick. */
    List<ChunkInfo> chunks() {
        return chunks;
    }

    Deadline deadline() {
        return deadline;
    }

    /** The chunk at a place in {@link #chunks()}; empty if it cannot be read, which is noted. */
    Optional<OpenChunk> chunk(int chunk) {
        OpenChunk found = open.get(chunk);
        if (found != null) {
            return Optional.of(found);
        }
        ChunkInfo info = chunks.get(chunk);
        return attempt(info, info.firstTick(), info.lastTick(), () -> {
            while (open.size() >= config.openChunks()) {
                closeEldest();
            }
            OpenChunk opened = open(info);
            open.put(chunk, opened);
            return opened;
        });
    }

    private OpenChunk open(ChunkInfo info) {
        Segment segment;
        try {
            segment = Chunk.open(files.open(info),
                    VfsConfig.DEFAULT.withCacheBytes(config.chunkCacheBytes() / config.openChunks()));
        } catch (IOException failure) {
            throw new UncheckedIOException("opening chunk " + info.chunk() + " failed: " + failure, failure);
        }
        segment.callEntities(ids(info.source()));
        boolean usable = false;
        try {
            List<WindowEntry> entries = segment.windows();
            long last = Long.MIN_VALUE;
            for (WindowEntry entry : entries) {
                if (entry.firstTick() < last || entry.lastTick() < entry.firstTick()) {
                    throw new CorruptException("windows of " + info.chunk() + " are not in the order of their ticks");
                }
                last = entry.lastTick();
            }
            Map<String, Integer> numbers = new LinkedHashMap<>();
            segment.components().forEach((number, component) -> numbers.put(component.name(), number));
            usable = true;
            return new OpenChunk(segment, entries, numbers);
        } finally {
            if (!usable) {
                segment.close();
            }
        }
    }

    private WorldIds ids(String source) {
        return WorldIds.of(source, chunks.stream().map(ChunkInfo::source));
    }

    private void closeEldest() {
        Iterator<Map.Entry<Integer, OpenChunk>> eldest = open.entrySet().iterator();
        Map.Entry<Integer, OpenChunk> entry = eldest.next();
        eldest.remove();
        for (Iterator<Map.Entry<Key, Window>> i = windows.entrySet().iterator(); i.hasNext();) {
            Map.Entry<Key, Window> window = i.next();
            if (window.getKey().chunk() == entry.getKey()) {
                windowBytes -= bytes(window.getValue());
                i.remove();
            }
        }
        entry.getValue().segment().close();
    }

    /** A window's directory; empty if it cannot be read, which is noted. */
    Optional<WindowDirectory> directory(int chunk, WindowEntry entry) {
        deadline.check();
        return chunk(chunk).flatMap(found -> attempt(chunks.get(chunk), entry.firstTick(), entry.lastTick(),
                () -> window(chunk, found, entry).directory()));
    }

    /** Values of a window; empty if they cannot be read, which is noted. The arrays stay valid. */
    Optional<GroupColumns> columns(int chunk, WindowEntry entry, int component, int group, int through) {
        return chunk(chunk).flatMap(found -> attempt(chunks.get(chunk), entry.firstTick(), entry.lastTick(), () -> {
            Window window = window(chunk, found, entry);
            long before = window.keptBytes();
            GroupColumns columns = window.columns(component, group, through);
            windowBytes += window.keptBytes() - before;
            giveUp();
            return columns;
        }));
    }

    /** The state of some entities and one component within a window; empty if it cannot be read, which is noted. */
    Optional<WorldState> state(int chunk, WindowEntry entry, int tickIndex, Predicate<EntityId> entities,
            int component) {
        return chunk(chunk).flatMap(found -> attempt(chunks.get(chunk), entry.firstTick(), entry.lastTick(), () -> {
            Component wanted = found.segment().components().get(component);
            return window(chunk, found, entry).stateAt(tickIndex, entities, each -> each.equals(wanted));
        }));
    }

    private Window window(int chunk, OpenChunk found, WindowEntry entry) {
        Key key = new Key(chunk, entry.number());
        Window window = windows.get(key);
        if (window == null) {
            window = found.segment().window(entry.number());
            if (window.directory().ticks() != entry.frames()) {
                throw new CorruptException("window " + entry.number() + " of " + chunks.get(chunk).chunk() + " holds "
                        + window.directory().ticks() + " frames, but is listed with " + entry.frames());
            }
            windowsRead++;
            windows.put(key, window);
            windowBytes += bytes(window);
        }
        return window;
    }

    private static long bytes(Window window) {
        return window.keptBytes() + window.directory().rows() * BYTES_A_ROW;
    }

    private void giveUp() {
        Iterator<Window> eldest = windows.values().iterator();
        while (windowBytes > config.windowCacheBytes() && windows.size() > 1) {
            windowBytes -= bytes(eldest.next());
            eldest.remove();
        }
    }

    /** Reads something from a chunk that concerns a range of its ticks; empty if it cannot be read, which is noted. */
    <T> Optional<T> read(int chunk, long firstTick, long lastTick, Function<Segment, T> reading) {
        deadline.check();
        return chunk(chunk)
                .flatMap(
                        found -> attempt(chunks.get(chunk), firstTick, lastTick, () -> reading.apply(found.segment())));
    }

    private <T> Optional<T> attempt(ChunkInfo chunk, long firstTick, long lastTick, Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (FormatException | UncheckedIOException problem) {
            Outage.rethrow(problem);
            skipped.put(new Skipped(chunk.chunk(), chunk.source(), firstTick, lastTick,
                    String.valueOf(problem.getMessage())), true);
            return Optional.empty();
        }
    }

    /** Whether an entity lives at some tick of a chunk that can be read. */
    boolean hasEntity(EntityId entity) {
        for (int i = 0; i < chunks.size(); i++) {
            ChunkInfo info = chunks.get(i);
            if (read(i, info.firstTick(), info.lastTick(), segment -> segment.hasEntity(entity)).orElse(false)) {
                return true;
            }
        }
        return false;
    }

    /** What could not be read so far. */
    List<Skipped> skipped() {
        return List.copyOf(skipped.keySet());
    }

    /** How many windows were loaded so far; one that is still in memory is not loaded again. */
    long windowsRead() {
        return windowsRead;
    }

    /**
     * Declarations of components, the newest last, by name; those of chunks that cannot be read are missing.
     *
     * @param all of every chunk; otherwise of the newest of each source that can be read
     */
    Map<String, List<Component>> components(boolean all) {
        Map<String, List<Component>> found = new LinkedHashMap<>();
        Set<String> asked = new HashSet<>();
        for (int chunk = chunks.size() - 1; chunk >= 0; chunk--) {
            String source = chunks.get(chunk).source();
            if (all || !asked.contains(source)) {
                chunk(chunk).ifPresent(opened -> {
                    asked.add(source);
                    opened.segment().components().values().forEach(component -> found
                            .computeIfAbsent(component.name(), name -> new ArrayList<>()).addFirst(component));
                });
            }
        }
        return found;
    }

    @Override
    public void close() {
        windows.clear();
        RuntimeException failure = null;
        for (OpenChunk chunk : open.values()) {
            try {
                chunk.segment().close();
            } catch (RuntimeException notClosed) {
                if (failure == null) {
                    failure = notClosed;
                } else {
                    failure.addSuppressed(notClosed);
                }
            }
        }
        open.clear();
        if (failure != null) {
            throw failure;
        }
    }
}

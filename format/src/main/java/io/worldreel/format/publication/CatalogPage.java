package io.worldreel.format.publication;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.VersionException;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.json.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One page of the published catalog (FORMAT.md, "Published catalog"): immutable, and named after its content. */
public sealed interface CatalogPage {
    /** Entries of one page. */
    int CAPACITY = 64;
    /** Bytes of one page. */
    int MOST_BYTES = 256 << 10;
    /** Levels of a tree: 64 to this power is more chunks than there will be. */
    int MOST_LEVELS = 8;

    /** Chunks, in the order in which they were published. */
    record Leaf(List<PublishedChunk> chunks) implements CatalogPage {
        public Leaf {
            chunks = List.copyOf(chunks);
            requireFill(chunks.size());
        }

        @Override
        public int level() {
            return 0;
        }
    }

    /**
     * Pages of the level below, in the order in which they were published; all but the last are full.
     *
     * @param level 1 for pages of leaves
     */
    record Inner(int level, List<PageLink> pages) implements CatalogPage {
        public Inner {
            pages = List.copyOf(pages);
            requireFill(pages.size());
            if (level < 1 || level >= MOST_LEVELS) {
                throw new IllegalArgumentException("an inner page is on level 1 to " + (MOST_LEVELS - 1) + ", not "
                        + level);
            }
        }
    }

    /** 0 for a page of chunks. */
    int level();

    default byte[] encode() {
        var json = new CanonicalJson.Writer().raw("{\"worldreel\":\"catalog\",\"version\":")
                .string(FormatVersion.MAJOR + "." + FormatVersion.MINOR).raw(",\"level\":").number(level());
        switch (this) {
            case Leaf(var chunks) -> {
                json.raw(",\"chunks\":[");
                for (int i = 0; i < chunks.size(); i++) {
                    write(json.raw(i == 0 ? "" : ","), chunks.get(i));
                }
            }
            case Inner(int level, var pages) -> {
                json.raw(",\"pages\":[");
                for (int i = 0; i < pages.size(); i++) {
                    write(json.raw(i == 0 ? "" : ","), pages.get(i));
                }
            }
        }
        return json.raw("]}\n").bytes();
    }

    /**
     * Reads a page.
     *
     * @throws CorruptException if it has another form than the canonical one
     * @throws VersionException if it is of another major version
     */
    static CatalogPage decode(String what, byte[] bytes) {
        var json = new CanonicalJson.Reader(what, bytes, MOST_BYTES);
        try {
            json.raw("{\"worldreel\":\"catalog\",\"version\":").version();
            long level = json.raw(",\"level\":").number();
            if (level < 0 || level >= MOST_LEVELS) {
                throw json.corrupt("level " + level);
            }
            var page = level == 0
                    ? new Leaf(list(json.raw(",\"chunks\":["), () -> readChunk(json)))
                    : new Inner((int) level, list(json.raw(",\"pages\":["), () -> readLink(json)));
            json.raw("}\n").end();
            return page;
        } catch (IllegalArgumentException wrongShape) {
            throw new CorruptException(what + ": " + wrongShape.getMessage(), wrongShape);
        }
    }

    private static <T> List<T> list(CanonicalJson.Reader json, Supplier<T> read) {
        List<T> list = new ArrayList<>();
        while (!json.skip("]")) {
            if (list.size() == CAPACITY) {
                throw json.corrupt("more than " + CAPACITY + " entries");
            }
            json.raw(list.isEmpty() ? "" : ",");
            list.add(read.get());
        }
        return list;
    }

    private static void write(CanonicalJson.Writer json, PublishedChunk chunk) {
        var info = chunk.info();
        json.raw("{\"chunk\":").string(info.chunk()).raw(",\"world\":").string(info.world())
                .raw(",\"source\":").string(info.source())
                .raw(",\"first_tick\":").big(info.firstTick()).raw(",\"last_tick\":").big(info.lastTick())
                .raw(",\"from_ns\":").big(info.fromNanos()).raw(",\"to_ns\":").big(info.toNanos())
                .raw(",\"bytes\":").number(info.bytes()).raw(",\"raw_bytes\":").number(info.rawBytes())
                .raw(",\"samples\":").number(info.samples()).raw(",\"frames\":").number(info.frames())
                .raw(",\"dropped\":").number(info.dropped()).raw(",\"missing\":").number(info.missing())
                .raw(",\"sha256\":").string(info.sha256()).raw(",\"root\":").hex(chunk.root())
                .raw(",\"v1\":").hex(chunk.infohashV1()).raw(",\"v2\":").hex(chunk.infohashV2()).raw("}");
    }

    private static PublishedChunk readChunk(CanonicalJson.Reader json) {
        String chunk = json.raw("{\"chunk\":").string();
        String world = json.raw(",\"world\":").string();
        String source = json.raw(",\"source\":").string();
        long firstTick = json.raw(",\"first_tick\":").big();
        long lastTick = json.raw(",\"last_tick\":").big();
        long from = json.raw(",\"from_ns\":").big();
        long to = json.raw(",\"to_ns\":").big();
        long bytes = json.raw(",\"bytes\":").number();
        long rawBytes = json.raw(",\"raw_bytes\":").number();
        long samples = json.raw(",\"samples\":").number();
        long frames = json.raw(",\"frames\":").number();
        long dropped = json.raw(",\"dropped\":").number();
        long missing = json.raw(",\"missing\":").number();
        String sha256 = json.raw(",\"sha256\":").hex(32).hex();
        var root = json.raw(",\"root\":").hex(32);
        var v1 = json.raw(",\"v1\":").hex(20);
        var v2 = json.raw(",\"v2\":").hex(32);
        json.raw("}");
        return new PublishedChunk(new ChunkInfo(chunk, world, source, firstTick, lastTick, from, to, bytes, rawBytes,
                samples, frames, dropped, missing, sha256), root, v1, v2);
    }

    private static void write(CanonicalJson.Writer json, PageLink link) {
        json.raw("{\"path\":").string(link.page().path().toString()).raw(",\"size\":").number(link.page().size())
                .raw(",\"sha256\":").hex(link.page().sha256()).raw(",\"root\":").hex(link.page().root())
                .raw(",\"chunks\":").number(link.chunks()).raw(",\"from_ns\":").big(link.fromNanos())
                .raw(",\"to_ns\":").big(link.toNanos()).raw("}");
    }

    private static PageLink readLink(CanonicalJson.Reader json) {
        var path = json.raw("{\"path\":").path();
        long size = json.raw(",\"size\":").number();
        var sha256 = json.raw(",\"sha256\":").hex(32);
        var root = json.raw(",\"root\":").hex(32);
        long chunks = json.raw(",\"chunks\":").number();
        long from = json.raw(",\"from_ns\":").big();
        long to = json.raw(",\"to_ns\":").big();
        json.raw("}");
        return new PageLink(new CatalogLink(path, size, sha256, root), chunks, from, to);
    }

    private static void requireFill(int entries) {
        if (entries < 1 || entries > CAPACITY) {
            throw new IllegalArgumentException("a page has 1 to " + CAPACITY + " entries, not " + entries);
        }
    }
}

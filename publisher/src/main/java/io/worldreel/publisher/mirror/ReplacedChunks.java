package io.worldreel.publisher.mirror;

import io.worldreel.format.FormatVersion;
import io.worldreel.format.json.CanonicalJson;
import io.worldreel.format.path.RelativePath;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chunks of which others have taken the place, and since when (FORMAT.md, "Publications"): their files stay for a while, for whoever reads by an
 * older head. Confined to one thread.
 */
final class ReplacedChunks {
    private static final RelativePath FILE = RelativePath.parse("replaced.json");
    private static final String OPENING = "{\"worldreel\":\"replaced\",\"version\":";
    private static final int MOST_BYTES = 16 << 20;

    private final MirrorStore store;
    private final Duration stay;
    private final Clock clock;
    private final Map<String, Long> since = new LinkedHashMap<>();

    private ReplacedChunks(MirrorStore store, Duration stay, Clock clock) {
        this.store = store;
        this.stay = stay;
        this.clock = clock;
    }

    /** @param stay how long their files do */
    static ReplacedChunks open(MirrorStore store, Duration stay, Clock clock) throws IOException {
        var chunks = new ReplacedChunks(store, stay, clock);
        store.read(FILE, MOST_BYTES).ifPresent(chunks::decode);
        return chunks;
    }

    void add(Collection<String> chunks) throws IOException {
        if (!chunks.isEmpty()) {
            long now = clock.instant().getEpochSecond();
            chunks.forEach(chunk -> since.putIfAbsent(chunk, now));
            store.put(FILE, encode());
        }
    }

    /**
     * Removes the files of those whose time is over.
     *
     * @param published chunks that the catalog names, and that stay whatever is said of them
     */
    void removeDue(PublishedChunks published) throws IOException {
        long limit = clock.instant().getEpochSecond() - stay.toSeconds();
        List<String> due = new ArrayList<>();
        since.forEach((chunk, time) -> {
            if (time <= limit) {
                due.add(chunk);
            }
        });
        for (String chunk : due) {
            if (!published.contains(chunk)) {
                removeFiles(chunk);
            }
        }
        if (!due.isEmpty()) {
            due.forEach(since::remove);
            store.put(FILE, encode());
        }
    }

    /** What the first place says of replaced chunks counts for the second: of those whose time was over there, the files leave here. */
    static void copy(MirrorStore from, MirrorStore to) throws IOException {
        var theirs = open(to, Duration.ZERO, Clock.systemUTC());
        var ours = open(from, Duration.ZERO, Clock.systemUTC());
        if (theirs.since.equals(ours.since)) {
            return;
        }
        for (String chunk : theirs.since.keySet()) {
            if (!ours.since.containsKey(chunk) && from.length(ChunkFiles.torrent(chunk)).isEmpty()) {
                theirs.removeFiles(chunk);
            }
        }
        to.put(FILE, ours.encode());
    }

    private void removeFiles(String chunk) throws IOException {
        for (RelativePath file : ChunkFiles.of(chunk)) {
            store.remove(file);
        }
    }

    private byte[] encode() {
        var json = new CanonicalJson.Writer().raw(OPENING).string(FormatVersion.MAJOR + "." + FormatVersion.MINOR)
                .raw(",\"chunks\":[");
        String comma = "";
        for (var each : since.entrySet()) {
            json.raw(comma).raw("{\"chunk\":").string(each.getKey()).raw(",\"since\":").number(each.getValue())
                    .raw("}");
            comma = ",";
        }
        return json.raw("]}\n").bytes();
    }

    private void decode(byte[] bytes) {
        var json = new CanonicalJson.Reader(FILE.toString(), bytes, MOST_BYTES);
        json.raw(OPENING).version();
        json.raw(",\"chunks\":[");
        while (!json.skip("]")) {
            String chunk = json.raw(since.isEmpty() ? "" : ",").raw("{\"chunk\":").path().name();
            since.put(chunk, json.raw(",\"since\":").number());
            json.raw("}");
        }
        json.raw("}\n").end();
    }
}

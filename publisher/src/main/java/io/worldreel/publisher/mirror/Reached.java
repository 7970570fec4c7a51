package io.worldreel.publisher.mirror;

import io.worldreel.format.ByteString;
import io.worldreel.format.FormatException;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.head.Head;
import io.worldreel.format.json.CanonicalJson;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.path.RelativePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far an archive was published (FORMAT.md, "Publications"): with it a publisher goes on without reading all that is published. It lies
 * beside the publication and is signed, for who holds that place could have chunks left out by another one.
 *
 * @param catalog SHA-256 of the topmost page that the head led to then
 * @param mark in the archive's own catalog: all before it is published
 * @param lastTicks of each source, the greatest that is published
 */
record Reached(ByteString catalog, Catalog.Mark mark, SortedMap<String, Long> lastTicks) {
    private static final RelativePath FILE = RelativePath.parse("reached.json");
    private static final String OPENING = "{\"worldreel\":\"reached\",\"version\":";
    private static final int MOST_BYTES = 16 << 20;

    Reached {
        lastTicks = Collections.unmodifiableSortedMap(new TreeMap<>(lastTicks));
    }

    /**
     * What the publisher of a head has left.
     *
     * @return empty if it has left nothing, or what is there is damaged, of another head or signed by another key: then the catalog has to be read
     */
    static Optional<Reached> read(MirrorStore store, PublisherKey key, Head head) throws IOException {
        var bytes = store.read(FILE, MOST_BYTES);
        try {
            return bytes.flatMap(each -> decode(each, key))
                    .filter(reached -> reached.catalog.equals(head.catalog().sha256()));
        } catch (FormatException unusable) {
            return Optional.empty();
        }
    }

    void write(MirrorStore store, SigningKey key) throws IOException {
        var signature = key.sign(body().getBytes(StandardCharsets.UTF_8));
        store.put(FILE,
                new CanonicalJson.Writer().raw(body()).raw(",\"signature\":").hex(signature).raw("}\n").bytes());
    }

    private String body() {
        var json = new CanonicalJson.Writer().raw(OPENING).string(FormatVersion.MAJOR + "." + FormatVersion.MINOR)
                .raw(",\"catalog\":").hex(catalog)
                .raw(",\"number\":").number(mark.number()).raw(",\"chunk\":").string(mark.chunk())
                .raw(",\"sources\":[");
        String comma = "";
        for (Map.Entry<String, Long> source : lastTicks.entrySet()) {
            json.raw(comma).raw("{\"source\":").string(source.getKey()).raw(",\"last_tick\":").big(source.getValue())
                    .raw("}");
            comma = ",";
        }
        return new String(json.raw("]").bytes(), StandardCharsets.UTF_8);
    }

    private static Optional<Reached> decode(byte[] bytes, PublisherKey key) {
        var json = new CanonicalJson.Reader(FILE.toString(), bytes, MOST_BYTES);
        json.raw(OPENING).version();
        var catalog = json.raw(",\"catalog\":").hex(32);
        long number = json.raw(",\"number\":").number();
        var mark = new Catalog.Mark(number, json.raw(",\"chunk\":").string());
        var lastTicks = new TreeMap<String, Long>();
        json.raw(",\"sources\":[");
        while (!json.skip("]")) {
            String source = json.raw(lastTicks.isEmpty() ? "" : ",").raw("{\"source\":").string();
            lastTicks.put(source, json.raw(",\"last_tick\":").big());
            json.raw("}");
        }
        var signature = json.raw(",\"signature\":").hex(PublisherKey.SIGNATURE_BYTES);
        json.raw("}\n").end();
        var reached = new Reached(catalog, mark, lastTicks);
        return key.verifies(reached.body().getBytes(StandardCharsets.UTF_8), signature)
                ? Optional.of(reached)
                : Optional.empty();
    }
}

package io.worldreel.publisher.tracker;

import io.worldreel.publisher.tracker.TrackerMessage.Offer;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes what clients are told. */
final class TrackerWriter {
    private static final JsonFactory JSON = JsonFactory.builder().build();

    private TrackerWriter() {}

    /** How many are in a swarm. */
    record Count(int whole, int others) {}

    static String announced(String infohash, Count count, long intervalSeconds) {
        return object(json -> about(json, infohash).writeNumberProperty("complete", count.whole)
                .writeNumberProperty("incomplete", count.others).writeNumberProperty("interval", intervalSeconds));
    }

    static String offered(String infohash, String fromPeer, Offer offer) {
        return object(json -> description(about(json, infohash).writeStringProperty("peer_id", fromPeer)
                .writeStringProperty("offer_id", offer.id()), "offer", offer.sdp()));
    }

    static String answered(TrackerMessage.Answer answer) {
        return object(json -> description(about(json, answer.infohash()).writeStringProperty("peer_id", answer.peer())
                .writeStringProperty("offer_id", answer.offer()), "answer", answer.sdp()));
    }

    static String scraped(Map<String, Count> counts) {
        return object(json -> {
            json.writeStringProperty("action", "scrape").writeObjectPropertyStart("files");
            counts.forEach((infohash, count) -> json.writeObjectPropertyStart(infohash)
                    .writeNumberProperty("complete", count.whole).writeNumberProperty("incomplete", count.others)
                    .writeNumberProperty("downloaded", count.whole).writeEndObject());
            json.writeEndObject();
        });
    }

    static String failed(Optional<String> infohash, String why) {
        return object(json -> {
            json.writeStringProperty("action", "announce").writeStringProperty("failure reason", why);
            infohash.ifPresent(hash -> json.writeStringProperty("info_hash", hash));
        });
    }

    private static JsonGenerator about(JsonGenerator json, String infohash) {
        return json.writeStringProperty("action", "announce").writeStringProperty("info_hash", infohash);
    }

    private static void description(JsonGenerator json, String kind, String sdp) {
        json.writeObjectPropertyStart(kind).writeStringProperty("type", kind).writeStringProperty("sdp", sdp)
                .writeEndObject();
    }

    private static String object(Consumer<JsonGenerator> members) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
        return text.toString();
    }
}

package io.worldreel.publisher.tracker;

import io.worldreel.publisher.tracker.TrackerMessage.Announce;
import io.worldreel.publisher.tracker.TrackerMessage.Answer;
import io.worldreel.publisher.tracker.TrackerMessage.Offer;
import io.worldreel.publisher.tracker.TrackerMessage.Scrape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Reads messages of clients; takes nothing that is larger than the limits. */
final class TrackerReader {
    private static final int ID_CHARS = 20;
    /** libtorrent's have 16, bittorrent-tracker's 20. */
    private static final int MOST_OFFER_ID_CHARS = 40;
    private static final int MOST_SCRAPED = 64;
    private static final int DEPTH = 8;
    private static final int NUMBER_CHARS = 40;
    private static final int NAME_CHARS = 64;

    private final TrackerLimits limits;
    private final JsonFactory json;

    TrackerReader(TrackerLimits limits) {
        this.limits = limits;
        this.json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder().maxDocumentLength(limits.messageBytes())
                        .maxNestingDepth(DEPTH).maxNumberLength(NUMBER_CHARS).maxNameLength(NAME_CHARS)
                        .maxStringLength(limits.messageBytes()).build())
                .build();
    }

    /** @throws TrackerException if it is no message of the protocol; with what is wrong */
    TrackerMessage read(String text) throws TrackerException {
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new TrackerException("a message is a JSON object");
            }
            var draft = new Draft();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                draft.take(name, parser);
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new TrackerException("a message is one JSON object and nothing else");
            }
            return draft.finish();
        } catch (JacksonException malformed) {
            throw new TrackerException("a message that is no JSON, or larger than allowed: "
                    + malformed.getOriginalMessage());
        }
    }

    private final class Draft {
        private String action = "";
        private String event = "";
        private String peer = "";
        private String toPeer = "";
        private String offerId = "";
        private boolean whole;
        private final List<String> infohashes = new ArrayList<>();
        private final List<Offer> offers = new ArrayList<>();
        private Optional<String> answer = Optional.empty();

        void take(String name, JsonParser parser) throws TrackerException {
            switch (name) {
                case "action" -> action = text(parser);
                case "event" -> event = text(parser);
                case "peer_id" -> peer = text(parser);
                case "to_peer_id" -> toPeer = text(parser);
                case "offer_id" -> offerId = text(parser);
                // Who does not know yet what is missing says null.
                case "left" -> whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && parser.getString().equals("0");
                case "info_hash" -> takeInfohashes(parser);
                case "answer" -> answer = sdp(parser);
                case "offers" -> takeOffers(parser);
                default -> parser.skipChildren();
            }
        }

        private void takeInfohashes(JsonParser parser) throws TrackerException {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                infohashes.add(text(parser));
                return;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                infohashes.add(text(parser));
                if (infohashes.size() > MOST_SCRAPED) {
                    throw new TrackerException("more than " + MOST_SCRAPED + " torrents in one message");
                }
            }
        }

        private void takeOffers(JsonParser parser) throws TrackerException {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                parser.skipChildren(); // null, from who makes none
                return;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                String id = "";
                Optional<String> sdp = Optional.empty();
                requireObject(parser, "an offer");
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    switch (name) {
                        case "offer_id" -> id = text(parser);
                        case "offer" -> sdp = sdp(parser);
                        default -> parser.skipChildren();
                    }
                }
                if (offers.size() == limits.offers()) {
                    throw new TrackerException("more than " + limits.offers() + " offers in one announcement");
                }
                offers.add(new Offer(requireOfferId(id),
                        sdp.orElseThrow(() -> new TrackerException("an offer without sdp"))));
            }
        }

        private Optional<String> sdp(JsonParser parser) throws TrackerException {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return Optional.empty();
            }
            requireObject(parser, "an offer or answer");
            Optional<String> sdp = Optional.empty();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("sdp")) {
                    sdp = Optional.of(text(parser));
                } else {
                    parser.skipChildren();
                }
            }
            if (sdp.filter(words -> words.length() > limits.sdpChars()).isPresent()) {
                throw new TrackerException("an offer or answer of more than " + limits.sdpChars() + " characters");
            }
            return sdp;
        }

        TrackerMessage finish() throws TrackerException {
            for (String infohash : infohashes) {
                requireId(infohash, "info_hash");
            }
            if (action.equals("scrape")) {
                return new Scrape(infohashes);
            }
            if (!action.equals("announce") || infohashes.size() != 1) {
                throw new TrackerException(action.equals("announce")
                        ? "an announcement is of one torrent"
                        : "there are the actions announce and scrape");
            }
            String infohash = infohashes.getFirst();
            requireId(peer, "peer_id");
            if (answer.isPresent()) {
                return new Answer(infohash, peer, requireId(toPeer, "to_peer_id"), requireOfferId(offerId),
                        answer.get());
            }
            return new Announce(infohash, peer, whole || event.equals("completed"), event.equals("stopped"), offers);
        }
    }

    private static void requireObject(JsonParser parser, String what) throws TrackerException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new TrackerException(what + " is a JSON object");
        }
    }

    private static String text(JsonParser parser) throws TrackerException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new TrackerException(parser.currentName() + " is a string");
        }
        return parser.getString();
    }

    private static String requireOfferId(String text) throws TrackerException {
        if (text.isEmpty() || text.length() > MOST_OFFER_ID_CHARS || text.chars().anyMatch(c -> c > 0xff)) {
            throw new TrackerException("offer_id has 1 to " + MOST_OFFER_ID_CHARS + " characters up to U+00FF");
        }
        return text;
    }

    private static String requireId(String text, String what) throws TrackerException {
        if (text.length() != ID_CHARS || text.chars().anyMatch(c -> c > 0xff)) {
            throw new TrackerException(what + " has 20 characters up to U+00FF, one a byte");
        }
        return text;
    }
}

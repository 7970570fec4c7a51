package io.worldreel.publisher.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerReaderTest {
    private static final String HASH = "\u00af\u00bd\u0001hash-of-twenty-c\u00ff";
    private static final String OFFERS = "\"offers\":[{\"offer_id\":\"0123456789abcdef\",\"offer\":{\"type\":\"offer\",\"sdp\":\"v=0\"}}]";

    private final TrackerReader reader = new TrackerReader(TrackerLimits.DEFAULT);

    private static String announce(String more) {
        return "{\"action\":\"announce\",\"info_hash\":\"" + HASH.replace("\u0001", "\\u0001")
                + "\",\"peer_id\":\"-WW0300-qEeJBPeRCVjV\"" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    @Test
    void readsWhatLibtorrentAndBrowsersSay() throws Exception {
        assertThat(
                reader.read(announce("\"left\":0,\"event\":\"started\",\"numwant\":10,\"key\":\"4E20AAB0\"," + OFFERS)))
                .isEqualTo(new TrackerMessage.Announce(HASH, "-WW0300-qEeJBPeRCVjV", true, false,
                        java.util.List.of(new TrackerMessage.Offer("0123456789abcdef", "v=0"))));
        assertThat(reader.read(announce("\"left\":null,\"offers\":null,\"event\":\"stopped\"")))
                .isEqualTo(new TrackerMessage.Announce(HASH, "-WW0300-qEeJBPeRCVjV", false, true, java.util.List.of()));
        assertThat(reader.read(announce("\"event\":\"completed\",\"answer\":null")))
                .isInstanceOfSatisfying(TrackerMessage.Announce.class, said -> assertThat(said.whole()).isTrue());
        assertThat(reader.read(announce("\"to_peer_id\":\"-LT2060-.2Xym23Grup1\",\"offer_id\":\"0123456789abcdef\","
                + "\"answer\":{\"type\":\"answer\",\"sdp\":\"v=0\"}")))
                .isEqualTo(new TrackerMessage.Answer(HASH, "-WW0300-qEeJBPeRCVjV", "-LT2060-.2Xym23Grup1",
                        "0123456789abcdef", "v=0"));
        assertThat(reader
                .read("{\"action\":\"scrape\",\"info_hash\":[\"aaaaaaaaaaaaaaaaaaaa\",\"bbbbbbbbbbbbbbbbbbbb\"]}"))
                .isInstanceOfSatisfying(TrackerMessage.Scrape.class,
                        asked -> assertThat(asked.infohashes()).hasSize(2));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "[]", "{", "nonsense", "{}", "{\"action\":\"conquer\"}", "{\"action\":\"announce\"}",
            "{\"action\":7}", "{\"action\":\"announce\",\"info_hash\":\"short\",\"peer_id\":\"-WW0300-qEeJBPeRCVjV\"}",
            "{\"action\":\"announce\",\"info_hash\":\"\u20achashoftwentychars!!!\",\"peer_id\":\"-WW0300-qEeJBPeRCVjV\"}" })
    void refusesWhatIsNoMessage(String text) {
        assertThatThrownBy(() -> reader.read(text)).isInstanceOf(TrackerException.class);
    }

    static Stream<String> tooMuch() {
        String offer = "{\"offer_id\":\"0123456789abcdef\",\"offer\":{\"sdp\":\"v=0\"}}";
        return Stream.of(announce("\"offers\":[" + (offer + ",").repeat(20) + offer + "]"),
                announce("\"offers\":[{\"offer_id\":\"0123456789abcdef\",\"offer\":{\"sdp\":\"" + "v".repeat(17_000)
                        + "\"}}]"),
                announce("\"x\":" + "[".repeat(50) + "]".repeat(50)), announce("\"left\":" + "9".repeat(100)),
                announce("\"" + "n".repeat(1000) + "\":1"), announce("\"x\":\"" + "y".repeat(300_000) + "\""),
                "{\"action\":\"scrape\",\"info_hash\":[" + "\"aaaaaaaaaaaaaaaaaaaa\",".repeat(70) + "\"\"]}",
                announce("") + announce(""));
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void refusesWhatIsTooMuch(String text) {
        assertThatThrownBy(() -> reader.read(text)).isInstanceOf(TrackerException.class);
    }

    @Test
    void anyDamageIsAMessageOrRefusedSeed20261128() {
        var random = new Random(20261128);
        String good = announce("\"left\":0," + OFFERS);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            var text = new StringBuilder(good);
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x180));
            }
            try {
                assertThat(reader.read(text.toString())).isNotNull();
            } catch (TrackerException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(300, 999);
    }
}

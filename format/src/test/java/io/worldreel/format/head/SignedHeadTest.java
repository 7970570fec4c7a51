package io.worldreel.format.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.VersionException;
import io.worldreel.format.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignedHeadTest {
    private static final SigningKey KEY = Publication.key(1);
    private static final SignedHead HEAD = new Publication(KEY).publish(3).handOver(Publication.key(2)).publish(1)
            .newest();

    @Test
    void readsBackWhatWasSigned() {
        var read = SignedHead.read("head.json", HEAD.bytes());
        assertThat(read.head()).isEqualTo(HEAD.head());
        assertThat(read.bytes()).isEqualTo(HEAD.bytes());
        assertThat(read.sha256()).isEqualTo(HEAD.sha256());
    }

    @Test
    void hasTheDocumentedForm() {
        String json = text(new Publication(KEY).publish(1).newest());
        assertThat(json)
                .startsWith("{\"worldreel\":\"head\",\"version\":\"0.1\",\"world\":\"the \\\"arena\\\" \\\\ мир\","
                        + "\"key\":\"" + KEY.publicKey() + "\",\"salt\":\"6172656e61\",\"seq\":2,\"previous\":\"")
                .contains("\"catalog\":{\"path\":\"catalog/2.json\",\"size\":102,\"sha256\":\"1111")
                .contains(
                        "},\"chunks\":2,\"from_ns\":\"-5\",\"to_ns\":\"4611686018427387904\",\"handovers\":[],\"signature\":\"")
                .endsWith("\"}\n");
    }

    @Test
    void theSignatureCanBeCheckedWithoutParsing() {
        byte[] file = HEAD.bytes();
        String body = new String(file, 0, file.length - 145, StandardCharsets.UTF_8) + "}";
        String signature = new String(file, file.length - 131, 128, StandardCharsets.US_ASCII);
        assertThat(HEAD.head().key().verifies(body.getBytes(StandardCharsets.UTF_8), ByteString.hex(signature)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "\"chunks\":6 | \"chunks\":7 | signature is not by",
            "\"seq\":6 | \"seq\":7 | signature is not by", "\"chunks\":6 | \"chunks\":06 | shortest",
            "\"chunks\":6 | \"chunks\": 6 | integer", "catalog/6.json | ../../6.json | no file name",
            "catalog/6.json | /etc/passwd | no file name", "\"version\":\"0.1\" | \"version\":\"0\" | no version",
            "\"salt\":\"61 | \"salt\":\"6G | hexadecimal", "\"chunks\" | \"chunk\" | expected",
            "{\"worldreel\" | [\"worldreel\" | expected" })
    void refusesWhatWasChanged(String part, String by, String problem) {
        String json = text(HEAD);
        assertThat(json).contains(part);
        assertThatThrownBy(() -> SignedHead.read("mirror/head.json", bytes(json.replace(part, by))))
                .isInstanceOf(CorruptException.class).hasMessageContaining("mirror/head.json")
                .hasMessageContaining(problem);
    }

    @Test
    void tellsANewerVersionFromDamage() {
        String newer = "{\"worldreel\":\"head\",\"version\":\"7.0\",\"everything\":\"else\"}";
        assertThatThrownBy(() -> SignedHead.read("head.json", bytes(newer))).isInstanceOf(VersionException.class)
                .hasMessageContaining("7.0");
    }

    @Test
    void refusesAHandoverThatTheOldKeyDidNotSign() {
        var thief = Publication.key(9);
        Head head = HEAD.head();
        var forged = new Handover(KEY.publicKey(), thief.publicKey(), 2, ByteString.of(new byte[64]),
                Handover.sign(head.world(), head.salt(), KEY, thief, 2).newSignature());
        var stolen = new Head(head.world(), thief.publicKey(), head.salt(), 6, head.previous(), head.catalog(), 6, 0, 1,
                List.of(forged));
        assertThatThrownBy(() -> SignedHead.sign(stolen, thief)).hasMessageContaining("not signed by both keys");
    }

    @Test
    void refusesAHeadOfAbsurdLength() {
        assertThatThrownBy(() -> SignedHead.read("head.json", new byte[SignedHead.MOST_BYTES + 1]))
                .isInstanceOf(CorruptException.class).hasMessageContaining("at most");
    }

    @Test
    void aHeadKeepsItsRules() {
        var catalog = Publication.catalog(1);
        var key = KEY.publicKey();
        assertThatThrownBy(() -> new Head("", key, ByteString.EMPTY, 1, Optional.empty(), catalog, 1, 0, 0, List.of()))
                .hasMessageContaining("name");
        assertThatThrownBy(
                () -> new Head("a\nb", key, ByteString.EMPTY, 1, Optional.empty(), catalog, 1, 0, 0, List.of()))
                .hasMessageContaining("control");
        assertThatThrownBy(() -> new Head("w", key, ByteString.EMPTY, 2, Optional.empty(), catalog, 1, 0, 0, List.of()))
                .hasMessageContaining("previous");
        assertThatThrownBy(() -> new Head("w", key, ByteString.EMPTY, 1, Optional.empty(), catalog, 1, 1, 0, List.of()))
                .hasMessageContaining("ends before");
        assertThatThrownBy(() -> SignedHead.sign(Publication.first(KEY), Publication.key(2)))
                .hasMessageContaining("to be signed by");
    }

    private static String text(SignedHead head) {
        return new String(head.bytes(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package io.worldreel.publisher.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.publisher.SeededDamage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MutableMagnetTest {
    /** The key and salt of the example in BEP 46. */
    private static final String KEY = "8543d3e6115f0f98c944077a4493dcd543e49c739fd998550a1f614ab36ed63e";
    private static final MutableMagnet FULL = new MutableMagnet(PublisherKey.parse(KEY), ByteString.utf8("n"),
            Optional.of("Arena & мир"), List.of(URI.create("udp://tracker.example:6969/announce")),
            List.of(URI.create("https://mirror.example/arena/?a=b&c")), List.of("10.0.0.7:6881", "[fe80::1]:6881"));

    @Test
    void readsAndPrintsTheLinkOfBep46() {
        var magnet = MutableMagnet.parse("magnet:?xs=urn:btpk:" + KEY + "&s=6e");
        assertThat(magnet).isEqualTo(MutableMagnet.of(PublisherKey.parse(KEY), ByteString.utf8("n")));
        assertThat(magnet).hasToString("magnet:?xs=urn:btpk:" + KEY + "&s=6e");
        assertThat(MutableMagnet.parse("magnet:?xs=urn:btpk:" + KEY)).hasToString("magnet:?xs=urn:btpk:" + KEY);
        assertThat(MutableMagnet.looksLike("magnet:?xs=urn:btpk:" + KEY)).isTrue();
        assertThat(MutableMagnet.looksLike("magnet:?xt=urn:btih:" + KEY)).isFalse();
    }

    @Test
    void keepsEveryHint() {
        assertThat(MutableMagnet.parse(FULL.toString())).isEqualTo(FULL);
        assertThat(FULL.toString()).doesNotContain(" ");
    }

    @Test
    void ignoresWhatOtherClientsAdd() {
        var magnet = MutableMagnet.parse("MAGNET:?foo=1&xs=http://x/y&&bar&xs=URN:BTPK:" + KEY.toUpperCase(
                java.util.Locale.ROOT) + "&so=0-1&tr.1=http://t.example/a");
        assertThat(magnet.key()).hasToString(KEY);
        assertThat(magnet.trackers()).containsExactly(URI.create("http://t.example/a"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "http://x", "magnet:", "magnet:?", "magnet:?xt=urn:btih:abc",
            "magnet:?xs=urn:btpk:abc",
            "magnet:?xs=urn:btpk:KEY&s=zz", "magnet:?xs=urn:btpk:KEY&s=abc", "magnet:?xs=urn:btpk:KEY&dn=%zz",
            "magnet:?xs=urn:btpk:KEY&ws=file:///etc/passwd", "magnet:?xs=urn:btpk:KEY&ws=https:",
            "magnet:?xs=urn:btpk:KEY&tr=gopher://x", "magnet:?xs=urn:btpk:KEY&x.pe=host",
            "magnet:?xs=urn:btpk:KEY&x.pe=h:0",
            "magnet:?xs=urn:btpk:KEY&x.pe=h:70000",
            "magnet:?xs=urn:btpk:KEY&xs=urn:btpk:0000000000000000000000000000000000000000000000000000000000000000" })
    void saysWhatIsWrong(String text) {
        assertThatThrownBy(() -> MutableMagnet.parse(text.replace("KEY", KEY))).isInstanceOf(CorruptException.class);
    }

    @Test
    void isBounded() {
        assertThatThrownBy(() -> MutableMagnet.parse("magnet:?xs=urn:btpk:" + KEY + "&s=" + "00".repeat(65)))
                .hasMessageContaining("65 bytes");
        assertThatThrownBy(() -> MutableMagnet.parse("magnet:?xs=urn:btpk:" + KEY + "&x.pe=h:1".repeat(65)))
                .hasMessageContaining("more than 64");
        assertThatThrownBy(() -> MutableMagnet.parse("magnet:?" + "x".repeat(9000)))
                .isInstanceOf(CorruptException.class);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.worldreel.publisher.SeededDamage#thousandSeeds")
    void hostileLinksAreReadOrNamed(long seed) {
        byte[] hostile = SeededDamage.damage(FULL.toString().getBytes(StandardCharsets.US_ASCII), seed);
        try {
            var magnet = MutableMagnet.parse(new String(hostile, StandardCharsets.UTF_8));
            assertThat(MutableMagnet.parse(magnet.toString())).isEqualTo(magnet);
        } catch (CorruptException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}

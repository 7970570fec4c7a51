package io.worldreel.format.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeyTest {

    /** RFC 8032, section 7.1, tests 1 to 3: seed, public key, message, signature. */
    @ParameterizedTest
    @CsvSource({
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                    + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
                    + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                    + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                    + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
                    + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                    + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                    + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
                    + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                    + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" })
    void agreesWithTheVectorsOfRfc8032(String seed, String publicKey, String message, String signature) {
        var key = SigningKey.ofSeed(ByteString.hex(seed).toArray());
        assertThat(key.publicKey().toString()).isEqualTo(publicKey);
        assertThat(key.sign(ByteString.hex(message).toArray()).hex()).isEqualTo(signature);
    }

    @Test
    void expandsTheSeedAsLibtorrentStoresIt() {
        // The scalar and prefix of RFC 8032's first vector.
        var key = SigningKey.ofSeed(
                ByteString.hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").toArray());
        assertThat(ByteString.of(key.expanded()).hex())
                .isEqualTo("307c83864f2833cb427a2ef1c00a013cfdff2768d980c0a3a520f006904de94f"
                        + "9b4f0afe280b746a778684e75442502057b7473a03f08f96f5a38e9287e01f8f");
    }

    @Test
    void verifiesNothingThatWasChanged() {
        var key = SigningKey.generate(new SecureRandom());
        byte[] message = { 1, 2, 3 };
        var signature = key.sign(message);
        assertThat(key.publicKey().verifies(message, signature)).isTrue();
        assertThat(key.publicKey().verifies(new byte[]{ 1, 2, 4 }, signature)).isFalse();
        for (int i = 0; i < 64; i++) {
            byte[] flipped = signature.toArray();
            flipped[i] ^= 1;
            assertThat(key.publicKey().verifies(message, ByteString.of(flipped))).as("byte %d", i).isFalse();
        }
        assertThat(key.publicKey().verifies(message, ByteString.EMPTY)).isFalse();
        assertThat(SigningKey.generate(new SecureRandom()).publicKey().verifies(message, signature)).isFalse();
    }

    @Test
    void bytesThatAreNoPointOfTheCurveAreNobodysKey() {
        var noPoint = PublisherKey.parse("ff".repeat(32));
        assertThat(noPoint.verifies(new byte[1], ByteString.of(new byte[64]))).isFalse();
        assertThat(new PublisherKey(ByteString.of(new byte[32])).verifies(new byte[1], ByteString.of(new byte[64])))
                .isFalse();
    }

    @Test
    void saysWhatIsNoKey() {
        assertThatThrownBy(() -> PublisherKey.parse("abc")).isInstanceOf(CorruptException.class)
                .hasMessageContaining("64 hexadecimal digits");
        assertThatThrownBy(() -> SigningKey.ofSeed(new byte[31])).hasMessageContaining("32 bytes");
        assertThat(SigningKey.generate(new SecureRandom()).toString()).doesNotContain("seed");
    }
}

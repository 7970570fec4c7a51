package io.worldreel.publisher.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MutableItemTest {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
    private static final HeadPointer POINTER = new HeadPointer(ByteString.hex("ab".repeat(20)),
            ByteString.hex("cd".repeat(32)), Optional.of(KEY.publicKey()), Optional.empty());

    /** BEP 44, test vectors 1 and 2. */
    @Test
    void agreesWithTheVectorsOfBep44() {
        var key = PublisherKey.parse("77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548");
        byte[] hello = "12:Hello World!".getBytes(StandardCharsets.US_ASCII);
        MutableItem.read(key, ByteString.EMPTY, 1, hello,
                ByteString.hex("305ac8aeb6c9c151fa120f120ea2cfb923564e11552d06a5d856091e5e853cff"
                        + "1260d3f39e4999684aa92eb73ffd136e6f4f3ecbfda0ce53a1608ecd7ae21f01"));
        MutableItem.read(key, ByteString.utf8("foobar"), 1, hello,
                ByteString.hex("6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17d"
                        + "df9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08"));
        assertThat(MutableItem.target(key, ByteString.EMPTY).hex())
                .isEqualTo("4a533d47ec9c7d95b1ad75f576cffc641853b750");
        assertThat(MutableItem.target(key, ByteString.utf8("foobar")).hex())
                .isEqualTo("411eba73b6f087ca51a3795d9c8c938d365e32c1");
    }

    @Test
    void signsTheExactBuffer() {
        assertThat(MutableItem.signedBytes(ByteString.utf8("foobar"), 4, BencodeValue.of("Hello World!")))
                .asString(StandardCharsets.US_ASCII).isEqualTo("4:salt6:foobar3:seqi4e1:v12:Hello World!");
        assertThat(MutableItem.signedBytes(ByteString.EMPTY, 4, BencodeValue.of("Hello World!")))
                .asString(StandardCharsets.US_ASCII).isEqualTo("3:seqi4e1:v12:Hello World!");
    }

    @Test
    void anotherNumberSaltValueOrKeyIsNotSigned() {
        var item = MutableItem.sign(KEY, ByteString.utf8("s"), 7, POINTER.toValue());
        byte[] value = BencodeWriter.write(item.value());
        assertThat(MutableItem.read(item.key(), item.salt(), 7, value, item.signature())).isEqualTo(item);
        assertThatThrownBy(() -> MutableItem.read(item.key(), item.salt(), 8, value, item.signature()))
                .isInstanceOf(CorruptException.class).hasMessageContaining("not signed");
        assertThatThrownBy(() -> MutableItem.read(item.key(), ByteString.EMPTY, 7, value, item.signature()))
                .isInstanceOf(CorruptException.class);
        byte[] other = value.clone();
        other[5] ^= 1;
        assertThatThrownBy(() -> MutableItem.read(item.key(), item.salt(), 7, other, item.signature()))
                .isInstanceOf(CorruptException.class);
        var stranger = SigningKey.ofSeed(ByteString.hex("01".repeat(32)).toArray()).publicKey();
        assertThatThrownBy(() -> MutableItem.read(stranger, item.salt(), 7, value, item.signature()))
                .isInstanceOf(CorruptException.class);
    }

    @Test
    void aValueHasAtMostThousandBytes() {
        // 4 bytes are the length and the colon
        assertThat(MutableItem.sign(KEY, ByteString.EMPTY, 1, BencodeValue.of("x".repeat(996))).seq()).isEqualTo(1);
        assertThatThrownBy(() -> MutableItem.sign(KEY, ByteString.EMPTY, 1, BencodeValue.of("x".repeat(997))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("1001");
        byte[] long1100 = ("1096:" + "x".repeat(1095)).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> MutableItem.read(KEY.publicKey(), ByteString.EMPTY, 1, long1100,
                ByteString.of(new byte[64]))).isInstanceOf(CorruptException.class).hasMessageContaining("1100 bytes");
        assertThatThrownBy(() -> MutableItem.sign(KEY, ByteString.of(new byte[65]), 1, BencodeValue.of(1)))
                .hasMessageContaining("64");
    }

    @Test
    void aHeadPointerFitsAndComesBack() {
        byte[] encoded = BencodeWriter.write(POINTER.toValue());
        assertThat(encoded).hasSizeLessThan(200);
        assertThat(HeadPointer.of(POINTER.toValue())).isEqualTo(POINTER);
        var plain = new HeadPointer(POINTER.infohash(), POINTER.head(), Optional.empty(),
                Optional.of(POINTER.infohash()));
        assertThat(HeadPointer.of(plain.toValue())).isEqualTo(plain);
    }

    @Test
    void saysWhatPointsToNoHead() {
        assertThatThrownBy(() -> HeadPointer.of(BencodeValue.of(1))).isInstanceOf(CorruptException.class);
        assertThatThrownBy(() -> HeadPointer.of(BencodeValue.Dictionary.EMPTY.with("ih", POINTER.infohash())))
                .isInstanceOf(CorruptException.class).hasMessageContaining("'h'");
        assertThatThrownBy(() -> HeadPointer.of(BencodeValue.Dictionary.EMPTY.with("ih", 7).with("h", POINTER.head())))
                .isInstanceOf(CorruptException.class);
        assertThatThrownBy(() -> HeadPointer
                .of(BencodeValue.Dictionary.EMPTY.with("ih", ByteString.EMPTY).with("h", POINTER.head())))
                .isInstanceOf(CorruptException.class);
    }
}

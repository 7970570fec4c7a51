package io.worldreel.publisher.bencode;

import io.worldreel.format.ByteString;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes bencode in its canonical form, which is its only form here: keys rise, numbers are as short as can be. */
public final class BencodeWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private BencodeWriter() {}

    public static byte[] write(BencodeValue value) {
        var writer = new BencodeWriter();
        writer.value(value);
        return writer.out.toByteArray();
    }

    private void value(BencodeValue value) {
        switch (value) {
            case BencodeValue.Int(long number) -> ascii("i" + number + "e");
            case BencodeValue.Bytes(ByteString bytes) -> string(bytes);
            case BencodeValue.Items(var items) -> {
                out.write('l');
                items.forEach(this::value);
                out.write('e');
            }
            case BencodeValue.Dictionary(var entries) -> {
                out.write('d');
                entries.forEach((key, inner) -> {
                    string(key);
                    value(inner);
                });
                out.write('e');
            }
        }
    }

    private void string(ByteString bytes) {
        ascii(bytes.length() + ":");
        out.writeBytes(bytes.toArray());
    }

    private void ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}

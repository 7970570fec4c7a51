package io.worldreel.publisher.engine;

import io.worldreel.format.ByteString;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * Where the files of a folder torrent lie, each by itself, and what of them is there.
 *
 * @param files in the order of the torrent, padding left out; absolute
 * @param pieces those that are there and right, as a bit each, the first at bit 0 of the first byte (not looked at to seed)
 */
public record Placement(List<Path> files, ByteString pieces) {
    public Placement {
        files = List.copyOf(files);
        if (files.isEmpty() || !files.stream().allMatch(Path::isAbsolute)) {
            throw new IllegalArgumentException("the files of a torrent have absolute places");
        }
    }

    /** Files that are all there. */
    public static Placement ofWhole(List<Path> files) {
        return new Placement(files, ByteString.EMPTY);
    }

    /** Files of which some pieces are there. */
    public static Placement of(List<Path> files, BitSet pieces) {
        return new Placement(files, ByteString.of(pieces.toByteArray()));
    }

    /** The pieces that are there. */
    public BitSet present() {
        return BitSet.valueOf(pieces.toArray());
    }

    Dictionary into(Dictionary message) {
        return message.with("paths", new BencodeValue.Items(files.stream().map(file -> BencodeValue.of(file.toString()))
                .toList())).with("have", pieces);
    }

    static Placement from(Dictionary message) {
        return new Placement(Words.texts(message, "paths").stream().map(Path::of).toList(),
                message.bytes("have").orElse(ByteString.EMPTY));
    }
}

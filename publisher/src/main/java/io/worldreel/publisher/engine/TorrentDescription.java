package io.worldreel.publisher.engine;

import io.worldreel.format.ByteString;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a torrent consists of: its .torrent file, in memory or on the disk. */
public sealed interface TorrentDescription {
    /** A small one, kept as long as the torrent is held. */
    record Inline(ByteString bytes) implements TorrentDescription {}

    /** One that the engine reads when it takes the torrent, also after it has died: it stays there as long as the torrent is held. */
    record Stored(Path file) implements TorrentDescription {}

    /** The .torrent file. */
    default byte[] read() throws IOException {
        return switch (this) {
            case Inline(ByteString bytes) -> bytes.toArray();
            case Stored(Path file) -> Files.readAllBytes(file);
        };
    }

    /** Adds this to a message between a program and its engine. */
    default Dictionary into(Dictionary message) {
        return switch (this) {
            case Inline(ByteString bytes) -> message.with("torrent", bytes);
            case Stored(Path file) -> message.with("torrent_file", file.toString());
        };
    }

    /** Reads what {@link #into} wrote; empty if there is none. */
    static Optional<TorrentDescription> from(Dictionary message) {
        Optional<TorrentDescription> inline = message.bytes("torrent").map(Inline::new);
        return inline.or(() -> message.get("torrent_file")
                .map(file -> new Stored(Path.of(Words.text(message, "torrent_file")))));
    }
}

package io.worldreel.publisher.engine.host;

import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.engine.EngineSettings;
import io.worldreel.publisher.engine.MessageStream;
import io.worldreel.publisher.engine.TorrentRequest;
import io.worldreel.publisher.engine.Words;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Where the engine's process begins. It does what the messages on its standard input say, reports on its standard output, and ends when
 * the input does: with the program that started it.
 */
public final class EngineMain {
    private EngineMain() {}

    public static void main(String[] args) throws IOException {
        var messages = new MessageStream(new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out));
        Optional<Dictionary> first = messages.receive();
        if (first.isEmpty()) {
            return;
        }
        NativeLibrary.load();
        var session = new TorrentSession(EngineSettings.of(first.get()), messages, RandomGenerator.getDefault());
        for (var message = messages.receive(); message.isPresent(); message = messages.receive()) {
            obey(session, message.get());
        }
        // Stopping in good order takes most of a second and tells peers nothing that a closed connection does not.
        Runtime.getRuntime().halt(0);
    }

    private static void obey(TorrentSession session, Dictionary message) throws IOException {
        switch (Words.text(message, "t")) {
            case "add" -> session.add(TorrentRequest.of(message));
            case "drop" -> session.drop(Words.text(message, "id"));
            case "piece" -> session.piece(Words.text(message, "id"), (int) (long) message.integer("n").orElseThrow(),
                    (int) (long) message.integer("ms").orElseThrow());
            case "peers" -> session.meet(Words.addresses(message, "peers"));
            case "nodes" -> session.addNodes(Words.addresses(message, "nodes"));
            case "look" -> session.look(Words.text(message, "id"));
            default -> throw new IOException("a message that the engine does not know: " + Words.text(message, "t"));
        }
    }
}

package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.wire.WireMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A listener, what it keeps and those who connect to it; all closed after each test. */
abstract class ListenerScene {
    static final ListenUrl TCP = ListenUrl.parse("tcp://127.0.0.1:0");

    final KeptFrames kept = new KeptFrames();
    final Script script = new Script();
    private final List<Wire> wires = new ArrayList<>();
    private Listener listener = Listener.open(ListenConfig.of("arena", TCP), kept);

    final Listener listener() {
        return listener;
    }

    @AfterEach
    final void close() throws IOException {
        for (Wire wire : wires) {
            wire.close();
        }
        listener.close();
    }

    /** Listens otherwise than before. */
    final void listen(ListenConfig config) {
        listener.close();
        listener = Listener.open(config, kept);
    }

    final Wire connect() throws IOException {
        Wire wire = Wire.connect(listener.urls().getFirst());
        wires.add(wire);
        return wire;
    }

    final Wire welcomed(long session, String source) throws IOException {
        Wire wire = connect();
        wire.say(Script.open(session, "", true), script.hello(source));
        assertThat(wire.hear()).isInstanceOf(WireMessage.Welcome.class);
        return wire;
    }

    static void assertRefused(Wire wire, String reason) throws IOException {
        WireMessage heard = wire.hear();
        while (heard instanceof WireMessage.Received || heard instanceof WireMessage.Welcome) {
            heard = wire.hear();
        }
        assertThat(heard).isInstanceOfSatisfying(WireMessage.Refused.class,
                refused -> assertThat(refused.reason()).contains(reason));
        assertThat(wire.isClosed()).isTrue();
    }
}

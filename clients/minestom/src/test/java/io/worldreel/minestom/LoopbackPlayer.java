package io.worldreel.minestom;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import net.minestom.server.MinecraftServer;
import net.minestom.server.network.ConnectionState;
import net.minestom.server.network.NetworkBuffer;
import net.minestom.server.network.packet.PacketReading;
import net.minestom.server.network.packet.PacketWriting;
import net.minestom.server.network.packet.client.ClientPacket;
import net.minestom.server.network.packet.client.common.ClientKeepAlivePacket;
import net.minestom.server.network.packet.client.configuration.ClientFinishConfigurationPacket;
import net.minestom.server.network.packet.client.configuration.ClientSelectKnownPacksPacket;
import net.minestom.server.network.packet.client.handshake.ClientHandshakePacket;
import net.minestom.server.network.packet.client.login.ClientLoginAcknowledgedPacket;
import net.minestom.server.network.packet.client.login.ClientLoginStartPacket;
import net.minestom.server.network.packet.client.play.ClientPlayerLoadedPacket;
import net.minestom.server.network.packet.client.play.ClientTeleportConfirmPacket;
import net.minestom.server.network.packet.server.ServerPacket;
import net.minestom.server.network.packet.server.common.KeepAlivePacket;
import net.minestom.server.network.packet.server.configuration.FinishConfigurationPacket;
import net.minestom.server.network.packet.server.configuration.SelectKnownPacksPacket;
import net.minestom.server.network.packet.server.login.LoginSuccessPacket;
import net.minestom.server.network.packet.server.login.SetCompressionPacket;
import net.minestom.server.network.packet.server.play.PlayerPositionAndLookPacket;

/** A player at the other end of a socket, who speaks the game's protocol as far as it takes to play. */
final class LoopbackPlayer implements Closeable {
    private static final int UNCOMPRESSED = -1;

    private final SocketChannel channel;
    private final CountDownLatch playing = new CountDownLatch(1);
    private ConnectionState listening = ConnectionState.LOGIN;
    private ConnectionState speaking = ConnectionState.HANDSHAKE;
    private int threshold = UNCOMPRESSED;

    LoopbackPlayer(InetSocketAddress server, String name) throws IOException {
        channel = SocketChannel.open(server);
        say(new ClientHandshakePacket(MinecraftServer.PROTOCOL_VERSION, "localhost", server.getPort(),
                ClientHandshakePacket.Intent.LOGIN));
        speaking = ConnectionState.LOGIN;
        say(new ClientLoginStartPacket(name, new UUID(0, 0)));
        Thread.ofVirtual().start(this::listen);
    }

    synchronized void say(ClientPacket packet) throws IOException {
        NetworkBuffer out = NetworkBuffer.resizableBuffer(MinecraftServer.process());
        PacketWriting.writeFramedPacket(out, speaking, packet, threshold);
        while (!out.writeChannel(channel)) {
            Thread.onSpinWait();
        }
    }

    void awaitPlaying() throws InterruptedException {
        if (!playing.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the server does not let the player play");
        }
    }

    private void listen() {
        NetworkBuffer in = NetworkBuffer.resizableBuffer(1 << 20, MinecraftServer.process());
        try {
            while (true) {
                in.readChannel(channel);
                while (readOne(in)) {
                    // All that has come.
                }
                in.compact();
            }
        } catch (EOFException | ClosedChannelException over) {
            // One of the two has hung up.
        } catch (IOException | DataFormatException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private boolean readOne(NetworkBuffer in) throws IOException, DataFormatException {
        switch (PacketReading.readServer(in, listening, threshold >= 0)) {
            case PacketReading.Result.Success<ServerPacket> success -> {
                for (PacketReading.ParsedPacket<ServerPacket> parsed : success.packets()) {
                    hear(parsed.packet());
                }
                return true;
            }
            case PacketReading.Result.Empty<ServerPacket> nothing -> {
                return false;
            }
            case PacketReading.Result.Failure<ServerPacket> more -> {
                // Either there is no room for the packet, or the rest of it has not come.
                in.resize(Math.max(in.capacity(), more.requiredCapacity()));
                return false;
            }
        }
    }

    private synchronized void hear(ServerPacket packet) throws IOException {
        switch (packet) {
            case SetCompressionPacket compression -> threshold = compression.threshold();
            case LoginSuccessPacket success -> {
                say(new ClientLoginAcknowledgedPacket());
                listening = ConnectionState.CONFIGURATION;
                speaking = ConnectionState.CONFIGURATION;
            }
            case SelectKnownPacksPacket packs -> say(new ClientSelectKnownPacksPacket(packs.entries()));
            case FinishConfigurationPacket finish -> {
                say(new ClientFinishConfigurationPacket());
                listening = ConnectionState.PLAY;
                speaking = ConnectionState.PLAY;
            }
            case KeepAlivePacket alive -> say(new ClientKeepAlivePacket(alive.id()));
            case PlayerPositionAndLookPacket placed -> {
                say(new ClientTeleportConfirmPacket(placed.teleportId()));
                say(new ClientPlayerLoadedPacket());
                playing.countDown();
            }
            default -> {
                // Whatever else a game would show.
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

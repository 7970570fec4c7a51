package io.worldreel.minestom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.Value;
import io.worldreel.format.WorldState;
import io.worldreel.format.WorldState.EntityState;
import io.worldreel.format.segment.TimedEvent;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.replayer.EventQuery;
import io.worldreel.replayer.Moment;
import io.worldreel.replayer.Replay;
import io.worldreel.replayer.TrackSample;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import net.minestom.server.MinecraftServer;
import net.minestom.server.coordinate.BlockVec;
import net.minestom.server.coordinate.Pos;
import net.minestom.server.entity.EntityCreature;
import net.minestom.server.entity.EntityType;
import net.minestom.server.entity.GameMode;
import net.minestom.server.entity.Player;
import net.minestom.server.entity.PlayerHand;
import net.minestom.server.event.player.AsyncPlayerConfigurationEvent;
import net.minestom.server.event.player.PlayerChatEvent;
import net.minestom.server.instance.InstanceContainer;
import net.minestom.server.instance.block.Block;
import net.minestom.server.instance.block.BlockFace;
import net.minestom.server.network.packet.client.play.ClientAnimationPacket;
import net.minestom.server.network.packet.client.play.ClientChatMessagePacket;
import net.minestom.server.network.packet.client.play.ClientInputPacket;
import net.minestom.server.network.packet.client.play.ClientPlayerActionPacket;
import net.minestom.server.network.packet.client.play.ClientPlayerPositionPacket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server on the loopback, a player who comes over a socket, and what is found of both in the archive. */
class MinestomRecordingTest {
    private static InstanceContainer instance;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startServer() {
        System.setProperty("minestom.shutdown-on-signal", "false");
        MinecraftServer server = MinecraftServer.init();
        instance = MinecraftServer.getInstanceManager().createInstanceContainer();
        instance.setGenerator(unit -> unit.modifier().fillHeight(39, 40, Block.STONE));
        for (int x = -1; x <= 1; x++) {
            for (int z = -1; z <= 1; z++) {
                instance.loadChunk(x, z).join();
            }
        }
        MinecraftServer.getGlobalEventHandler().addListener(AsyncPlayerConfigurationEvent.class, event -> {
            event.setSpawningInstance(instance);
            event.getPlayer().setRespawnPoint(new Pos(0.5, 40, 0.5));
        }).addListener(PlayerChatEvent.class, event -> event.setCancelled(event.getRawMessage().contains("secret")));
        server.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterAll
    static void stopServer() {
        MinecraftServer.stopCleanly();
    }

    private static void until(String what, BooleanSupplier condition) throws InterruptedException {
        for (int look = 0; look < 6000; look++) {
            if (condition.getAsBoolean()) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("waited in vain until " + what);
    }

    private static Player online(String name) throws InterruptedException {
        until(name + " is in the world", () -> {
            Player player = MinecraftServer.getConnectionManager().getOnlinePlayerByUsername(name);
            return player != null && player.getInstance() != null;
        });
        return Objects.requireNonNull(MinecraftServer.getConnectionManager().getOnlinePlayerByUsername(name));
    }

    private Recorder recorder() {
        return Recorder.open(
                RecorderConfig.of(folder, "lobby").withSource("eu-1").withSender(MinestomRecording.SENDER));
    }

    private static Value value(EntityState entity, String component) {
        return entity.values().entrySet().stream().filter(entry -> entry.getKey().name().equals(component))
                .map(Map.Entry<Component, Value>::getValue).findFirst().orElseThrow();
    }

    @Test
    void creaturesPlayersActionsAndBlocksAreRecorded() throws Exception {
        EntityCreature pig = new EntityCreature(EntityType.PIG);
        String playerId;
        Pos last;
        try (Recorder recorder = recorder()) {
            MinestomRecording recording = MinestomRecording.start(recorder);
            try (recording) {
                pig.setInstance(instance, new Pos(5.5, 60, 5.5)).join();
                InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(),
                        MinecraftServer.getServer().getPort());
                try (LoopbackPlayer ada = new LoopbackPlayer(address, "Ada")) {
                    ada.awaitPlaying();
                    Player player = online("Ada");
                    playerId = "@" + player.getUuid();
                    player.setGameMode(GameMode.CREATIVE);
                    ada.say(new ClientPlayerPositionPacket(new Pos(1.5, 40, 0.5), true, false));
                    until("she has walked", () -> player.getPosition().x() == 1.5);
                    ada.say(new ClientAnimationPacket(PlayerHand.MAIN));
                    ada.say(new ClientInputPacket(true, false, false, false, true, false, false));
                    ada.say(new ClientPlayerActionPacket(ClientPlayerActionPacket.Status.STARTED_DIGGING,
                            new BlockVec(2, 39, 0), BlockFace.TOP, 1));
                    until("the block is broken", () -> instance.getBlock(2, 39, 0).key().equals(Block.AIR.key()));
                    ada.say(chat("hello \"world\""));
                    ada.say(chat("a secret"));
                    until("the pig has landed", pig::isOnGround);
                    instance.setBlock(3, 41, 3, Block.OAK_LOG.withProperty("axis", "x"));
                    long frames = recorder.health().frames();
                    until("two more ticks are recorded", () -> recorder.health().frames() > frames + 2);
                    last = pig.getPosition();
                }
                until("she is gone", () -> instance.getPlayers().isEmpty());
                long frames = recorder.health().frames();
                until("two more ticks are recorded", () -> recorder.health().frames() > frames + 2);
            }
        }
        try (Replay replay = Replay.open(folder)) {
            WorldState end = replay.at(Moment.END);
            assertThat(end.entities()).singleElement().satisfies(entity -> {
                assertThat(entity.entity()).isEqualTo(EntityId.of(pig.getEntityId()));
                assertThat(entity.kind()).isEqualTo("pig");
                assertThat(value(entity, "position").number(1)).isCloseTo(last.y(), within(1.0 / 8192));
                assertThat(value(entity, "instance").text()).isEqualTo(instance.getUuid().toString());
                assertThat(value(entity, "health").number(0)).isEqualTo(pig.getHealth());
            });
            List<TrackSample> fall = track(replay, EntityId.of(pig.getEntityId()));
            assertThat(fall).as("it falls twenty blocks, and then rests").hasSizeBetween(10, 200)
                    .isSortedAccordingTo((a, b) -> Double.compare(b.value().number(1), a.value().number(1)));
            assertThat(track(replay, EntityId.of(playerId))).extracting(sample -> sample.value().number(0))
                    .startsWith(0.5).endsWith(1.5);
            assertThat(events(replay, "input", EntityId.of(playerId))).containsSubsequence(
                    "{\"action\":\"swing\",\"hand\":\"main\"}",
                    "{\"action\":\"keys\",\"pressed\":[\"forward\",\"jump\"],\"released\":[]}",
                    "{\"action\":\"break\",\"x\":2,\"y\":39,\"z\":0,\"block\":\"minecraft:stone\"}");
            assertThat(events(replay, "chat", EntityId.of(playerId))).containsExactly("hello \"world\"");
            String where = ",\"instance\":\"" + instance.getUuid() + "\"}";
            assertThat(replay.events(EventQuery.ALL.withKind("block"))).extracting(event -> event.event().data().text())
                    .containsSubsequence("{\"x\":2,\"y\":39,\"z\":0,\"block\":\"minecraft:air\"" + where,
                            "{\"x\":3,\"y\":41,\"z\":3,\"block\":\"minecraft:oak_log[axis=x]\"" + where);
            assertThat(replay.info().ticks().missing()).isZero();
        }
        pig.remove();
    }

    @Test
    void aRestartGoesOnBehindTheLastTick() throws Exception {
        EntityCreature cow = new EntityCreature(EntityType.COW);
        cow.setInstance(instance, new Pos(8.5, 40, 8.5)).join();
        long lastTick = Long.MIN_VALUE;
        for (int run = 0; run < 2; run++) {
            try (Recorder recorder = recorder()) {
                assertThat(recorder.lastTick()).isEqualTo(lastTick);
                MinestomRecording recording = MinestomRecording.start(recorder);
                try (recording) {
                    until("ten ticks are recorded", () -> recorder.health().frames() >= 10);
                }
                lastTick = recorder.lastTick();
            }
        }
        try (Replay replay = Replay.open(folder)) {
            assertThat(replay.chunks()).hasSize(2);
            assertThat(replay.chunks().getFirst().firstTick()).isZero();
            assertThat(replay.chunks().getLast().firstTick())
                    .isEqualTo(replay.chunks().getFirst().lastTick() + 1);
            assertThat(replay.at(Moment.END).entities()).extracting(EntityState::kind).containsExactly("cow");
        }
        cow.remove();
    }

    private static ClientChatMessagePacket chat(String text) {
        return new ClientChatMessagePacket(text, System.currentTimeMillis(), 0, null, 0, new java.util.BitSet(),
                (byte) 0);
    }

    private static List<TrackSample> track(Replay replay, EntityId entity) {
        return StreamSupport.stream(replay.track(entity, "position", Moment.START, Moment.END).spliterator(), false)
                .toList();
    }

    private static List<String> events(Replay replay, String kind, EntityId entity) {
        return StreamSupport
                .stream(replay.events(EventQuery.ALL.withKind(kind).withEntity(entity)).spliterator(), false)
                .map(TimedEvent::event).map(event -> event.data().text()).toList();
    }
}

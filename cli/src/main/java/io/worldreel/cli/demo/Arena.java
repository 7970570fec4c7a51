package io.worldreel.cli.demo;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import net.minestom.server.MinecraftServer;
import net.minestom.server.ServerFlag;
import net.minestom.server.coordinate.Pos;
import net.minestom.server.entity.EntityType;
import net.minestom.server.event.server.ServerTickMonitorEvent;
import net.minestom.server.instance.InstanceContainer;
import net.minestom.server.instance.block.Block;
import net.minestom.server.instance.generator.GenerationUnit;

/**
 * A Minestom server in this process, with creatures that leap about a walled field full of pillars: gravity and collisions are
 * the server's own. It listens on a free port of the loopback address, since a server must listen somewhere. One at a time in a
 * JVM.
 */
public final class Arena implements AutoCloseable {
    public static final int TICKS_PER_SECOND = ServerFlag.SERVER_TICKS_PER_SECOND;

    private static final int FLOOR = 40;
    private static final int WALL_TOP = 64;
    private static final int HALF_CHUNKS = 2;
    private static final int HALF_SIZE = 16 * HALF_CHUNKS;
    private static final int PILLAR_DISTANCE = 8;
    private static final int PILLAR_TOP = FLOOR + 3;
    private static final List<EntityType> KINDS = List.of(EntityType.COW, EntityType.PIG, EntityType.SHEEP,
            EntityType.CHICKEN, EntityType.RABBIT);

    private final List<Creature> creatures;

    private Arena(List<Creature> creatures) {
        this.creatures = List.copyOf(creatures);
    }

    /** Starts the server; its ticks begin before this returns. */
    public static Arena start(int creatures, long seed) {
        System.setProperty("minestom.shutdown-on-signal", "false"); // signals are the command's business
        MinecraftServer server = MinecraftServer.init();
        InstanceContainer instance = MinecraftServer.getInstanceManager().createInstanceContainer();
        instance.setGenerator(Arena::build);
        List<CompletableFuture<?>> loading = new ArrayList<>();
        for (int x = -HALF_CHUNKS; x < HALF_CHUNKS; x++) {
            for (int z = -HALF_CHUNKS; z < HALF_CHUNKS; z++) {
                loading.add(instance.loadChunk(x, z));
            }
        }
        Random random = new Random(seed);
        List<Creature> placed = new ArrayList<>();
        for (int i = 0; i < creatures; i++) {
            Creature creature = new Creature(KINDS.get(i % KINDS.size()), new Random(random.nextLong()));
            placed.add(creature);
            loading.add(creature.setInstance(instance, somewhere(random)));
        }
        server.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        CompletableFuture.allOf(loading.toArray(CompletableFuture[]::new)).join();
        return new Arena(placed);
    }

    /** In the air, and not within a pillar. */
    private static Pos somewhere(Random random) {
        return new Pos(random.nextInt(-HALF_SIZE + 3, HALF_SIZE - 3) + 0.5,
                random.nextInt(PILLAR_TOP + 1, WALL_TOP - 8),
                random.nextInt(-HALF_SIZE + 3, HALF_SIZE - 3) + 0.5);
    }

    private static void build(GenerationUnit unit) {
        unit.modifier().fillHeight(FLOOR - 1, FLOOR, Block.STONE);
        int fromX = unit.absoluteStart().blockX();
        int fromZ = unit.absoluteStart().blockZ();
        for (int x = fromX; x < unit.absoluteEnd().blockX(); x++) {
            for (int z = fromZ; z < unit.absoluteEnd().blockZ(); z++) {
                int top = top(x, z);
                for (int y = FLOOR; y < top; y++) {
                    unit.modifier().setBlock(x, y, z, Block.STONE_BRICKS);
                }
            }
        }
    }

    private static int top(int x, int z) {
        boolean wall = x == -HALF_SIZE || x == HALF_SIZE - 1 || z == -HALF_SIZE || z == HALF_SIZE - 1;
        boolean pillar = x % PILLAR_DISTANCE == 0 && z % PILLAR_DISTANCE == 0;
        return wall ? WALL_TOP : pillar ? PILLAR_TOP : FLOOR;
    }

    /** In the order of their ids. */
    List<Creature> creatures() {
        return creatures;
    }

    /** Runs {@code listener} at the end of every tick from now on, on the thread that runs the ticks. */
    void afterEachTick(Runnable listener) {
        MinecraftServer.getGlobalEventHandler().addListener(ServerTickMonitorEvent.class, tick -> listener.run());
    }

    @Override
    public void close() {
        MinecraftServer.stopCleanly();
    }
}

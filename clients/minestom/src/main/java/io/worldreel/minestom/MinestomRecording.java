package io.worldreel.minestom;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Event;
import io.worldreel.format.Role;
import io.worldreel.recorder.ComponentHandle;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecordingFrame;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import net.minestom.server.MinecraftServer;
import net.minestom.server.coordinate.Pos;
import net.minestom.server.coordinate.Vec;
import net.minestom.server.entity.Entity;
import net.minestom.server.entity.LivingEntity;
import net.minestom.server.entity.Player;
import net.minestom.server.event.EventNode;
import net.minestom.server.event.server.ServerTickMonitorEvent;
import net.minestom.server.instance.Instance;
import org.jspecify.annotations.Nullable;

/**
 * Records the Minestom server of this process: each of its ticks is a frame.
 *
 * <pre>
 *     MinecraftServer server = MinecraftServer.init();
 *     Recorder recorder = Recorder.open(RecorderConfig.of(folder, "lobby").withSource("eu-1"));
 *     MinestomRecording recording = MinestomRecording.start(recorder);
 *     ...
 *     recording.close();
 *     recorder.close();
 * </pre>
 *
 * <p>Of every entity in every instance: {@code position} (blocks, to 1/4096), {@code view} (yaw and pitch, degrees), {@code velocity}
 * (blocks a second), {@code on_ground}, {@code pose}, {@code instance}, {@code health} of the living, {@code name} of players; each
 * when it changes. Entities are called by the server's numbers, players by {@code @} and their UUID, so that they are the same on
 * every server of the world. Events: {@code input} for what players do, {@code block} for every change of a block, {@code chat},
 * {@code attack}, {@code damage}, {@code death}. Blocks that do not change are not recorded.
 */
public final class MinestomRecording implements AutoCloseable {
    /** What recorder configurations may name as their sender. */
    public static final String SENDER = "minestom/" + MinecraftServer.VERSION_NAME + " worldreel-minestom/0.1";
    /** As fine as the game's own protocol. */
    private static final double POSITION_STEP = 1.0 / 4096;
    private static final int AFTER_ALL_OTHERS = 1_000_000;

    private final Recorder recorder;
    private final Clock clock;
    private final EventNode<net.minestom.server.event.Event> node = EventNode.all("worldreel")
            .setPriority(AFTER_ALL_OTHERS);
    private final Happenings happenings = new Happenings();
    private final Map<Integer, Seen> seen = new HashMap<>();
    private final ComponentHandle position;
    private final ComponentHandle view;
    private final ComponentHandle velocity;
    private final ComponentHandle onGround;
    private final ComponentHandle health;
    private final ComponentHandle pose;
    private final ComponentHandle instanceId;
    private final ComponentHandle name;
    private long nextTick;
    private long dropped;
    private boolean closed;

    /** What was said of an entity. Null and NaN: nothing yet. */
    private static final class Seen {
        final long ref;
        boolean alive;
        long tick;
        @Nullable
        Pos pos;
        @Nullable
        Vec velocity;
        @Nullable
        Boolean onGround;
        float health = Float.NaN;
        @Nullable
        Enum<?> pose;
        @Nullable
        Instance instance;

        Seen(long ref) {
            this.ref = ref;
        }

        void forget() {
            alive = false;
            pos = null;
            velocity = null;
            onGround = null;
            health = Float.NaN;
            pose = null;
            instance = null;
        }
    }

    private MinestomRecording(Recorder recorder, Clock clock) {
        this.recorder = recorder;
        this.clock = clock;
        position = recorder.component(Component.of("position", ComponentType.VEC3F64, Role.POSITION).withUnit("blocks")
                .withLossyStep(POSITION_STEP));
        view = recorder.component(Component.of("view", ComponentType.VEC2F32).withUnit("degrees"));
        velocity = recorder.component(
                Component.of("velocity", ComponentType.VEC3F32, Role.VELOCITY).withUnit("blocks/s"));
        onGround = recorder.component("on_ground", ComponentType.BOOL, Role.NONE);
        health = recorder.component("health", ComponentType.F32, Role.HEALTH);
        pose = recorder.component("pose", ComponentType.UTF8, Role.NONE);
        instanceId = recorder.component("instance", ComponentType.UTF8, Role.NONE);
        name = recorder.component("name", ComponentType.UTF8, Role.LABEL);
        nextTick = Math.max(0, recorder.lastTick() + 1);
        dropped = recorder.health().dropped();
    }

    /**
     * Starts to record at the next tick.
     *
     * @param recorder belongs to the server's ticks until this is closed
     */
    public static MinestomRecording start(Recorder recorder) {
        return start(recorder, Clock.systemUTC());
    }

    /** As {@link #start(Recorder)}, with the clock that gives frames their times. */
    public static MinestomRecording start(Recorder recorder, Clock clock) {
        MinestomRecording recording = new MinestomRecording(recorder, clock);
        recording.happenings.hear(recording.node);
        recording.node.addListener(ServerTickMonitorEvent.class, tick -> recording.tick());
        MinecraftServer.getGlobalEventHandler().addChild(recording.node);
        return recording;
    }

    /** The thread that runs the ticks. */
    private synchronized void tick() {
        if (closed) {
            return;
        }
        boolean recorded = false;
        try {
            record();
            recorded = true;
        } finally {
            if (!recorded) {
                end(); // the server's own handler tells of the exception: once, and not in every tick
            }
        }
        long nowDropped = recorder.health().dropped();
        if (nowDropped != dropped) {
            // Later frames must not rely on what the dropped one said.
            dropped = nowDropped;
            seen.values().forEach(Seen::forget);
        } else {
            seen.values().removeIf(entity -> entity.tick < nextTick);
        }
        nextTick++;
    }

    private void record() {
        Instant now = clock.instant();
        try (RecordingFrame frame = recorder.frame(nextTick, now.getEpochSecond() * 1_000_000_000 + now.getNano())) {
            for (Instance instance : MinecraftServer.getInstanceManager().getInstances()) {
                for (Entity entity : instance.getEntities()) {
                    put(frame, entity, instance);
                }
            }
            for (Happening happening = happenings.next(); happening != null; happening = happenings.next()) {
                say(frame, happening);
            }
            long lost = happenings.lost();
            if (lost > 0) {
                frame.event("worldreel.lost", Event.Encoding.JSON, "{\"events\":" + lost + '}');
            }
            for (Iterator<Seen> gone = seen.values().iterator(); gone.hasNext();) {
                Seen entity = gone.next();
                if (entity.tick < nextTick) {
                    frame.despawn(entity.ref);
                }
            }
        }
    }

    private long ref(Entity entity) {
        return entity instanceof Player ? recorder.entity(id(entity)) : entity.getEntityId();
    }

    private static String id(Entity entity) {
        return entity instanceof Player ? "@" + entity.getUuid() : Integer.toString(entity.getEntityId());
    }

    private void put(RecordingFrame frame, Entity entity, Instance instance) {
        Seen said = seen.computeIfAbsent(entity.getEntityId(), unknown -> new Seen(ref(entity)));
        said.tick = nextTick;
        if (!said.alive) {
            frame.spawn(said.ref, entity.getEntityType().key().value());
            said.alive = true;
            if (entity instanceof Player player) {
                frame.put(said.ref, name, player.getUsername());
            }
        }
        putPlace(frame, said, entity);
        if (entity.getPose() != said.pose) {
            said.pose = entity.getPose();
            frame.put(said.ref, pose, entity.getPose().name().toLowerCase(Locale.ROOT));
        }
        if (!instance.equals(said.instance)) {
            said.instance = instance;
            frame.put(said.ref, instanceId, instance.getUuid().toString());
        }
        if (entity instanceof LivingEntity living && living.getHealth() != said.health) {
            said.health = living.getHealth();
            frame.put(said.ref, health, said.health);
        }
    }

    private void putPlace(RecordingFrame frame, Seen said, Entity entity) {
        Pos at = entity.getPosition();
        Pos before = said.pos;
        if (before == null || !before.samePoint(at)) {
            frame.put(said.ref, position, at.x(), at.y(), at.z());
        }
        if (before == null || !before.sameView(at)) {
            frame.put(said.ref, view, at.yaw(), at.pitch());
        }
        said.pos = at;
        Vec moves = entity.getVelocity();
        if (!moves.equals(said.velocity)) {
            said.velocity = moves;
            frame.put(said.ref, velocity, (float) moves.x(), (float) moves.y(), (float) moves.z());
        }
        Boolean stands = said.onGround;
        if (stands == null || stands != entity.isOnGround()) {
            said.onGround = entity.isOnGround();
            frame.put(said.ref, onGround, entity.isOnGround());
        }
    }

    private void say(RecordingFrame frame, Happening happening) {
        String data = happening.data();
        if (happening.encoding() == Event.Encoding.JSON) {
            data += happening.target().map(target -> (data(happening) ? "," : "") + "\"target\":" + json(target))
                    .orElse("") + '}';
        }
        if (happening.entity().isPresent()) {
            frame.event(happening.kind(), ref(happening.entity().get()), happening.encoding(), data);
        } else {
            frame.event(happening.kind(), happening.encoding(), data);
        }
    }

    private static boolean data(Happening happening) {
        return happening.data().length() > 1;
    }

    private static String json(Entity entity) {
        return entity instanceof Player ? '"' + id(entity) + '"' : id(entity);
    }

    private void end() {
        closed = true;
        MinecraftServer.getGlobalEventHandler().removeChild(node);
    }

    /** Stops recording; the frame of a tick under way is finished first. Afterwards the recorder is the caller's again. */
    @Override
    public synchronized void close() {
        if (!closed) {
            end();
        }
    }
}

package io.worldreel.format.window;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Frame;
import io.worldreel.format.Role;
import io.worldreel.format.Value;
import io.worldreel.format.WorldState;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.MessageDecoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * A seeded session of frames over every component type, together with what a reader must answer: the frames themselves, and the
 * state after each by a map of last values.
 */
final class RandomSession {
    static final Map<Integer, Component> COMPONENTS = components();

    private final Random random;
    private final FrameEncoder encoder = new FrameEncoder();
    private final MessageDecoder decoder = new MessageDecoder();
    private final Map<EntityId, Long> references = new HashMap<>();
    private final List<EntityId> cast = new ArrayList<>();
    private final Map<Integer, RandomValues> values = new TreeMap<>();
    private final double density;
    private final boolean shuffles;

    private final TreeMap<EntityId, Alive> alive = new TreeMap<>();
    private long tick;
    private long time;

    /** What the last frame said and what is true after it. */
    Frame frame;
    FrameMessage message;
    WorldState state;

    private record Alive(String kind, TreeMap<Integer, Value> values) {}

    RandomSession(long seed) {
        random = new Random(seed);
        density = List.of(1.0, 0.9, 0.3, 0.02).get(random.nextInt(4));
        shuffles = random.nextInt(4) == 0;
        tick = random.nextInt(3) == 0 ? Long.MIN_VALUE : random.nextInt(1000);
        time = random.nextLong();
        int entities = 1 + random.nextInt(random.nextInt(5) == 0 ? 150 : 12);
        boolean wild = random.nextInt(4) == 0;
        for (int i = 0; i < entities; i++) {
            boolean named = random.nextInt(3) == 0;
            EntityId entity = named ? EntityId.of("e" + i) : EntityId.of(wild ? random.nextLong() : i);
            cast.add(entity);
            references.put(entity, named ? 1000L + i : ((EntityId.Numbered) entity).number());
        }
        COMPONENTS.forEach((number, component) -> {
            encoder.declare(number, component);
            values.put(number, new RandomValues(random, component));
        });
        frame = new Frame(tick, time, List.of(), List.of(), List.of(), List.of());
        state = new WorldState(tick, time, List.of());
        message = encode(new ArrayList<>(), new LinkedHashMap<>(), List.of(), List.of());
    }

    private static Map<Integer, Component> components() {
        Map<Integer, Component> components = new TreeMap<>();
        for (ComponentType type : ComponentType.values()) {
            Component component = Component.of("c_" + type.label(), type,
                    type == ComponentType.VEC3F32 ? Role.POSITION : Role.NONE);
            components.put(3 * type.code(), component);
            if (type.isFloating()) {
                components.put(3 * type.code() + 1, new Component("stepped_" + type.label(), type, Role.NONE, "m",
                        type.columnBytes() == 4 ? 0.125 : 0.3, false));
            }
        }
        return components;
    }

    private static Component component(int number) {
        return Objects.requireNonNull(COMPONENTS.get(number));
    }

    /** Tells a builder what it must know. */
    void introduceTo(WindowBuilder builder) {
        COMPONENTS.forEach(builder::declare);
        references.forEach((entity, reference) -> {
            if (entity instanceof EntityId.Named(String name)) {
                builder.name(reference, name);
            }
        });
    }

    void next() {
        tick += random.nextInt(20) == 0 ? 1 + random.nextInt(1 << 30) : 1;
        time += random.nextInt(10) == 0 ? random.nextLong() >> 20 : 16_666_667 + 1000 * random.nextInt(50);
        List<EntityId> order = new ArrayList<>(cast);
        if (shuffles && random.nextInt(3) > 0) {
            Collections.shuffle(order, random);
        }
        List<Frame.Spawn> spawns = new ArrayList<>();
        List<EntityId> despawns = new ArrayList<>();
        Map<EntityId, Map<Integer, Value>> samples = new LinkedHashMap<>();
        for (EntityId entity : order) {
            if (random.nextInt(40) == 0) {
                spawns.add(new Frame.Spawn(entity, random.nextInt(4) == 0 ? "" : "kind" + random.nextInt(3)));
            }
            if (random.nextInt(60) == 0) {
                despawns.add(entity);
            }
            if (random.nextDouble() < density) {
                samples.put(entity, sample(entity));
            }
        }
        message = encode(order, samples, spawns, despawns);
        frame = new Frame(tick, time, samplesOf(samples), spawns, despawns, List.of());
        apply(samples, spawns, despawns);
    }

    private Map<Integer, Value> sample(EntityId entity) {
        Map<Integer, Value> sample = new TreeMap<>();
        values.forEach((number, next) -> {
            if (random.nextDouble() < density) {
                sample.put(number, next.next(entity));
            }
        });
        return sample;
    }

    private static List<Frame.Sample> samplesOf(Map<EntityId, Map<Integer, Value>> samples) {
        List<Frame.Sample> list = new ArrayList<>();
        samples.forEach((entity, sample) -> sample
                .forEach((number, value) -> list.add(new Frame.Sample(entity, component(number), value))));
        return list;
    }

    private void apply(Map<EntityId, Map<Integer, Value>> samples, List<Frame.Spawn> spawns,
            List<EntityId> despawns) {
        for (Frame.Spawn spawn : spawns) {
            Alive before = alive.get(spawn.entity());
            alive.put(spawn.entity(), new Alive(spawn.kind(), before == null ? new TreeMap<>() : before.values()));
        }
        samples.forEach((entity, sample) -> {
            if (!sample.isEmpty()) {
                alive.computeIfAbsent(entity, unborn -> new Alive("", new TreeMap<>())).values().putAll(sample);
            }
        });
        despawns.forEach(alive::remove);
        List<WorldState.EntityState> entities = new ArrayList<>();
        alive.forEach((entity, life) -> {
            LinkedHashMap<Component, Value> copy = new LinkedHashMap<>();
            life.values().forEach((number, value) -> copy.put(component(number), value));
            entities.add(new WorldState.EntityState(entity, life.kind(), copy));
        });
        state = new WorldState(tick, time, entities);
    }

    private FrameMessage encode(List<EntityId> order, Map<EntityId, Map<Integer, Value>> samples,
            List<Frame.Spawn> spawns, List<EntityId> despawns) {
        encoder.begin(tick, time);
        order.forEach(this::row);
        spawns.forEach(spawn -> encoder.spawn(row(spawn.entity()), spawn.kind()));
        despawns.forEach(entity -> encoder.despawn(row(entity)));
        samples.forEach((entity, sample) -> sample.forEach((number, value) -> put(row(entity), number, value)));
        return (FrameMessage) decoder.decode(encoder.finish());
    }

    private int row(EntityId entity) {
        return encoder.row(references.getOrDefault(entity, 0L), entity instanceof EntityId.Named);
    }

    private void put(int row, int number, Value value) {
        ComponentType type = value.type();
        if (type.isVariable()) {
            byte[] bytes = value.bytes();
            encoder.put(row, number, bytes, 0, bytes.length);
            return;
        }
        if (!type.isFloating()) {
            encoder.put(row, number, value.bits(0));
            return;
        }
        boolean wide = type.columnBytes() == 8;
        float[] f = new float[4];
        double[] d = new double[4];
        for (int c = 0; c < type.columns(); c++) {
            if (wide) {
                d[c] = Double.longBitsToDouble(value.bits(c));
            } else {
                f[c] = Float.intBitsToFloat((int) value.bits(c));
            }
        }
        switch (type.columns()) {
            case 1 -> {
                if (wide) {
                    encoder.put(row, number, d[0]);
                } else {
                    encoder.put(row, number, f[0]);
                }
            }
            case 2 -> {
                if (wide) {
                    encoder.put(row, number, d[0], d[1]);
                } else {
                    encoder.put(row, number, f[0], f[1]);
                }
            }
            case 3 -> {
                if (wide) {
                    encoder.put(row, number, d[0], d[1], d[2]);
                } else {
                    encoder.put(row, number, f[0], f[1], f[2]);
                }
            }
            default -> {
                if (wide) {
                    encoder.put(row, number, d[0], d[1], d[2], d[3]);
                } else {
                    encoder.put(row, number, f[0], f[1], f[2], f[3]);
                }
            }
        }
    }
}

package io.worldreel.recorder.listen;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Event;
import io.worldreel.format.Role;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageEncoder;
import io.worldreel.format.variant.GodotVersion;
import io.worldreel.format.variant.Variant;
import io.worldreel.format.variant.VariantEncoder;
import io.worldreel.format.variant.VariantType;
import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The messages of clients/vectors.txt, in hexadecimal digits, by name: as the file has them, and as the encoders make them. */
final class ClientVectors {
    private static final Path FILE = Path.of("..", "clients", "vectors.txt");
    private static final List<ComponentType> TYPES = List.of(ComponentType.VEC2F32, ComponentType.BOOL,
            ComponentType.I32, ComponentType.I64, ComponentType.F32, ComponentType.F64, ComponentType.VEC3F32,
            ComponentType.VEC4F32, ComponentType.QUAT, ComponentType.UTF8, ComponentType.BYTES, ComponentType.VARIANT);

    private ClientVectors() {}

    static Map<String, String> read() throws IOException {
        Map<String, String> vectors = new LinkedHashMap<>();
        for (String line : Files.readAllLines(FILE)) {
            String[] words = line.split(" ", 2);
            if (!line.startsWith("#") && words.length == 2) {
                vectors.put(words[0], words[1]);
            }
        }
        return vectors;
    }

    static Map<String, String> encoded() {
        FrameEncoder frames = new FrameEncoder();
        for (int i = 0; i < TYPES.size(); i++) {
            frames.declare(i, Component.of("c" + i, TYPES.get(i)));
        }
        MessageEncoder messages = new MessageEncoder();
        Component position = Component.of("position", ComponentType.VEC3F32, Role.POSITION).withUnit("m")
                .withLossyStep(0.001);
        Map<String, String> encoded = new LinkedHashMap<>();
        encoded.put("open", HexFormat.of()
                .formatHex(WireCodec.encode(new WireMessage.Open(0, 1, 0x1122334455667788L, "abc", true, true))));
        encoded.put("hello", unchecked(messages.hello(new Message.Hello(0, 1, "arena", "godot", "test"))));
        encoded.put("component", unchecked(messages.declaration(new Message.Declaration(7, position))));
        encoded.put("entity-name", unchecked(messages.entityName(new Message.EntityName(-3, "Bäll"))));
        encoded.put("frame-one", one(frames));
        frames.begin(601, -1);
        encoded.put("frame-empty", unchecked(frames.finish()));
        encoded.put("frame-all-types-godot3", allTypes(frames, GodotVersion.GODOT_3));
        encoded.put("frame-all-types-godot4", allTypes(frames, GodotVersion.GODOT_4));
        encoded.put("frame-many", many(frames));
        encoded.put("end", unchecked(messages.end()));
        return encoded;
    }

    private static String one(FrameEncoder frames) {
        frames.begin(600, 1_500_000_000_000_000_000L);
        frames.put(frames.row(7, true), 0, 1.5f, -2f);
        return unchecked(frames.finish());
    }

    private static String allTypes(FrameEncoder frames, GodotVersion godot) {
        frames.begin(602, 0);
        int ball = frames.row(0, true);
        frames.spawn(ball, "ball");
        frames.put(ball, 1, 1);
        int car = frames.row(1, true);
        frames.put(car, 2, Integer.MIN_VALUE);
        int nine = frames.row(9, true);
        frames.put(nine, 3, Long.MAX_VALUE);
        frames.put(ball, 4, 1.5f);
        frames.put(ball, 5, 0.1);
        frames.put(car, 6, 1.5f, -2f, 3.25f);
        frames.put(car, 7, 1f, 0.5f, 0.25f, 0f);
        frames.put(ball, 8, 0f, 0f, 0.5f, 1f);
        frames.put(car, 9, "the last wins");
        frames.put(ball, 9, "");
        frames.put(ball, 10, new byte[]{ 0, 1, 2 }, 0, 3);
        byte[] variant = VariantEncoder.encode(Variant.Numbers.ofFloats(VariantType.VECTOR3, 1f, -2.5f, 3.75f), godot);
        frames.put(car, 11, variant, 0, variant.length);
        frames.event("goal", car, Event.Encoding.TEXT, "far corner");
        frames.event("whistle", -1, Event.Encoding.NONE, "");
        frames.despawn(nine);
        return unchecked(frames.finish());
    }

    private static String many(FrameEncoder frames) {
        frames.begin(603, 0);
        for (int i = 0; i < 20; i++) {
            frames.put(frames.row(i, true), 6, 1.5f, -2f, 3.25f);
        }
        for (int i = 19; i >= 0; i--) {
            frames.put(frames.row(i, true), 3, (long) i);
        }
        return unchecked(frames.finish());
    }

    /** The frames of Godot 3's own test, in the order in which it prints them. */
    static List<String> godot3Frames(Map<String, String> vectors) {
        List<String> frames = new ArrayList<>();
        for (String name : List.of("frame-one", "frame-empty", "frame-all-types-godot3", "frame-many")) {
            frames.add(vectors.getOrDefault(name, ""));
        }
        return frames;
    }

    /** The message without its checksum, which scripts leave to the recorder. */
    private static String unchecked(MemorySegment message) {
        return "00000000" + HexFormat.of().formatHex(message.toArray(ValueLayout.JAVA_BYTE)).substring(8);
    }
}

package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** clients/godot3, run by the engine itself. */
class Godot3ClientTest {
    private static final String ENGINE = "godot3-server";
    private static final Path PROJECT = Path.of("..", "clients", "godot3").toAbsolutePath().normalize();
    private static final int FRAMES = 300;

    @TempDir
    Path folder;

    @BeforeEach
    void engineIsThere() throws Exception {
        try {
            new ProcessBuilder(ENGINE, "--version").start().waitFor();
        } catch (IOException missing) {
            if (System.getenv("CI") != null) {
                throw new AssertionError(ENGINE + " is needed to test clients/godot3", missing);
            }
            Assumptions.abort(ENGINE + " is not installed");
        }
        try (Stream<Path> files = Files.walk(PROJECT)) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(PROJECT.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    /** What the game prints behind "result: ". */
    private List<String> play(Map<String, String> orders) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(ENGINE, "--path", folder.toString()).redirectErrorStream(true);
        builder.environment().putAll(orders);
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(said).doesNotContain("SCRIPT ERROR");
        return said.lines().filter(line -> line.startsWith("result: ")).map(line -> line.substring(8)).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = { "tcp", "ws", "udp" })
    void fiftyNodesAtSixtyHertzArrive(String carrier) throws Exception {
        KeptFrames kept = new KeptFrames();
        ListenUrl url = ListenUrl.parse(carrier + "://127.0.0.1:0");
        try (Listener listener = Listener.open(ListenConfig.of("arena", url).withToken("s3cret"), kept)) {
            List<String> results = play(Map.of("WORLDREEL_URL", listener.urls().getFirst().toString(),
                    "WORLDREEL_FRAMES", Integer.toString(FRAMES), "WORLDREEL_TOKEN", "s3cret"));
            assertThat(results).singleElement().asString().startsWith("frames=" + FRAMES + " dropped=0 done=True");
            System.out.println("godot3 over " + carrier + ": " + results.getFirst());
            Waiting.until("the session ends", () -> kept.closed.contains("godot3"));
            assertThat(kept.hellos.getFirst().sender()).startsWith("godot/3.").endsWith(" worldreel-godot3/0.1");
            assertThat(kept.dropped).isEmpty();
            List<KeptFrames.Kept> frames = kept.of("godot3");
            if (carrier.equals("udp")) {
                assertThat(kept.ticks("godot3")).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(FRAMES * 9 / 10);
            } else {
                assertThat(kept.ticks("godot3")).isEqualTo(LongStream.range(0, FRAMES).boxed().toList());
                assertThat(frames.getFirst().entities()).isEqualTo(50);
                assertThat(frames.stream().mapToLong(frame -> count(frame, "bounced")).sum()).isBetween(190L, 260L);
                assertThat(frames.stream().flatMap(frame -> frame.events().stream()).filter(e -> e.startsWith("input")))
                        .containsExactly("input {\"action\":\"jump\",\"pressed\":true,\"strength\":1}");
                assertThat(frames.getLast().entities()).isEqualTo(49);
            }
        }
    }

    private static long count(KeptFrames.Kept frame, String kind) {
        return frame.events().stream().filter(event -> event.startsWith(kind)).count();
    }

    @Test
    void messagesHaveTheBytesOfTheEncoders() throws Exception {
        List<String> printed = play(Map.of("WORLDREEL_VECTORS", "1"));
        assertThat(printed.subList(0, 4)).containsExactlyElementsOf(frames());
        List<byte[]> parts = printed.subList(4, printed.size() - 5).stream().map(HexFormat.of()::parseHex).toList();
        assertThat(parts).hasSizeGreaterThan(3).allMatch(part -> part.length <= 200);
        for (byte[] part : parts) {
            WireCodec.fillChecksum(MemorySegment.ofArray(part));
        }
        // In the whole frame the second component's values lie in the order in which they were put.
        assertThat(new FrameMerger().merge(parts, parts.size()).byteSize()).isPositive();
        assertThat(printed.subList(printed.size() - 5, printed.size())).containsExactlyElementsOf(others());
    }

    private static List<String> others() {
        MessageEncoder messages = new MessageEncoder();
        Component position = Component.of("position", ComponentType.VEC3F32, Role.POSITION).withUnit("m")
                .withLossyStep(0.001);
        return List.of(
                HexFormat.of().formatHex(
                        WireCodec.encode(new WireMessage.Open(0, 1, 0x1122334455667788L, "abc", true, true))),
                unchecked(messages.hello(new Message.Hello(0, 1, "arena", "godot", "test"))),
                unchecked(messages.declaration(new Message.Declaration(7, position))),
                unchecked(messages.entityName(new Message.EntityName(-3, "Bäll"))), unchecked(messages.end()));
    }

    /** What test/main.gd puts, put here. */
    private static List<String> frames() {
        ComponentType[] types = { ComponentType.VEC2F32, ComponentType.BOOL, ComponentType.I32, ComponentType.I64,
                ComponentType.F32, ComponentType.F64, ComponentType.VEC3F32, ComponentType.VEC4F32, ComponentType.QUAT,
                ComponentType.UTF8, ComponentType.BYTES, ComponentType.VARIANT };
        FrameEncoder frames = new FrameEncoder();
        for (int i = 0; i < types.length; i++) {
            frames.declare(i, Component.of("c" + i, types[i]));
        }
        List<String> encoded = new ArrayList<>();
        frames.begin(600, 1_500_000_000_000_000_000L);
        frames.put(frames.row(7, true), 0, 1.5f, -2f);
        encoded.add(unchecked(frames.finish()));

        frames.begin(601, -1);
        encoded.add(unchecked(frames.finish()));

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
        byte[] variant = VariantEncoder.encode(Variant.Numbers.ofFloats(VariantType.VECTOR3, 1f, -2.5f, 3.75f),
                GodotVersion.GODOT_3);
        frames.put(car, 11, variant, 0, variant.length);
        frames.event("goal", car, Event.Encoding.TEXT, "far corner");
        frames.event("whistle", -1, Event.Encoding.NONE, "");
        frames.despawn(nine);
        encoded.add(unchecked(frames.finish()));

        frames.begin(603, 0);
        for (int i = 0; i < 20; i++) {
            frames.put(frames.row(i, true), 6, 1.5f, -2f, 3.25f);
        }
        for (int i = 19; i >= 0; i--) {
            frames.put(frames.row(i, true), 3, (long) i);
        }
        encoded.add(unchecked(frames.finish()));
        return encoded;
    }

    /** The message without its checksum, which the addon leaves to the recorder. */
    private static String unchecked(MemorySegment message) {
        return "00000000" + HexFormat.of().formatHex(message.toArray(ValueLayout.JAVA_BYTE)).substring(8);
    }
}

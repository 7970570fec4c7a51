package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.wire.WireCodec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        return ended(start(orders));
    }

    private Process start(Map<String, String> orders) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(ENGINE, "--path", folder.toString()).redirectErrorStream(true);
        builder.environment().putAll(orders);
        builder.environment().put("HOME", folder.toString());
        return builder.start();
    }

    private static List<String> ended(Process process) throws Exception {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(said).doesNotContain("SCRIPT ERROR");
        return said.lines().filter(line -> line.startsWith("result: ")).map(line -> line.substring(8)).toList();
    }

    @ParameterizedTest
    @CsvSource({ "tcp, visual", "ws, exact", "udp, visual" })
    void fiftyNodesAtSixtyHertzArrive(String carrier, String quality) throws Exception {
        KeptFrames kept = new KeptFrames();
        ListenUrl url = ListenUrl.parse(carrier + "://127.0.0.1:0");
        try (Listener listener = Listener.open(ListenConfig.of("arena", url).withToken("s3cret"), kept)) {
            List<String> results = play(Map.of("WORLDREEL_URL", listener.urls().getFirst().toString(),
                    "WORLDREEL_FRAMES", Integer.toString(FRAMES), "WORLDREEL_TOKEN", "s3cret",
                    "WORLDREEL_QUALITY", quality));
            assertThat(results).singleElement().asString().startsWith("frames=" + FRAMES + " dropped=0 done=True");
            System.out.println("godot3 over " + carrier + ": " + results.getFirst());
            Waiting.until("the session ends", () -> kept.closed.contains("godot3"));
            assertThat(kept.hellos.getFirst().sender()).startsWith("godot/3.").endsWith(" worldreel-godot3/0.1");
            assertThat(kept.dropped).isEmpty();
            assertThat(kept.components).containsKeys("position", "rotation", "linear_velocity", "health", "tags");
            assertThat(kept.components.values()).extracting(Component::lossy).contains(quality.equals("visual"));
            assertSteps(kept.components, quality.equals("visual"));
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
                assertThat(framesWithVariants(kept)).as("a dictionary that is changed in place every second")
                        .isBetween(5L, 7L);
            }
        }
    }

    private static long framesWithVariants(KeptFrames kept) {
        MessageDecoder decoder = new MessageDecoder();
        return Objects.requireNonNull(kept.bytes.get("godot3")).stream()
                .map(bytes -> (FrameMessage) decoder.decode(MemorySegment.ofArray(bytes)))
                .filter(frame -> IntStream.range(0, frame.blocks())
                        .anyMatch(block -> frame.type(block) == ComponentType.VARIANT))
                .count();
    }

    /** Millimetres, a ten-thousandth of a quaternion's part, millimetres a second; or exact. */
    private static void assertSteps(Map<String, Component> components, boolean visual) {
        Map.of("position", 0.001, "rotation", 0.0001, "linear_velocity", 0.001, "health", 0.0, "tags", 0.0)
                .forEach((name, step) -> {
                    Component component = Objects.requireNonNull(components.get(name));
                    assertThat(component.step()).as(name).isEqualTo(visual ? step : 0);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = { "tcp", "ws" })
    void aRecorderThatIsStartedAnewGetsEveryFrameOnce(String carrier) throws Exception {
        KeptFrames kept = new KeptFrames();
        Listener first = Listener.open(ListenConfig.of("arena", ListenUrl.parse(carrier + "://127.0.0.1:0")), kept);
        ListenUrl url = first.urls().getFirst();
        Process game = start(Map.of("WORLDREEL_URL", url.toString(), "WORLDREEL_FRAMES", "240"));
        Waiting.until("some frames are there", () -> kept.of("godot3").size() > 60);
        first.close();
        assertThat(kept.of("godot3")).hasSizeLessThan(240);
        try (Listener second = Listener.open(ListenConfig.of("arena", url), kept)) {
            assertThat(ended(game)).singleElement().asString().startsWith("frames=240 dropped=0 done=True");
            assertThat(kept.ticks("godot3")).isEqualTo(LongStream.range(0, 240).boxed().toList());
            assertThat(second.health().frames()).isBetween(1L, 180L);
        }
    }

    @Test
    void aRecorderThatTakesNothingStopsNoGame() throws Exception {
        KeptFrames kept = new KeptFrames();
        kept.room = false;
        try (Listener listener = Listener.open(ListenConfig.of("arena", ListenUrl.parse("tcp://127.0.0.1:0")), kept)) {
            List<String> results = play(Map.of("WORLDREEL_URL", listener.urls().getFirst().toString(),
                    "WORLDREEL_FRAMES", "120", "WORLDREEL_QUEUE_BYTES", "100000", "WORLDREEL_STOP_MSEC", "50"));
            assertThat(results).singleElement().asString().matches("frames=120 dropped=[1-9]\\d* done=False .*");
            assertThat(kept.of("godot3")).isEmpty();
        }
    }

    private static long count(KeptFrames.Kept frame, String kind) {
        return frame.events().stream().filter(event -> event.startsWith(kind)).count();
    }

    @Test
    void messagesHaveTheBytesOfTheEncoders() throws Exception {
        List<String> printed = play(Map.of("WORLDREEL_VECTORS", "1"));
        Map<String, String> vectors = ClientVectors.read();
        assertThat(printed.subList(0, 4)).containsExactlyElementsOf(ClientVectors.godot3Frames(vectors));
        List<byte[]> parts = printed.subList(4, printed.size() - 5).stream().map(HexFormat.of()::parseHex).toList();
        assertThat(parts).hasSizeGreaterThan(3).allMatch(part -> part.length <= 200);
        for (byte[] part : parts) {
            WireCodec.fillChecksum(MemorySegment.ofArray(part));
        }
        // In the whole frame the second component's values lie in the order in which they were put.
        assertThat(new FrameMerger().merge(parts, parts.size()).byteSize()).isPositive();
        assertThat(printed.subList(printed.size() - 5, printed.size())).containsExactlyElementsOf(
                Stream.of("open", "hello", "component", "entity-name", "end").map(vectors::get).toList());
    }
}

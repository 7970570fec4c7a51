package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Event;
import io.worldreel.format.message.FrameEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** clients/c, compiled as strictly as compilers can, and run. */
class CClientTest {
    private static final Path SOURCES = Path.of("..", "clients", "c").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private static final List<String> STRICT = List.of("-O2", "-Wall", "-Wextra", "-Werror", "-pedantic");

    private Path compile(String compiler, String standard, String program) throws Exception {
        require(compiler);
        Path binary = folder.resolve(program + "-" + compiler);
        List<String> command = new ArrayList<>(List.of(compiler, "-x", compiler.equals("g++") ? "c++" : "c",
                "-std=" + standard));
        command.addAll(STRICT);
        command.addAll(List.of(SOURCES.resolve(program + ".c").toString(), "-o", binary.toString(), "-lm"));
        assertThat(run(command.toArray(String[]::new))).isEmpty();
        return binary;
    }

    private static void require(String tool) throws Exception {
        try {
            new ProcessBuilder(tool, "--version").redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start()
                    .waitFor();
        } catch (IOException missing) {
            if (System.getenv("CI") != null) {
                throw new AssertionError(tool + " is needed to test clients/c", missing);
            }
            Assumptions.abort(tool + " is not installed");
        }
    }

    private static String run(String... command) throws Exception {
        return run(new ProcessBuilder(command));
    }

    private static String run(ProcessBuilder command) throws Exception {
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("%s ends", command.command()).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = { "gcc", "g++" })
    void framesHaveTheBytesOfTheFrameEncoder(String compiler) throws Exception {
        Path vectors = compile(compiler, compiler.equals("gcc") ? "c99" : "c++11", "vectors");
        assertThat(run(vectors.toString()).lines()).containsExactlyElementsOf(expected());
    }

    /** What vectors.c puts, put here. */
    private static List<String> expected() {
        FrameEncoder frames = new FrameEncoder();
        ComponentType[] types = ComponentType.values();
        for (int i = 0; i < types.length; i++) {
            frames.declare(i, Component.of("c" + (i + 1), types[i]));
        }
        long ball = Long.MIN_VALUE;
        long car = Long.MIN_VALUE + 1;
        List<String> messages = new ArrayList<>();

        frames.begin(600, 1_500_000_000_000_000_000L);
        frames.put(frames.row(7, false), number(ComponentType.VEC2F32), 1.5f, -2f);
        messages.add(hex(frames.finish()));

        frames.begin(601, -1);
        messages.add(hex(frames.finish()));

        frames.begin(602, 0);
        int b = frames.row(ball, true);
        frames.spawn(b, "ball");
        frames.put(b, number(ComponentType.BOOL), 1);
        int c = frames.row(car, true);
        frames.put(c, number(ComponentType.I32), Integer.MIN_VALUE);
        int nine = frames.row(-9, false);
        frames.put(nine, number(ComponentType.I64), Long.MAX_VALUE);
        frames.put(b, number(ComponentType.F32), 1.5f);
        frames.put(b, number(ComponentType.F64), 0.1);
        frames.put(c, number(ComponentType.VEC3F32), 1.5f, -2f, 3.25f);
        frames.put(c, number(ComponentType.VEC4F32), 1.5f, -2f, 3.25f, -0f);
        frames.put(c, number(ComponentType.VEC2F64), 0.1, 1e300);
        frames.put(c, number(ComponentType.VEC3F64), 0.1, 1e300, -5.0);
        frames.put(c, number(ComponentType.VEC4F64), 0.1, 1e300, -5.0, 7.0);
        frames.put(b, number(ComponentType.QUAT), 1.5f, -2f, 3.25f, -0f);
        frames.put(c, number(ComponentType.UTF8), "first");
        frames.put(b, number(ComponentType.UTF8), "");
        frames.put(c, number(ComponentType.UTF8), "the last wins");
        frames.put(b, number(ComponentType.BYTES), new byte[]{ 0, 1, 2 }, 0, 3);
        frames.event("goal", c, Event.Encoding.TEXT, "far corner");
        frames.event("whistle", -1, Event.Encoding.NONE, "");
        frames.despawn(nine);
        messages.add(hex(frames.finish()));

        frames.begin(603, 0);
        for (int i = 0; i < 1000; i++) {
            frames.put(frames.row(i, false), number(ComponentType.VEC3F32), 1.5f, -2f, 3.25f);
        }
        for (int i = 999; i >= 0; i--) {
            frames.put(frames.row(i, false), number(ComponentType.I64), i);
        }
        for (int i = 0; i < 1000; i += 3) {
            frames.put(frames.row(i, false), number(ComponentType.VEC3F32), 0.1, 1e300, -5.0);
        }
        messages.add(hex(frames.finish()));
        return messages;
    }

    private static int number(ComponentType type) {
        return type.code() - 1;
    }

    private static String hex(MemorySegment message) {
        return HexFormat.of().formatHex(message.toArray(ValueLayout.JAVA_BYTE));
    }

    @ParameterizedTest
    @ValueSource(strings = { "tcp", "unix" })
    void tenThousandFramesArrive(String carrier) throws Exception {
        Path example = compile("gcc", "c99", "example");
        KeptFrames kept = new KeptFrames();
        ListenUrl url = ListenUrl
                .parse(carrier.equals("tcp") ? "tcp://127.0.0.1:0" : "unix:" + folder.resolve("socket"));
        try (Listener listener = Listener.open(ListenConfig.of("arena", url).withToken("s3cret"), kept)) {
            String said = run(example.toString(), listener.urls().getFirst().toString(), "arena", "c", "10000", "0",
                    "s3cret");
            assertThat(said).isEqualTo("10000 frames, 0 dropped, all with the recorder\n");
            assertThat(kept.ticks("c")).isEqualTo(LongStream.range(0, 10_000).boxed().toList());
            assertThat(kept.hellos.getFirst().sender()).isEqualTo("c-example/1 worldreel-c/0.1");
        }
    }

    @Test
    void aRecorderThatIsStartedAnewGetsEveryFrameOnce() throws Exception {
        Path example = compile("gcc", "c99", "example");
        KeptFrames kept = new KeptFrames();
        Listener first = Listener.open(ListenConfig.of("arena", ListenUrl.parse("tcp://127.0.0.1:0")), kept);
        ListenUrl url = first.urls().getFirst();
        Process game = new ProcessBuilder(example.toString(), url.toString(), "arena", "c", "600", "300")
                .redirectErrorStream(true).start();
        Waiting.until("some frames are there", () -> kept.of("c").size() > 100);
        first.close();
        int before = kept.of("c").size();
        try (Listener second = Listener.open(ListenConfig.of("arena", url), kept)) {
            String said = new String(game.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).isEqualTo("600 frames, 0 dropped, all with the recorder\n");
            assertThat(second.health().frames()).isEqualTo(600 - before);
        }
        assertThat(before).isLessThan(600);
        assertThat(kept.ticks("c")).isEqualTo(LongStream.range(0, 600).boxed().toList());
    }

    private Path library() throws Exception {
        Path library = folder.resolve("libworldreel.so");
        run("gcc", "-shared", "-fPIC", "-x", "c", "-DWORLDREEL_IMPLEMENTATION",
                SOURCES.resolve("worldreel.h").toString(), "-o", library.toString());
        return library;
    }

    @Test
    void tenThousandFramesArriveFromCSharp() throws Exception {
        require("gcc");
        require("mcs");
        require("mono");
        Path program = folder.resolve("Example.exe");
        run("mcs", "-out:" + program, SOURCES.resolve("Example.cs").toString());
        ProcessBuilder example = new ProcessBuilder("mono", program.toString());
        example.environment().put("LD_LIBRARY_PATH", String.valueOf(library().getParent()));
        KeptFrames kept = new KeptFrames();
        try (Listener listener = Listener
                .open(ListenConfig.of("arena", ListenUrl.parse("tcp://127.0.0.1:0")).withToken("s3cret"), kept)) {
            example.command().addAll(
                    List.of(listener.urls().getFirst().toString(), "arena", "c#", "10000", "s3cret"));
            assertThat(run(example)).isEqualTo("10000 frames, 0 dropped, all with the recorder\n");
            assertThat(kept.ticks("c#")).isEqualTo(LongStream.range(0, 10_000).boxed().toList());
            assertThat(kept.of("c#").getFirst()).satisfies(frame -> {
                assertThat(frame.entities()).isEqualTo(21);
                assertThat(frame.events()).singleElement().asString().startsWith("whistle").contains("loud");
            });
            assertThat(kept.components).containsOnlyKeys("position", "health");
            assertThat(kept.hellos.getFirst().sender()).isEqualTo("csharp-example/1 worldreel-c/0.1");
        }
    }

    /** As C# does it: a library, plain types, texts that end with a zero. */
    @Test
    void asALibraryItIsCalledByItsPlainFunctions() throws Exception {
        compile("gcc", "c99", "example"); // skips if there is no compiler
        Path library = library();
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup symbols = SymbolLookup.libraryLookup(library, arena);
            ValueLayout.OfInt i32 = ValueLayout.JAVA_INT;
            AddressLayout pointer = ValueLayout.ADDRESS;
            MethodHandle open = Linker.nativeLinker().downcallHandle(symbols.findOrThrow("wr_open"),
                    FunctionDescriptor.of(pointer, pointer, pointer, pointer, pointer, pointer, i32, i32, pointer));
            MemorySegment problem = arena.allocate(pointer);
            MemorySegment text = arena.allocateFrom("x");
            MemorySegment client = (MemorySegment) open.invoke(arena.allocateFrom("http://nowhere"), text, text, text,
                    arena.allocateFrom(""), 0, 0, problem);
            assertThat(client).isEqualTo(MemorySegment.NULL);
            assertThat(problem.get(pointer, 0).reinterpret(1000).getString(0)).contains("tcp://");
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void overUdpFramesArriveOrAreMissed() throws Exception {
        Path example = compile("gcc", "c99", "example");
        KeptFrames kept = new KeptFrames();
        try (Listener listener = Listener.open(ListenConfig.of("arena", ListenUrl.parse("udp://127.0.0.1:0")), kept)) {
            run(example.toString(), listener.urls().getFirst().toString(), "arena", "c", "1000", "2000");
            Waiting.until("the session ends", () -> kept.closed.contains("c"));
            assertThat(kept.ticks("c")).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(900);
        }
    }

    @Test
    void aWrongTokenIsSaid() throws Exception {
        Path example = compile("gcc", "c99", "example");
        try (Listener listener = Listener.open(
                ListenConfig.of("arena", ListenUrl.parse("tcp://127.0.0.1:0")).withToken("s3cret"), new KeptFrames())) {
            Process process = new ProcessBuilder(example.toString(), listener.urls().getFirst().toString(), "arena",
                    "c",
                    "1", "0", "wrong").redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(said).isEqualTo("example: the recorder refused: the token is wrong\n");
        }
    }

    @Test
    void theSourcesAreWhereTheyAreLookedFor() {
        try (var files = Files.list(SOURCES)) {
            assertThat(files).map(file -> file.getFileName().toString()).contains("worldreel.h", "example.c",
                    "vectors.c");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

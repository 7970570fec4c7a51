package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.FormatVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive of three chunks, an hour each, of which the middle one suffers. */
class DamagedArchiveTest {
    private static final int TICKS = 1080;
    private static final int SECONDS_PER_TICK = 10;
    private static final int ENTITIES = 5;

    @TempDir
    private Path folder;

    private Path archive;
    private List<String> chunks = List.of();
    private Path middle = Path.of("");

    @BeforeEach
    void importThreeHours() throws IOException {
        archive = folder.resolve("arena");
        Random random = new Random(1);
        StringBuilder table = new StringBuilder("tick,time,who,x,y,z\n");
        for (int tick = 0; tick < TICKS; tick++) {
            for (int entity = 0; entity < ENTITIES; entity++) {
                table.append(tick).append(',').append(tick * SECONDS_PER_TICK).append(',').append(entity);
                for (int axis = 0; axis < 3; axis++) {
                    table.append(',').append(random.nextFloat());
                }
                table.append('\n');
            }
        }
        Command.runWithInput(table.toString(), "import", "-", archive, "--world", "w", "--tick", "tick", "--time",
                "time", "--entity", "who", "--component", "position=x,y,z:vec3f32").succeeds();
        chunks = Command.run("ls", archive, "--json").succeeds().lines().stream()
                .map(line -> Json.<String>cast(Json.object(line).get("chunk"))).toList();
        assertThat(chunks).hasSize(3);
        middle = archive.resolve("chunks").resolve(chunks.get(1));
    }

    private static List<Long> ticks(List<String> frames) {
        return frames.stream().map(line -> Json.number(Json.object(line), "tick")).toList();
    }

    @ParameterizedTest(name = "a byte flipped at {0} of 1000")
    @ValueSource(ints = { 1, 120, 400, 700, 960, 999 })
    void aFlippedByteIsFoundNamedAndHidesNoOtherChunk(int share) throws IOException {
        byte[] bytes = Files.readAllBytes(middle);
        bytes[(int) ((long) bytes.length * share / 1000)] ^= 0x10;
        Files.write(middle, bytes);

        Command verify = Command.run("verify", archive, "--json").exits(ExitCode.DONE_WITH_LOSS);
        Map<String, Object> report = Json.object(verify.out());
        assertThat(Json.number(report, "chunks")).isEqualTo(3);
        assertThat(Json.number(report, "ok")).isEqualTo(2);
        assertThat(Json.list(report, "bad")).singleElement().asString().contains(chunks.get(1));
        assertOtherChunksPlay();
    }

    private void assertOtherChunksPlay() {
        Command frames = Command.run("frames", archive, "--json");
        List<Long> whole = LongStream.range(0, TICKS).boxed().toList();
        if (frames.code() == ExitCode.DONE_WITH_LOSS) {
            assertThat(frames.err()).contains(chunks.get(1));
        } else {
            frames.succeeds(); // the byte lay in nothing that frames are read from
            assertThat(ticks(frames.lines())).isEqualTo(whole);
        }
        assertThat(ticks(frames.lines())).isSubsetOf(whole).isSorted()
                .containsAll(LongStream.range(0, TICKS / 3).boxed().toList())
                .containsAll(LongStream.range(TICKS - TICKS / 3 + 1, TICKS).boxed().toList());
        Command.run("at", archive, "tick:5").succeeds();
        Command.run("at", archive, "end").succeeds();
    }

    @Test
    void aTruncatedChunkIsNamed() throws IOException {
        byte[] bytes = Files.readAllBytes(middle);
        Files.write(middle, java.util.Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(Command.run("verify", archive).exits(ExitCode.DONE_WITH_LOSS).out()).contains(chunks.get(1));
        Command frames = Command.run("frames", archive, "--json").exits(ExitCode.DONE_WITH_LOSS);
        assertThat(frames.err()).contains(chunks.get(1));
        assertOtherChunksPlay();
        Command.run("at", archive, "tick:" + TICKS / 2).failsSaying(ExitCode.FAILED, chunks.get(1));
    }

    @Test
    void aMissingChunkIsNamed() throws IOException {
        Files.delete(middle);

        assertThat(Command.run("verify", archive).exits(ExitCode.DONE_WITH_LOSS).out()).contains(chunks.get(1));
        assertThat(Command.run("frames", archive, "--json").exits(ExitCode.DONE_WITH_LOSS).err())
                .contains(chunks.get(1));
        assertOtherChunksPlay();
    }

    @Test
    void aChunkOfANewerMajorVersionIsNamedAndHidesNoOther() throws SQLException {
        Path plain = folder.resolve("plain.sqlite");
        Command.run("unpack", middle, plain).succeeds();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + plain);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = " + (FormatVersion.MAJOR + 1) * 1000);
        }
        Command.run("pack", plain, middle, "--force").succeeds();

        assertThat(Command.run("frames", archive, "--json").exits(ExitCode.DONE_WITH_LOSS).err())
                .contains(chunks.get(1), "use a newer Worldreel");
        assertThat(Command.run("verify", archive).exits(ExitCode.DONE_WITH_LOSS).out()).contains(chunks.get(1));
        assertOtherChunksPlay();
    }

    @Test
    void aLostCatalogIsRebuilt() throws IOException {
        String before = Command.run("ls", archive, "--json").succeeds().out();
        Files.delete(archive.resolve("catalog.sqlite"));

        Command.run("recover", archive).succeeds();

        assertThat(Command.run("ls", archive, "--json").succeeds().out()).isEqualTo(before);
        Command.run("verify", archive).succeeds();
    }

    @Test
    void aDamagedCatalogIsOneLineAndIsRebuilt() throws IOException {
        String before = Command.run("ls", archive, "--json").succeeds().out();
        Files.writeString(archive.resolve("catalog.sqlite"), "this is no database, and long enough to be looked at");

        Command.run("ls", archive).failsSaying(ExitCode.FAILED, "catalog");
        Command.run("recover", archive).succeeds();

        assertThat(Command.run("ls", archive, "--json").succeeds().out()).isEqualTo(before);
    }

    @Test
    void recoverNamesWhatItCannotKeep() throws IOException {
        Files.write(middle, new byte[1000]);

        Command recover = Command.run("recover", archive, "--json").exits(ExitCode.DONE_WITH_LOSS);

        assertThat(Json.list(Json.object(recover.out()), "problems"))
                .anyMatch(line -> line.toString().contains(chunks.get(1)));
        assertThat(Command.run("ls", archive, "--json").succeeds().lines()).hasSize(2);
    }
}

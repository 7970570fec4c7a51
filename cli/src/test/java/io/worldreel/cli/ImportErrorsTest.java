package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that are wrong in one place: one line that names it, and nothing of them in the archive. */
class ImportErrorsTest {
    private static final String HEADER = "tick,time,who,kind,x,y,name\n";
    private static final String GOOD = HEADER + "1,0.5,7,Car,1,2,a\n2,1.5,7,Car,3,4,b\n";

    @TempDir
    private Path folder;

    private Command importing(Path table) {
        return Command.run("import", table, folder.resolve("arena"), "--world", "w", "--tick", "tick", "--time", "time",
                "--entity", "who", "--kind", "kind", "--component", "position=x,y:vec2f32", "--component",
                "name=name:utf8");
    }

    private Command importing(String table) throws IOException {
        return importing(Files.writeString(folder.resolve("table.csv"), table));
    }

    private void assertNothingImported() {
        Path archive = folder.resolve("arena");
        Command.run("ls", archive).exits(ExitCode.FAILED);
        assertThat(archive.resolve("chunks")).satisfiesAnyOf(chunks -> assertThat(chunks).doesNotExist(),
                chunks -> assertThat(chunks).isEmptyDirectory());
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(quoteCharacter = '"', value = { "\"3,2.5,7,Car,1e,2,c\", \"line 4|column 'x'|'1e'\", a bad number",
            "\"3,2.5,7,Car,1e39,2,c\", \"line 4|column 'x'|too large\", a number that is no float",
            "\"3,soon,7,Car,1,2,c\", \"line 4|column 'time'|'soon'\", a bad time",
            "\"3.5,2.5,7,Car,1,2,c\", \"line 4|column 'tick'|'3.5'\", a bad tick",
            "\"1,2.5,7,Car,1,2,c\", \"line 4|tick 1 comes after tick 2 of line 3\", a falling tick",
            "\"2,2.5,8,Car,1,2,c\", \"line 4|another time|line 3\", two times in one tick",
            "\"2,1.5,7,Car,1,2,c\", \"line 4|'position'|second time\", a value twice",
            "\"3,2.5,7,Car,1,2\", \"line 4|6 cells|7\", a cell too few",
            "\"3,2.5,7,Car,1,2,c,d\", \"line 4|8 cells|7\", a cell too many",
            "\"3,2.5,7,Car,1,,c\", \"line 4|position|x, y\", half a vector",
            "\"3,2.5,,Car,1,2,c\", \"line 4|column 'who' is empty\", a value of nobody",
            "\"3,,7,Car,1,2,c\", \"line 4|column 'time'\", no time",
            "\",2.5,7,Car,1,2,c\", \"line 4|column 'tick'\", no tick" })
    void aBadRowIsNamed(String row, String parts, String what) throws IOException {
        importing(GOOD + row + "\n").failsSaying(ExitCode.FAILED, parts.split("\\|"));

        assertNothingImported();
    }

    @Test
    void aMissingColumnIsNamedWithThoseThatThereAre() throws IOException {
        importing(GOOD.replace("kind", "sort")).failsSaying(ExitCode.FAILED, "line 1", "'kind'", "sort");

        assertNothingImported();
    }

    @Test
    void anEmptyTableIsNoTable() throws IOException {
        importing("").failsSaying(ExitCode.FAILED, "table.csv", "empty");
        importing(HEADER).failsSaying(ExitCode.FAILED, "table.csv", "no rows");
        importing(folder.resolve("nothing.csv")).failsSaying(ExitCode.FAILED, "nothing.csv", "no such file");
        importing(folder).failsSaying(ExitCode.FAILED, "is a folder");

        assertNothingImported();
    }

    @Test
    void anOpenQuoteIsNamed() throws IOException {
        importing(GOOD + "3,2.5,7,Car,1,2,\"c\n4,3,7,Car").failsSaying(ExitCode.FAILED, "table.csv");

        assertNothingImported();
    }

    @Test
    void compressedDataThatEndsEarlyIsNamed() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(GOOD.getBytes(StandardCharsets.UTF_8));
        }
        byte[] half = Arrays.copyOf(packed.toByteArray(), packed.size() - 12);

        importing(Files.write(folder.resolve("table.csv.gz"), half)).failsSaying(ExitCode.FAILED, "table.csv.gz",
                "ends too early");

        assertNothingImported();
    }

    @Test
    void textThatIsNotUtf8IsNamed() throws IOException {
        byte[] latin1 = (GOOD + "3,2.5,7,Car,1,2,caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1);

        importing(Files.write(folder.resolve("table.csv"), latin1)).failsSaying(ExitCode.FAILED, "not UTF-8");

        assertNothingImported();
    }

    @Test
    void aNameThatIsTooLongIsNamed() throws IOException {
        importing(GOOD + "3,2.5," + "n".repeat(256) + ",Car,1,2,c\n").failsSaying(ExitCode.FAILED, "line 4",
                "column 'who'", "255");

        assertNothingImported();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = { "position=x,y:vec9; unknown component type 'vec9'; vec3f32",
            "position=x:vec3f32; takes 3 columns; not 1", "position; NAME=COL; TYPE", "name=name:utf8@0.1; step; utf8",
            "position=x,y:vec2f32@0; step; greater than 0", "position=x,y:vec2f32@fine; 'fine'; number" })
    void aComponentThatCannotBeIsWrongUsage(String component, String one, String other) throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), GOOD);

        Command.run("import", table, folder.resolve("arena"), "--world", "w", "--tick", "tick", "--time", "time",
                "--entity", "who", "--component", component).failsSaying(ExitCode.WRONG_USAGE, one, other);

        assertNothingImported();
    }

    @Test
    void nothingToImportIsWrongUsage() throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), GOOD);

        Command.run("import", table, folder.resolve("arena"), "--world", "w", "--tick", "tick", "--time", "time",
                "--entity", "who").failsSaying(ExitCode.WRONG_USAGE, "--component", "--event");
    }

    @Test
    void aFailedImportLeavesWhatTheArchiveHad() throws IOException {
        importing(GOOD).succeeds();
        String before = Command.run("frames", folder.resolve("arena"), "--json").succeeds().out();

        importing(HEADER + "3,2.5,7,Car,1,2,c\n4,3.5,7,Car,1,bad,c\n").failsSaying(ExitCode.FAILED, "line 3");
        importing(HEADER + "2,2.5,7,Car,1,2,c\n").failsSaying(ExitCode.FAILED, "line ", "tick 2");

        assertThat(Command.run("frames", folder.resolve("arena"), "--json").succeeds().out()).isEqualTo(before);
        Command.run("verify", folder.resolve("arena")).succeeds();
    }
}

package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tables can say, and what {@code frames}, {@code at}, {@code track} and {@code events} print of it. */
class ImportTest {
    @TempDir
    private Path folder;

    private Path archive;

    @BeforeEach
    void nameArchive() {
        archive = folder.resolve("an archive");
    }

    private Command importing(String table, Object... more) throws IOException {
        Path file = Files.writeString(folder.resolve("table.csv"), table);
        Object[] first = { "import", file, archive, "--world", "w", "--tick", "tick", "--time", "time", "--entity",
                "who" };
        Object[] all = new Object[first.length + more.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return Command.run(all);
    }

    @Test
    void everyTypeIsPrintedAsItReadsBack() throws IOException {
        importing("""
                tick,time,who,b,i,l,f,d,x,y,z,s,raw
                1,0,7,true,-2147483648,9223372036854775807,0.1,0.1,1.5,-0.0,3e10,"say ""hi"", Zoe\u0308",AP8=
                2,1,7,0,1,2,nan,-Infinity,inf,1e-45,0.30000001192092896,x,
                """, "--component", "b=b:bool", "--component", "i=i:i32", "--component", "l=l:i64", "--component",
                "f=f:f32", "--component", "d=d:f64", "--component", "v=x,y,z:vec3f32", "--component", "s=s:utf8",
                "--component", "raw=raw:bytes").succeeds();

        assertThat(Command.run("at", archive, "start", "--json").succeeds().out())
                .isEqualTo("{\"tick\":1,\"time_ns\":0,"
                        + "\"entities\":[{\"entity\":7,\"kind\":\"\",\"components\":{\"b\":true,\"i\":-2147483648,"
                        + "\"l\":9223372036854775807,\"f\":0.1,\"d\":0.1,\"v\":[1.5,-0.0,3.0E10],"
                        + "\"s\":\"say \\\"hi\\\", Zoe\u0308\",\"raw\":\"AP8=\"}}]}\n");
        assertThat(Command.run("at", archive, "end", "--json").succeeds().out()).contains("\"b\":false",
                "\"f\":\"NaN\"", "\"d\":\"-Infinity\"", "\"v\":[\"Infinity\",1.4E-45,0.3]", "\"raw\":\"AP8=\"");
        assertThat(Command.run("frames", archive, "--from", "tick:2", "--json").succeeds().out())
                .doesNotContain("\"raw\"");
        assertThat(Command.run("track", archive, "7", "v", "--csv").succeeds().out())
                .isEqualTo("tick,time_ns,x,y,z\n1,0,1.5,-0.0,3.0E10\n2,1000000000,Infinity,1.4E-45,0.3\n");
        assertThat(Command.run("track", archive, "7", "s", "--csv").succeeds().out())
                .isEqualTo("tick,time_ns,value\n1,0,\"say \"\"hi\"\", Zoe\u0308\"\n2,1000000000,x\n");
        assertThat(Command.run("track", archive, "7", "b", "--csv").succeeds().lines()).last()
                .isEqualTo("2,1000000000,false");
    }

    @Test
    void timesAreExact() throws IOException {
        importing("""
                tick,time,who,x
                1,0.000000001,1,1
                2,28.340916,1,1
                3,100.0000000005,1,1
                4,2026-11-20T18:04:05.123456789+02:00,1,1
                """, "--component", "x=x:f32", "--start", "1970-01-01T00:00:01Z").succeeds();

        assertThat(Command.run("track", archive, "1", "x", "--csv").succeeds().lines()).containsExactly(
                "tick,time_ns,value", "1,1000000001,1.0", "2,29340916000,1.0", "3,101000000000,1.0",
                "4,1795190645123456789,1.0");
    }

    @Test
    void entitiesAreNumbersThenNames() throws IOException {
        importing("tick,time,who,x\n1,0,beta,1\n1,0,10,2\n1,0,007,3\n1,0,7,4\n1,0,-3,5\n1,0,alpha,6\n", "--component",
                "x=x:f32").succeeds();

        assertThat(Command.run("at", archive, "start", "--json").succeeds().out()).containsSubsequence("\"entity\":-3,",
                "\"entity\":7,", "\"entity\":10,", "\"entity\":\"007\"", "\"entity\":\"alpha\"", "\"entity\":\"beta\"");
        assertThat(Command.run("frames", archive, "--json").succeeds().out()).containsSubsequence("\"beta\"", ":10,",
                "\"007\"", ":7,", ":-3,", "\"alpha\"");
        assertThat(Command.run("track", archive, "007", "x", "--json").succeeds().out()).contains("\"value\":3.0");
        assertThat(Command.run("track", archive, "7", "x", "--json").succeeds().out()).contains("\"value\":4.0");
        assertThat(Command.run("at", archive, "start", "--entity", "-3", "--json").succeeds().out())
                .contains("\"entities\":[{\"entity\":-3,");
        assertThat(Command.run("track", archive, "--json", "--", "-3", "x").succeeds().out()).contains("5.0");
    }

    @Test
    void rowsWithFilledEventColumnsAreEvents() throws IOException {
        importing("""
                tick,time,who,x,team,speed,note
                1,0,7,1.5,,,
                2,1,7,,blue,101.50,
                2,1,,,,007,"a \"\"b\"\"\"
                3,2,8,2.5,,,chat
                """, "--component", "x=x:f32", "--event", "goal=team,speed", "--event", "talk=note").succeeds();

        assertThat(Command.run("events", archive, "--json").succeeds().out()).isEqualTo("""
                {"tick":2,"time_ns":1000000000,"kind":"goal","entity":7,"data":{"team":"blue","speed":101.50}}
                {"tick":2,"time_ns":1000000000,"kind":"goal","entity":null,"data":{"speed":"007"}}
                {"tick":2,"time_ns":1000000000,"kind":"talk","entity":null,"data":{"note":"a \\"b\\""}}
                {"tick":3,"time_ns":2000000000,"kind":"talk","entity":8,"data":{"note":"chat"}}
                """);
        assertThat(Command.run("events", archive, "--kind", "talk", "--entity", "8", "--json").succeeds().lines())
                .singleElement().asString().contains("chat");
        assertThat(Command.run("events", archive, "--from", "tick:3", "--json").succeeds().lines()).hasSize(1);
        assertThat(Command.run("frames", archive, "--from", "tick:2", "--to", "tick:2", "--json").succeeds().out())
                .contains("\"samples\":[]", "\"kind\":\"goal\"");
    }

    @Test
    void stdinIsATableToo() throws IOException {
        Command.runWithInput("\uFEFFtick,time,who,x\r\n1,0,7,1.5\r\n", "import", "-", archive, "--world", "w", "--tick",
                "tick", "--time", "time", "--entity", "who", "--component", "x=x:f32").succeeds();

        assertThat(Command.run("frames", archive, "--json").succeeds().out()).contains("\"value\":1.5");
    }

    @Test
    void twoSourcesOfOneWorldStandSideBySide() throws IOException {
        importing("tick,time,who,x\n1,0,7,1\n2,1,7,2\n", "--component", "x=x:f32", "--source", "eu").succeeds();
        importing("tick,time,who,x\n1,0.5,8,3\n", "--component", "x=x:f32", "--source", "us").succeeds();

        assertThat(Command.run("ls", archive, "--json").succeeds().lines()).hasSize(2);
        assertThat(Command.run("at", archive, "+0.5s", "--json").succeeds().out()).contains(
                "\"entity\":\"eu/7\",", "\"entity\":\"us/8\",");
        assertThat(Command.run("at", archive, "+0.5s", "--entity", "8", "--json").succeeds().out())
                .contains("\"entity\":\"us/8\",");
        assertThat(Command.run("at", archive, "+1s", "--json").succeeds().out()).as("the second has ended")
                .contains("\"entity\":\"eu/7\",").doesNotContain("us/8");
    }

    @Test
    void anotherWorldDoesNotGetIn() throws IOException {
        importing("tick,time,who,x\n1,0,7,1\n", "--component", "x=x:f32").succeeds();

        Command.run("import", folder.resolve("table.csv"), archive, "--world", "elsewhere", "--source", "s", "--tick",
                "tick", "--time", "time", "--entity", "who", "--component", "x=x:f32")
                .failsSaying(ExitCode.FAILED, "'elsewhere'", "'w'");
    }
}

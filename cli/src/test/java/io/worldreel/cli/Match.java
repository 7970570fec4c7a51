package io.worldreel.cli;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * A real match as its CSV has it, read without any of the code under test, and how it is imported. Columns: frame, time, entity,
 * class, sleeping, x, y, z, qx, qy, qz, qw, vx, vy, vz, wx, wy, wz.
 */
record Match(String name, Path file, List<Row> rows) {
    /** Components in the order in which they are declared, and where their columns stand. */
    static final Map<String, int[]> COLUMNS = columns();

    /** @param cells as the file has them */
    record Row(long tick, long timeNanos, long entity, String kind, List<String> cells) {}

    static Match read(String name) throws IOException {
        Path file = SharedData.file("rocketleague/" + name + ".rb.csv.gz");
        List<Row> rows = new ArrayList<>();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).lines().skip(1).forEach(line -> {
                List<String> cells = Arrays.asList(line.split(",", -1));
                long nanos = new BigDecimal(cells.get(1)).movePointRight(9).longValueExact();
                rows.add(new Row(Long.parseLong(cells.get(0)), nanos, Long.parseLong(cells.get(2)), cells.get(3),
                        cells));
            });
        }
        return new Match(name, file, rows);
    }

    private static Map<String, int[]> columns() {
        Map<String, int[]> columns = new LinkedHashMap<>();
        columns.put("position", new int[]{ 5, 6, 7 });
        columns.put("rotation", new int[]{ 8, 9, 10, 11 });
        columns.put("velocity", new int[]{ 12, 13, 14 });
        columns.put("angular_velocity", new int[]{ 15, 16, 17 });
        columns.put("sleeping", new int[]{ 4 });
        return columns;
    }

    Command importInto(Path archive) {
        return Command.run("import", file, archive, "--world", "arena", "--source", "match", "--tick", "frame",
                "--time",
                "time", "--entity", "entity", "--kind", "class", "--component", "position=x,y,z:vec3f32", "--component",
                "rotation=qx,qy,qz,qw:quat", "--component", "velocity=vx,vy,vz:vec3f32", "--component",
                "angular_velocity=wx,wy,wz:vec3f32", "--component", "sleeping=sleeping:bool", "--json");
    }

    /** The rows of each tick, in order. */
    NavigableMap<Long, List<Row>> ticks() {
        TreeMap<Long, List<Row>> ticks = new TreeMap<>();
        rows.forEach(row -> ticks.computeIfAbsent(row.tick(), tick -> new ArrayList<>()).add(row));
        return ticks;
    }

    /** By brute force: the last row of every entity that was seen at or before a tick. */
    NavigableMap<Long, Row> lastRows(long tick) {
        TreeMap<Long, Row> last = new TreeMap<>();
        rows.stream().filter(row -> row.tick() <= tick).forEach(row -> last.put(row.entity(), row));
        return last;
    }

    /** Whether what was printed for a component reads back as the very bits of the row's cells. */
    static boolean isSame(Row row, String component, Object printed) {
        int[] columns = Json.<int[]>cast(COLUMNS.get(component));
        if (component.equals("sleeping")) {
            return printed.equals(row.cells().get(columns[0]).equals("1"));
        }
        List<Object> numbers = Json.cast(printed);
        boolean same = numbers.size() == columns.length;
        for (int i = 0; same && i < columns.length; i++) {
            String text = Json.<Json.Numeral>cast(numbers.get(i)).text();
            same = Float.floatToRawIntBits(Float.parseFloat(text)) == Float
                    .floatToRawIntBits(Float.parseFloat(row.cells().get(columns[i])));
        }
        return same;
    }
}

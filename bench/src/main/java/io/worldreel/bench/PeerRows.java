package io.worldreel.bench;

import io.worldreel.fixtures.FrameSource;
import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Frame;
import io.worldreel.format.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A recorded match, or several one after the other, in memory, a row for each entity of a frame. */
final class PeerRows implements FrameSource {
    static final List<String> COLUMNS = List.of("x", "y", "z", "qx", "qy", "qz", "qw", "vx", "vy", "vz", "wx", "wy",
            "wz");

    /**
     * One row.
     *
     * @param values in the order of {@link #COLUMNS}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Row(long tick, long timeNanos, long entity, boolean sleeping, float[] values) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<Component> components = List.copyOf(WindowMatch.components(0, 0).values());

    /** @param times how many times it is played: again and again right after its end, by the same entities */
    PeerRows(Path csv, int times) throws IOException {
        read(csv);
        int once = rows.size();
        long ticks = rows.getLast().tick() + 1 - rows.getFirst().tick();
        long nanos = rows.getLast().timeNanos() - rows.getFirst().timeNanos();
        long between = nanos / (ticks - 1);
        for (int i = once; i < times * once; i++) {
            Row row = rows.get(i - once);
            rows.add(new Row(row.tick() + ticks, row.timeNanos() + nanos + between, row.entity(), row.sleeping(),
                    row.values()));
        }
    }

    private void read(Path csv) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(csv)), StandardCharsets.UTF_8))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", -1);
                float[] values = new float[COLUMNS.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.parseFloat(cells[5 + i]);
                }
                rows.add(new Row(Long.parseLong(cells[0]), new BigDecimal(cells[1]).movePointRight(9).longValueExact(),
                        Long.parseLong(cells[2]), cells[4].equals("1"), values));
            }
        }
    }

    List<Row> rows() {
        return rows;
    }

    /** The ticks that have a frame. */
    long[] ticks() {
        return rows.stream().mapToLong(Row::tick).distinct().toArray();
    }

    /** The entity with the most rows. */
    long busiest() {
        return rows.stream().collect(java.util.stream.Collectors.groupingBy(Row::entity,
                java.util.stream.Collectors.counting())).entrySet().stream()
                .max(java.util.Map.Entry.comparingByValue()).orElseThrow().getKey();
    }

    @Override
    public List<Component> components() {
        return components;
    }

    @Override
    public Iterator<Frame> iterator() {
        List<Frame> frames = new ArrayList<>();
        for (int from = 0; from < rows.size();) {
            int to = from;
            List<Frame.Sample> samples = new ArrayList<>();
            for (; to < rows.size() && rows.get(to).tick() == rows.get(from).tick(); to++) {
                addSamples(rows.get(to), samples);
            }
            frames.add(new Frame(rows.get(from).tick(), rows.get(from).timeNanos(), samples, List.of(), List.of(),
                    List.of()));
            from = to;
        }
        return frames.iterator();
    }

    private void addSamples(Row row, List<Frame.Sample> samples) {
        EntityId entity = EntityId.of(row.entity());
        int column = 0;
        for (Component component : components) {
            ComponentType type = component.type();
            if (type == ComponentType.BOOL) {
                samples.add(new Frame.Sample(entity, component, Value.ofBool(row.sleeping())));
            } else {
                double[] numbers = new double[type.columns()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = row.values()[column++];
                }
                samples.add(new Frame.Sample(entity, component, Value.ofDoubles(type, numbers)));
            }
        }
    }
}

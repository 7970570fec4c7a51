package io.worldreel.bench;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Role;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.window.EncodedWindow;
import io.worldreel.format.window.WindowBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** A recorded match as frame messages: 13 floats and a bool a sample. */
final class WindowMatch {
    /** By component number; steps as the components' lossy steps, or none. */
    static Map<Integer, Component> components(double positionStep, double rotationStep) {
        Map<Integer, Component> components = new LinkedHashMap<>();
        components.put(0, stepped(Component.of("position", ComponentType.VEC3F32, Role.POSITION), positionStep));
        components.put(1, stepped(Component.of("rotation", ComponentType.QUAT, Role.ROTATION), rotationStep));
        components.put(2, stepped(Component.of("velocity", ComponentType.VEC3F32, Role.VELOCITY), positionStep));
        components.put(3, Component.of("angular_velocity", ComponentType.VEC3F32, Role.ANGULAR_VELOCITY));
        components.put(4, Component.of("sleeping", ComponentType.BOOL));
        return components;
    }

    private static Component stepped(Component component, double step) {
        return step > 0 ? component.withLossyStep(step) : component;
    }

    private WindowMatch() {}

    /** Every frame of a match, encoded. A body is despawned in the first frame after its last sample. */
    static List<MemorySegment> frames(Path csv, Map<Integer, Component> components) throws IOException {
        SequencedMap<String, List<String[]>> rowsOfFrames = rowsOfFrames(csv);
        Map<String, List<Long>> gone = lastSeen(rowsOfFrames);
        FrameEncoder encoder = new FrameEncoder();
        components.forEach(encoder::declare);
        List<MemorySegment> messages = new ArrayList<>();
        Arena arena = Arena.ofAuto();
        List<Long> missing = List.of();
        for (Map.Entry<String, List<String[]>> frame : rowsOfFrames.entrySet()) {
            long time = new BigDecimal(frame.getValue().getFirst()[1]).movePointRight(9).longValueExact();
            encoder.begin(Long.parseLong(frame.getKey()), time);
            frame.getValue().forEach(cells -> put(cells, encoder));
            missing.forEach(body -> encoder.despawn(encoder.row(body, false)));
            missing = gone.getOrDefault(frame.getKey(), List.of());
            MemorySegment message = encoder.finish();
            messages.add(arena.allocate(message.byteSize(), 8).copyFrom(message));
        }
        return messages;
    }

    private static SequencedMap<String, List<String[]>> rowsOfFrames(Path csv) throws IOException {
        SequencedMap<String, List<String[]>> rows = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(csv)), StandardCharsets.UTF_8))) {
            lines.lines().skip(1).map(line -> line.split(",", -1))
                    .forEach(cells -> rows.computeIfAbsent(cells[0], first -> new ArrayList<>()).add(cells));
        }
        return rows;
    }

    /** The bodies that a frame is the last to have. */
    private static Map<String, List<Long>> lastSeen(SequencedMap<String, List<String[]>> rowsOfFrames) {
        Map<Long, String> lastFrames = new LinkedHashMap<>();
        rowsOfFrames.forEach((frame, rows) -> rows.forEach(cells -> lastFrames.put(Long.parseLong(cells[2]), frame)));
        return lastFrames.keySet().stream().collect(Collectors.groupingBy(lastFrames::get));
    }

    private static void put(String[] cells, FrameEncoder encoder) {
        int row = encoder.row(Long.parseLong(cells[2]), false);
        encoder.put(row, 0, f(cells[5]), f(cells[6]), f(cells[7]));
        encoder.put(row, 1, f(cells[8]), f(cells[9]), f(cells[10]), f(cells[11]));
        encoder.put(row, 2, f(cells[12]), f(cells[13]), f(cells[14]));
        encoder.put(row, 3, f(cells[15]), f(cells[16]), f(cells[17]));
        encoder.put(row, 4, Long.parseLong(cells[4]));
    }

    private static float f(String cell) {
        return Float.parseFloat(cell);
    }

    /** The windows of a match. */
    static List<EncodedWindow> windows(List<MemorySegment> messages, Map<Integer, Component> components) {
        WindowBuilder builder = new WindowBuilder();
        components.forEach(builder::declare);
        var decoder = new MessageDecoder();
        List<EncodedWindow> windows = new ArrayList<>();
        for (MemorySegment message : messages) {
            if (builder.isFull()) {
                windows.add(builder.build(windows.size()));
            }
            builder.add((FrameMessage) decoder.decode(message));
        }
        windows.add(builder.build(windows.size()));
        return windows;
    }
}

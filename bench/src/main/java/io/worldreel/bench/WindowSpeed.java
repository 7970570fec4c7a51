package io.worldreel.bench;

import com.github.luben.zstd.ZstdDecompressCtx;
import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.CorruptException;
import io.worldreel.format.Role;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.window.ComponentTable;
import io.worldreel.format.window.EncodedWindow;
import io.worldreel.format.window.EncodedWindow.Part;
import io.worldreel.format.window.Window;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.zstdvfs.FrameCompressor;
import io.worldreel.zstdvfs.PackConfig;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * How fast one core turns frames into windows and back, by the CPU time of its thread, best of some rounds: MB/s of raw bytes (8 B of ids and the values of each sample) and
 * samples/s, with and without zstd as the recorder seals. The plain baseline is zstd by itself, level 3, in frames as large, of the messages that the frames came in.
 * Arguments: files such as {@code rl-256.rb.csv.gz}; generated worlds are measured as well.
 */
final class WindowSpeed {
    private static final int ROUNDS = 15;
    private static final long MIN_NANOS = 6_000_000_000L;
    private static final PackConfig SEALED = IngestConfig.DEFAULT.pack();
    private static final int FRAME_BYTES = SEALED.frameSize();

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final FrameCompressor COMPRESSOR = new FrameCompressor(SEALED);
    private static final FrameCompressor PLAIN = new FrameCompressor(SEALED.withLiteralLoss(0));
    private static final ZstdDecompressCtx DECOMPRESSOR = new ZstdDecompressCtx();
    private static final ByteBuffer RAW = ByteBuffer.allocateDirect(FRAME_BYTES);
    private static final ByteBuffer COMPRESSED = ByteBuffer.allocateDirect(2 * FRAME_BYTES);

    private WindowSpeed() {}

    public static void main(String[] args) throws IOException {
        for (String file : args) {
            Map<Integer, Component> components = WindowMatch.components(0, 0);
            measure(Path.of(file).getFileName().toString(), WindowMatch.frames(Path.of(file), components), components);
        }
        measure("1,000 entities, grid 0.01", generated(true), generatedComponents());
        measure("1,000 entities, full mantissa", generated(false), generatedComponents());
    }

    private static Map<Integer, Component> generatedComponents() {
        Map<Integer, Component> components = new LinkedHashMap<>();
        components.put(0, Component.of("position", ComponentType.VEC3F32, Role.POSITION));
        components.put(1, Component.of("rotation", ComponentType.VEC4F32));
        components.put(2, Component.of("velocity", ComponentType.VEC3F32));
        components.put(3, Component.of("angular_velocity", ComponentType.VEC3F32));
        return components;
    }

    /** 512 frames of entities that accelerate at random. */
    private static List<MemorySegment> generated(boolean grid) {
        Random random = new Random(1);
        FrameEncoder encoder = new FrameEncoder();
        generatedComponents().forEach(encoder::declare);
        int entities = 1000;
        float[][] at = new float[entities][26];
        List<MemorySegment> messages = new ArrayList<>();
        Arena arena = Arena.ofAuto();
        float[] v = new float[13];
        for (int tick = 0; tick < 512; tick++) {
            encoder.begin(tick, tick * 16_666_667L);
            for (int e = 0; e < entities; e++) {
                for (int k = 0; k < 13; k++) {
                    at[e][13 + k] += (float) random.nextGaussian() * 0.1f;
                    at[e][k] += at[e][13 + k] / 60;
                    v[k] = grid ? Math.round(at[e][k] * 100) / 100f : at[e][k];
                }
                int row = encoder.row(e, false);
                encoder.put(row, 0, v[0], v[1], v[2]);
                encoder.put(row, 1, v[3], v[4], v[5], v[6]);
                encoder.put(row, 2, v[7], v[8], v[9]);
                encoder.put(row, 3, v[10], v[11], v[12]);
            }
            MemorySegment message = encoder.finish();
            messages.add(arena.allocate(message.byteSize(), 8).copyFrom(message));
        }
        return messages;
    }

    private static void measure(String name, List<MemorySegment> messages, Map<Integer, Component> components) {
        List<EncodedWindow> windows = WindowMatch.windows(messages, components);
        long raw = windows.stream().mapToLong(EncodedWindow::rawBytes).sum();
        long samples = windows.stream().mapToLong(EncodedWindow::samples).sum();
        System.out.printf("%s: %d samples, %.1f MB raw%n", name, samples, raw / 1e6);
        report("encode", raw, samples, () -> WindowMatch.windows(messages, components).size());
        report("encode + zstd", raw, samples,
                () -> compressed(WindowMatch.windows(messages, components)).size());
        List<byte[]> frames = compressed(windows);
        report("decode", raw, samples, () -> decode(windows, components));
        report("zstd + decode", raw, samples, () -> decompress(frames) + decode(windows, components));
        List<byte[]> plain = messages.stream().map(message -> message.toArray(ValueLayout.JAVA_BYTE)).toList();
        report("zstd alone", raw, samples, () -> compressed(PLAIN, plain).size());
        List<byte[]> plainFrames = compressed(PLAIN, plain);
        report("its decompression", raw, samples, () -> decompress(plainFrames));
    }

    private static long decompress(List<byte[]> frames) {
        long bytes = 0;
        for (byte[] frame : frames) {
            COMPRESSED.clear().put(frame);
            bytes += DECOMPRESSOR.decompressDirectByteBuffer(RAW, 0, FRAME_BYTES, COMPRESSED, 0, frame.length);
        }
        return bytes;
    }

    private static List<byte[]> compressed(List<EncodedWindow> windows) {
        return compressed(COMPRESSOR,
                windows.stream().flatMap(window -> window.parts().stream()).map(Part::data).toList());
    }

    /** The parts one after the other, cut into zstd frames where those are full: as in a segment, a frame holds parts of several windows. */
    private static List<byte[]> compressed(FrameCompressor compressor, List<byte[]> parts) {
        List<byte[]> frames = new ArrayList<>();
        RAW.clear();
        for (byte[] part : parts) {
            for (int from = 0; from < part.length;) {
                int length = Math.min(RAW.remaining(), part.length - from);
                RAW.put(part, from, length);
                from += length;
                if (!RAW.hasRemaining()) {
                    frames.add(frame(compressor));
                }
            }
        }
        frames.add(frame(compressor));
        return frames;
    }

    private static byte[] frame(FrameCompressor compressor) {
        byte[] frame = new byte[compressor.compress(RAW, RAW.position(), COMPRESSED)];
        COMPRESSED.get(0, frame);
        RAW.clear();
        return frame;
    }

    /** Decodes every value of every window into columns. */
    private static long decode(List<EncodedWindow> windows, Map<Integer, Component> components) {
        long sum = 0;
        for (EncodedWindow encoded : windows) {
            Window window = Window.of((back, kind, component, group) -> find(encoded, kind.code(), component, group),
                    ComponentTable.of(components));
            for (int component : window.directory().componentNumbers()) {
                for (int group = 0; group < window.directory().groups(); group++) {
                    var columns = window.columns(component, group, window.directory().ticks() - 1);
                    sum += columns.start(columns.places());
                }
            }
        }
        return sum;
    }

    private static byte[] find(EncodedWindow window, int kind, int component, int group) {
        for (Part part : window.parts()) {
            if (part.kind().code() == kind && part.component() == component && part.group() == group) {
                return part.data();
            }
        }
        throw new CorruptException("no such part");
    }

    private static void report(String what, long raw, long samples, LongSupplier work) {
        double best = Double.MAX_VALUE;
        long check = 0;
        long begun = THREADS.getCurrentThreadCpuTime();
        for (int round = 0; round < ROUNDS || THREADS.getCurrentThreadCpuTime() - begun < MIN_NANOS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            check += work.getAsLong();
            best = Math.min(best, (double) (THREADS.getCurrentThreadCpuTime() - start));
        }
        System.out.printf("  %-18s %7.0f MB/s  %6.2f M samples/s%s%n", what, raw / best * 1e3, samples / best * 1e3,
                check == 0 ? " (nothing done)" : "");
    }
}

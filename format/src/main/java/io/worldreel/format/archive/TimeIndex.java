package io.worldreel.format.archive;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.Limits;
import io.worldreel.format.VersionException;
import io.worldreel.zstdvfs.SeekableReader.FrameRun;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which zstd frames of a chunk hold which window (FORMAT.md, "Time index"). */
public record TimeIndex(List<Entry> entries) {
    /** The tag of its skippable frame. */
    static final String TAG = "WRTI";

    private static final int HEADER_BYTES = 8;
    private static final int LEVEL = 9;
    private static final int ENTRY_BYTES = 48;

    public TimeIndex {
        entries = List.copyOf(entries);
    }

    /**
     * One window.
     *
     * @param firstZstdFrame of the window
     * @param lastKeyZstdFrame the last that holds its directory or keys
     * @param lastZstdFrame the last that holds any part of it
     * @param reference how many windows back its reference window lies, of which it needs directory and keys; 0 if there is none
     * @param deltas where delta parts end, by component; empty if they are few
     */
    public record Entry(long firstTick, long lastTick, long minTimeNanos, long maxTimeNanos, int firstZstdFrame,
            int lastKeyZstdFrame, int lastZstdFrame, int reference, List<Deltas> deltas) {
        public Entry {
            deltas = List.copyOf(deltas);
        }

        /** The zstd frames that hold the delta parts of a component, as far as that is told. */
        Optional<FrameRun> deltas(int component) {
            int from = lastKeyZstdFrame;
            for (Deltas each : deltas) {
                int to = each.lastZstdFrames().getLast();
                if (each.component() == component) {
                    return run(from, to);
                }
                from = to;
            }
            return Optional.empty();
        }

        /** The zstd frames that hold one delta part, as far as that is told. */
        Optional<FrameRun> deltas(int component, int group) {
            int from = lastKeyZstdFrame;
            for (Deltas each : deltas) {
                List<Integer> last = each.lastZstdFrames();
                if (each.component() == component) {
                    return group < last.size()
                            ? run(group == 0 ? from : last.get(group - 1), last.get(group))
                            : Optional.empty();
                }
                from = last.getLast();
            }
            return Optional.empty();
        }

        /** The index comes from a file: it is not believed. */
        private static Optional<FrameRun> run(int from, int to) {
            return 0 <= from && from <= to ? Optional.of(new FrameRun(from, to)) : Optional.empty();
        }
    }

    /**
     * Where the delta parts of a component end.
     *
     * @param lastZstdFrames by group, at least one: the last zstd frame of the delta parts up to this group's
     */
    public record Deltas(int component, List<Integer> lastZstdFrames) {
        public Deltas {
            lastZstdFrames = List.copyOf(lastZstdFrames);
        }
    }

    /** The payload of the skippable frame. Where delta parts end is left out if the table would be larger than readers take. */
    byte[] encode() {
        boolean tellsDeltas = bytes() <= Limits.TIME_INDEX_BYTES;
        byte[] table = (tellsDeltas ? this : withoutDeltas()).table();
        byte[] compressed = Zstd.compress(table, LEVEL);
        return ByteBuffer.allocate(HEADER_BYTES + compressed.length).order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) FormatVersion.MAJOR).putShort((short) FormatVersion.MINOR).putInt(table.length)
                .put(compressed).array();
    }

    private TimeIndex withoutDeltas() {
        return new TimeIndex(entries.stream().map(entry -> new Entry(entry.firstTick, entry.lastTick,
                entry.minTimeNanos, entry.maxTimeNanos, entry.firstZstdFrame, entry.lastKeyZstdFrame,
                entry.lastZstdFrame, entry.reference, List.of())).toList());
    }

    private long bytes() {
        long words = entries.stream().flatMap(entry -> entry.deltas.stream())
                .mapToLong(each -> 2 + each.lastZstdFrames().size()).sum();
        return Integer.BYTES + (long) (ENTRY_BYTES + Short.BYTES) * entries.size() + Short.BYTES * words;
    }

    private byte[] table() {
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(bytes())).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(entries.size());
        for (Entry entry : entries) {
            out.putLong(entry.firstTick).putLong(entry.lastTick).putLong(entry.minTimeNanos)
                    .putLong(entry.maxTimeNanos);
            out.putInt(entry.firstZstdFrame).putInt(entry.lastKeyZstdFrame).putInt(entry.lastZstdFrame)
                    .putInt(entry.reference);
        }
        for (Entry entry : entries) {
            out.putShort((short) entry.deltas.size());
            for (Deltas each : entry.deltas) {
                out.putShort((short) each.component()).putShort((short) each.lastZstdFrames().size());
                each.lastZstdFrames().forEach(last -> out.putShort((short) (last - entry.lastKeyZstdFrame)));
            }
        }
        return out.array();
    }

    /** @param name the chunk, for messages */
    static TimeIndex decode(String name, byte[] payload) {
        ByteBuffer header = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        if (payload.length < HEADER_BYTES) {
            throw new CorruptException("the time index of " + name + " has " + payload.length + " bytes");
        }
        VersionException.check("the time index of " + name, Short.toUnsignedInt(header.getShort()),
                Short.toUnsignedInt(header.getShort()));
        ByteBuffer in = decompressed(name, payload, header.getInt());
        long count = Integer.toUnsignedLong(in.getInt());
        if (count * (ENTRY_BYTES + Short.BYTES) > in.remaining()) {
            throw new CorruptException("the time index of " + name + " claims " + count + " windows in "
                    + in.capacity() + " bytes");
        }
        ByteBuffer deltas = in.slice(in.position() + (int) count * ENTRY_BYTES,
                in.remaining() - (int) count * ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        List<Entry> entries = new ArrayList<>((int) count);
        try {
            for (int i = 0; i < count; i++) {
                entries.add(entry(in, deltas));
            }
        } catch (BufferUnderflowException tooShort) {
            throw new CorruptException("the time index of " + name + " ends within a field", tooShort);
        }
        if (deltas.hasRemaining()) {
            throw new CorruptException("the time index of " + name + " has " + deltas.remaining() + " bytes too many");
        }
        return new TimeIndex(entries);
    }

    private static ByteBuffer decompressed(String name, byte[] payload, int length) {
        if (length < Integer.BYTES || length > Limits.TIME_INDEX_BYTES) {
            throw new CorruptException("the time index of " + name + " claims " + length + " bytes, of which there are "
                    + Integer.BYTES + " to " + Limits.TIME_INDEX_BYTES);
        }
        byte[] table = new byte[length];
        try (var context = new ZstdDecompressCtx()) {
            int written = context.decompressByteArray(table, 0, length, payload, HEADER_BYTES,
                    payload.length - HEADER_BYTES);
            if (written != length) {
                throw new CorruptException(
                        "the time index of " + name + " has " + written + " bytes, and claims " + length);
            }
        } catch (ZstdException broken) {
            throw new CorruptException("the time index of " + name + " cannot be decompressed: " + broken.getMessage(),
                    broken);
        }
        return ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Entry entry(ByteBuffer in, ByteBuffer deltas) {
        long firstTick = in.getLong();
        long lastTick = in.getLong();
        long minTime = in.getLong();
        long maxTime = in.getLong();
        int first = in.getInt();
        int lastKey = in.getInt();
        int last = in.getInt();
        return new Entry(firstTick, lastTick, minTime, maxTime, first, lastKey, last, in.getInt(),
                deltas(deltas, lastKey));
    }

    private static List<Deltas> deltas(ByteBuffer in, int lastKeyZstdFrame) {
        List<Deltas> deltas = new ArrayList<>();
        for (int left = Short.toUnsignedInt(in.getShort()); left > 0; left--) {
            int component = Short.toUnsignedInt(in.getShort());
            List<Integer> ends = new ArrayList<>();
            for (int groups = Short.toUnsignedInt(in.getShort()); groups > 0; groups--) {
                ends.add(lastKeyZstdFrame + Short.toUnsignedInt(in.getShort()));
            }
            if (!ends.isEmpty()) {
                deltas.add(new Deltas(component, ends));
            }
        }
        return deltas;
    }
}

package io.worldreel.format.archive;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.VersionException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Which zstd frames of a chunk hold which window (FORMAT.md, "Time index"). */
public record TimeIndex(List<Entry> entries) {
    /** The tag of its skippable frame. */
    static final String TAG = "WRTI";

    private static final int HEADER_BYTES = 8;
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
     */
    public record Entry(long firstTick, long lastTick, long minTimeNanos, long maxTimeNanos, int firstZstdFrame,
            int lastKeyZstdFrame, int lastZstdFrame, int reference) {}

    /** The payload of the skippable frame. */
    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + ENTRY_BYTES * entries.size())
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) FormatVersion.MAJOR).putShort((short) FormatVersion.MINOR).putInt(entries.size());
        for (Entry entry : entries) {
            out.putLong(entry.firstTick).putLong(entry.lastTick).putLong(entry.minTimeNanos)
                    .putLong(entry.maxTimeNanos);
            out.putInt(entry.firstZstdFrame).putInt(entry.lastKeyZstdFrame).putInt(entry.lastZstdFrame)
                    .putInt(entry.reference);
        }
        return out.array();
    }

    /** @param name the chunk, for messages */
    static TimeIndex decode(String name, byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        if (payload.length < HEADER_BYTES) {
            throw new CorruptException("the time index of " + name + " has " + payload.length + " bytes");
        }
        VersionException.check("the time index of " + name, Short.toUnsignedInt(in.getShort()),
                Short.toUnsignedInt(in.getShort()));
        long count = Integer.toUnsignedLong(in.getInt());
        if (count * ENTRY_BYTES != in.remaining()) {
            throw new CorruptException(
                    "the time index of " + name + " claims " + count + " windows in " + payload.length + " bytes");
        }
        List<Entry> entries = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            entries.add(new Entry(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getInt(), in.getInt(),
                    in.getInt(), in.getInt()));
        }
        return new TimeIndex(entries);
    }
}

package io.worldreel.format.wire;

import io.worldreel.format.CorruptException;
import io.worldreel.format.Limits;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Writes and reads {@link WireMessage}s, without the length that goes before them on a byte stream. */
public final class WireCodec {
    /** The version of the protocol that this code speaks. */
    public static final int MAJOR = 0;
    public static final int MINOR = 1;

    private static final int MAGIC = 0x57524C57; // "WLRW" as bytes
    private static final int HEADER_BYTES = 8;
    private static final int MOST_BYTES = 512;
    private static final int OPEN = 64;
    private static final int WELCOME = 65;
    private static final int REFUSED = 66;
    private static final int RECEIVED = 67;

    private WireCodec() {}

    /** Whether a message is one of the wire's own, and not one to be recorded. */
    public static boolean isWire(MemorySegment message) {
        return message.byteSize() >= HEADER_BYTES && message.get(ValueLayout.JAVA_BYTE, 4) >= OPEN;
    }

    /** Writes the checksum of a whole message into it, for a sender that leaves that to its recorder. */
    public static void fillChecksum(MemorySegment message) {
        if (message.byteSize() >= HEADER_BYTES) {
            ByteBuffer bytes = message.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(0, checksum(bytes.duplicate()));
        }
    }

    public static byte[] encode(WireMessage message) {
        ByteBuffer out = ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.LITTLE_ENDIAN).position(HEADER_BYTES);
        switch (message) {
            case WireMessage.Open open -> {
                out.put(4, (byte) OPEN).put(5, (byte) ((open.acknowledge() ? 1 : 0) | (open.unchecked() ? 2 : 0)));
                out.putInt(MAGIC).putShort((short) open.major()).putShort((short) open.minor());
                out.putLong(open.session());
                name(out, open.token());
            }
            case WireMessage.Welcome welcome -> {
                out.put(4, (byte) WELCOME);
                out.putShort((short) welcome.major()).putShort((short) welcome.minor()).putInt(welcome.messageBytes());
                out.putLong(welcome.received()).putLong(welcome.lastTick());
            }
            case WireMessage.Refused(String reason) -> {
                out.put(4, (byte) REFUSED);
                name(out, reason);
            }
            case WireMessage.Received(long count) -> out.put(4, (byte) RECEIVED).putLong(count);
        }
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(checksum(ByteBuffer.wrap(bytes)));
        return bytes;
    }

    /** @throws CorruptException if it is not a message of the wire, or damaged */
    public static WireMessage decode(MemorySegment message) {
        if (message.byteSize() < HEADER_BYTES || message.byteSize() > MOST_BYTES) {
            throw new CorruptException("a message of the wire protocol of " + message.byteSize() + " bytes");
        }
        ByteBuffer in = message.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt(0) != checksum(in.duplicate())) {
            throw new CorruptException("a message of the wire protocol has a wrong checksum");
        }
        int type = in.get(4);
        int flags = in.get(5);
        in.position(HEADER_BYTES);
        try {
            WireMessage decoded = switch (type) {
                case OPEN -> open(in, flags);
                case WELCOME -> new WireMessage.Welcome(in.getShort(), in.getShort(), in.getInt(), in.getLong(),
                        in.getLong());
                case REFUSED -> new WireMessage.Refused(name(in));
                case RECEIVED -> new WireMessage.Received(in.getLong());
                default -> throw new CorruptException("the wire protocol has no message of type " + type);
            };
            if (in.hasRemaining()) {
                throw new CorruptException("a message of the wire protocol has " + in.remaining() + " bytes too many");
            }
            return decoded;
        } catch (BufferUnderflowException tooShort) {
            throw new CorruptException("a message of the wire protocol ends within a field", tooShort);
        }
    }

    private static WireMessage open(ByteBuffer in, int flags) {
        if (in.getInt() != MAGIC) {
            throw new CorruptException("a connection does not open with the magic of Worldreel's wire protocol");
        }
        return new WireMessage.Open(in.getShort() & 0xFFFF, in.getShort() & 0xFFFF, in.getLong(), name(in),
                (flags & 1) != 0, (flags & 2) != 0);
    }

    private static void name(ByteBuffer out, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) text.length).put(text);
    }

    private static String name(ByteBuffer in) {
        int length = in.getShort() & 0xFFFF;
        if (length > Limits.NAME_BYTES || length > in.remaining()) {
            throw new CorruptException("a name of " + length + " bytes");
        }
        ByteBuffer text = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (CharacterCodingException notText) {
            throw new CorruptException("a name is not UTF-8", notText);
        }
    }

    private static int checksum(ByteBuffer message) {
        CRC32C crc = new CRC32C();
        crc.update(message.position(4));
        return (int) crc.getValue();
    }
}

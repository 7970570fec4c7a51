package io.worldreel.format.message;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.CorruptException;
import io.worldreel.format.Limits;
import io.worldreel.format.Role;
import io.worldreel.format.VersionException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Reads messages. Owned by one thread; a decoded {@link FrameMessage} is a view that is valid until the next call and while its
 * bytes are.
 */
public final class MessageDecoder {
    private final FrameMessage frame = new FrameMessage();
    private final CRC32C crc = new CRC32C();

    /**
     * @param bytes one whole message
     * @throws CorruptException if its checksum or any length in it is wrong
     * @throws VersionException if it opens a session of a version that cannot be read
     */
    public Message decode(MemorySegment bytes) {
        if (bytes.byteSize() < MessageBuffer.HEADER_BYTES || bytes.byteSize() > Limits.MESSAGE_BYTES) {
            throw new CorruptException("a message of " + bytes.byteSize() + " bytes");
        }
        crc.reset();
        crc.update(bytes.asByteBuffer().position(4));
        if ((int) crc.getValue() != bytes.get(MessageBuffer.U32, 0)) {
            throw new CorruptException("a message of " + bytes.byteSize() + " bytes has a wrong checksum");
        }
        MessageType type = MessageType.ofCode(bytes.get(ValueLayout.JAVA_BYTE, 4));
        int flags = bytes.get(ValueLayout.JAVA_BYTE, 5);
        if (type == MessageType.FRAME) {
            return frame.wrap(bytes);
        }
        Cursor in = new Cursor(bytes, MessageBuffer.HEADER_BYTES);
        try {
            Message message = switch (type) {
                case HELLO -> hello(in);
                case COMPONENT -> declaration(in, (flags & 1) != 0);
                case ENTITY_NAME -> new Message.EntityName(in.i64(), in.name());
                case END -> new Message.End((flags & 1) != 0);
                case FRAME -> throw new AssertionError("decoded above");
            };
            in.finish();
            return message;
        } catch (IllegalArgumentException invalid) {
            throw new CorruptException("a message of type " + type + " is invalid: " + invalid.getMessage(), invalid);
        }
    }

    private static Message.Hello hello(Cursor in) {
        if (in.u32() != MessageEncoder.magic()) {
            throw new CorruptException("a session does not begin with the magic of Worldreel messages");
        }
        int major = in.u16();
        int minor = in.u16();
        VersionException.check("a session", major, minor);
        return new Message.Hello(major, minor, in.name(), in.name(), in.name());
    }

    private static Message.Declaration declaration(Cursor in, boolean lossy) {
        int number = in.u16();
        ComponentType type = ComponentType.ofCode(in.u8());
        Role role = Role.ofCode(in.u8());
        double step = Double.longBitsToDouble(in.i64());
        String name = in.name();
        return new Message.Declaration(number, new Component(name, type, role, in.name(), step, lossy));
    }

    /** Reads forward and refuses to leave the message. */
    static final class Cursor {
        private final MemorySegment bytes;
        private long offset;

        Cursor(MemorySegment bytes, long offset) {
            this.bytes = bytes;
            this.offset = offset;
        }

        long skip(long count) {
            if (count < 0 || count > bytes.byteSize() - offset) {
                throw new CorruptException(
                        "a message of " + bytes.byteSize() + " bytes ends within a field at " + offset);
            }
            long at = offset;
            offset += count;
            return at;
        }

        int u8() {
            return bytes.get(ValueLayout.JAVA_BYTE, skip(1)) & 0xFF;
        }

        int u16() {
            return bytes.get(MessageBuffer.U16, skip(2)) & 0xFFFF;
        }

        int u32() {
            return bytes.get(MessageBuffer.U32, skip(4));
        }

        long i64() {
            return bytes.get(MessageBuffer.I64, skip(8));
        }

        /** A u32 that counts things of at least {@code itemBytes} bytes each, which the message must still hold. */
        int count(long itemBytes) {
            return count(u32(), itemBytes);
        }

        /** The same, of a u32 that was read. */
        int count(int read, long itemBytes) {
            long count = Integer.toUnsignedLong(read);
            if (count * itemBytes > bytes.byteSize() - offset) {
                throw new CorruptException(
                        "a message of " + bytes.byteSize() + " bytes claims " + count + " items at " + offset);
            }
            return (int) count;
        }

        String name() {
            long at = offset;
            skipName();
            return text(bytes, at);
        }

        void skipName() {
            int length = u16();
            if (length > Limits.NAME_BYTES) {
                throw new CorruptException("a name of " + length + " bytes");
            }
            skip(length);
        }

        long offset() {
            return offset;
        }

        void finish() {
            if (offset != bytes.byteSize()) {
                throw new CorruptException("a message has " + (bytes.byteSize() - offset) + " bytes too many");
            }
        }

        /** The name whose u16 length lies at {@code at}. */
        static String text(MemorySegment bytes, long at) {
            int length = bytes.get(MessageBuffer.U16, at) & 0xFFFF;
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(bytes.asSlice(at + 2, length).asByteBuffer())
                        .toString();
            } catch (CharacterCodingException notText) {
                throw new CorruptException("a name is not UTF-8", notText);
            }
        }
    }
}

package io.worldreel.format.message;

import java.lang.foreign.MemorySegment;

/** Writes every message but frames. Owned by one thread; a returned segment is valid until the next call. */
public final class MessageEncoder {
    private static final int MAGIC = 0x4D524C57; // "WLRM" as bytes

    private final MessageBuffer buffer = new MessageBuffer(4096);

    static int magic() {
        return MAGIC;
    }

    public MemorySegment hello(Message.Hello hello) {
        buffer.header(MessageType.HELLO, 0);
        buffer.u32(MAGIC);
        buffer.u16(hello.major());
        buffer.u16(hello.minor());
        buffer.name(hello.world());
        buffer.name(hello.source());
        buffer.name(hello.sender());
        return buffer.seal();
    }

    public MemorySegment declaration(Message.Declaration declaration) {
        buffer.header(MessageType.COMPONENT, declaration.component().lossy() ? 1 : 0);
        buffer.u16(declaration.number());
        buffer.u8(declaration.component().type().code());
        buffer.u8(declaration.component().role().code());
        buffer.f64(declaration.component().step());
        buffer.name(declaration.component().name());
        buffer.name(declaration.component().unit());
        return buffer.seal();
    }

    public MemorySegment entityName(Message.EntityName name) {
        buffer.header(MessageType.ENTITY_NAME, 0);
        buffer.i64(name.ref());
        buffer.name(name.name());
        return buffer.seal();
    }

    /** The end of a source that says no more. */
    public MemorySegment end() {
        return end(new Message.End(false));
    }

    public MemorySegment end(Message.End end) {
        buffer.header(MessageType.END, end.sourceGoesOn() ? 1 : 0);
        return buffer.seal();
    }
}

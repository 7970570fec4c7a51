package io.worldreel.recorder.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/** Cuts a byte stream into messages: each follows a u32 with its length. Memory is taken as the bytes come, not as they are promised. */
final class MessageFraming extends ByteToMessageDecoder {
    private static final int LENGTH_BYTES = 4;

    private int mostBytes;

    MessageFraming(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Event loop only. */
    void allow(int bytes) {
        mostBytes = bytes;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < LENGTH_BYTES) {
            return;
        }
        long length = in.getUnsignedIntLE(in.readerIndex());
        if (length > mostBytes) {
            in.skipBytes(in.readableBytes());
            throw new TooLongFrameException("a message of " + length + " bytes; " + mostBytes + " are taken");
        }
        if (in.readableBytes() >= LENGTH_BYTES + length) {
            in.skipBytes(LENGTH_BYTES);
            out.add(in.readRetainedSlice((int) length));
        }
    }
}

package io.worldreel.recorder.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;

/** A message is the payload of a binary WebSocket message; text is not taken. */
final class WebSocketMessages extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {

    @Override
    protected void encode(ChannelHandlerContext context, ByteBuf message, List<Object> out) {
        out.add(new BinaryWebSocketFrame(message.retain()));
    }

    @Override
    protected void decode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> out)
            throws RefusedException {
        if (!(frame instanceof BinaryWebSocketFrame)) {
            throw new RefusedException("a WebSocket message is not binary");
        }
        out.add(frame.content().retain());
    }
}

package io.worldreel.recorder.listen;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** Without a token, keeps web pages out: a browser would let any site connect to this machine's own addresses. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed is found by its handler
final class OriginGuard extends SimpleChannelInboundHandler<FullHttpRequest> {

    OriginGuard() {
        super(false);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.headers().contains(HttpHeaderNames.ORIGIN)) {
            request.release();
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.FORBIDDEN))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        context.fireChannelRead(request);
    }
}

package io.worldreel.publisher.serve;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import io.worldreel.publisher.tracker.Tracker;
import io.worldreel.publisher.tracker.Visitor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection: its requests are answered one after the other, each by a virtual thread, as files may be far away; nothing more is read
 * meanwhile. One that asks for WebSocket becomes the tracker's.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be written to or closed is found closed
final class ServedConnection extends ChannelInboundHandlerAdapter {
    private static final int BLOCK = 128 << 10;

    private final Answers answers;
    private final Tracker tracker;
    private final Visitor visitor;
    private final Duration patience;
    private @Nullable ScheduledFuture<?> idle;

    ServedConnection(Answers answers, Tracker tracker, Visitor visitor, Duration patience) {
        this.answers = answers;
        this.tracker = tracker;
        this.visitor = visitor;
        this.patience = patience;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        await(context);
    }

    /** Who does not finish a request in time is hung up on, however busily the bytes drip. */
    private void await(ChannelHandlerContext context) {
        idle = context.executor().schedule(() -> {
            context.close();
        }, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (idle != null) {
            idle.cancel(false);
        }
        var request = (FullHttpRequest) message;
        if (request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            tracker.take(context.pipeline(), visitor);
            context.fireChannelRead(request);
            context.pipeline().remove(this);
            return;
        }
        context.channel().config().setAutoRead(false);
        Thread.ofVirtual().name("serve").start(() -> answer(context, request));
    }

    private void answer(ChannelHandlerContext context, FullHttpRequest request) {
        Channel channel = context.channel();
        boolean goesOn = false;
        try {
            boolean good = request.decoderResult().isSuccess();
            try (Answer answer = good
                    ? answers.to(request.method().name(), request.uri(),
                            name -> Optional.ofNullable(request.headers().get(name)))
                    : Answer.words(HttpResponseStatus.BAD_REQUEST, "this is no request")) {
                goesOn = good && HttpUtil.isKeepAlive(request);
                send(channel, answer, request.method().equals(HttpMethod.HEAD), goesOn);
            }
        } catch (IOException | RuntimeException failure) {
            goesOn = false; // the client sees that the body is cut short
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            goesOn = false;
        } finally {
            request.release();
        }
        if (goesOn) {
            context.executor().execute(() -> {
                await(context);
                channel.config().setAutoRead(true);
            });
        } else {
            channel.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static void send(Channel channel, Answer answer, boolean headOnly, boolean goesOn)
            throws IOException, InterruptedException {
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status());
        // Always, asked for or not: a cache may hand the answer to somebody who needs them.
        head.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
                        "Accept-Ranges, Content-Length, Content-Range, ETag")
                .set("Cross-Origin-Resource-Policy", "cross-origin").set("X-Content-Type-Options", "nosniff");
        answer.headers().forEach(head.headers()::set);
        if (!answer.status().equals(HttpResponseStatus.NO_CONTENT)
                && !answer.status().equals(HttpResponseStatus.NOT_MODIFIED)) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.length());
        }
        if (!goesOn) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        long end = headOnly ? answer.from() : answer.from() + answer.length();
        // Read before the head is sent: where the file cannot be had, the connection breaks off without an answer that looks good.
        ByteBuf block = block(channel, answer, answer.from(), end);
        channel.write(head);
        ChannelFuture sent = channel.writeAndFlush(new DefaultHttpContent(block));
        for (long at = answer.from() + BLOCK; at < end; at += BLOCK) {
            block = block(channel, answer, at, end);
            sent.sync();
            sent = channel.writeAndFlush(new DefaultHttpContent(block));
        }
        sent.sync();
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).sync();
    }

    private static ByteBuf block(Channel channel, Answer answer, long at, long end) throws IOException {
        int length = (int) Math.min(BLOCK, end - at);
        ByteBuf block = channel.alloc().directBuffer(Math.max(1, length));
        boolean filled = false;
        try {
            if (length > 0) {
                answer.body().read(at, MemorySegment.ofBuffer(block.nioBuffer(0, length)));
            }
            block.writerIndex(length);
            filled = true;
            return block;
        } finally {
            if (!filled) {
                block.release();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
        context.close();
    }
}

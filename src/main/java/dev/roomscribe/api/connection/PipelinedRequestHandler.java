package dev.roomscribe.api.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Discards what an HTTP/1 client sends while it is receiving a response: further requests and invalid bytes. The
 * connection is closed after that response, so that the client knows that the further requests were not handled.
 *
 * <p>Without this handler Vert.x queues them. If the connection closes while an incomplete or invalid request is queued,
 * Vert.x fails with a {@code NullPointerException} and tells neither the response in progress nor the connection's
 * handlers that the connection is closed.
 */
final class PipelinedRequestHandler extends ChannelDuplexHandler {
    /** Whether a request was received whose response has not ended; true at first, for the request that is in progress. */
    private boolean responding = true;

    private boolean discarding;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest) {
            discarding |= responding;
            responding = true;
        }
        if (discarding && message instanceof HttpObject) {
            ReferenceCountUtil.release(message);
        } else {
            super.channelRead(context, message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) throws Exception {
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                super.write(context, message, written);
                return;
            }
            if (discarding) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
        }
        ChannelPromise promise = written;
        if (message instanceof LastHttpContent) {
            responding = false;
            if (discarding) {
                promise = LastResponse.closeAfter(written, context);
            }
        }
        super.write(context, message, promise);
    }
}

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
import org.jspecify.annotations.Nullable;

/**
 * Discards what an HTTP/1 client sends before a response was sent to its end: further requests and invalid bytes. The
 * connection is closed after that response, so that the client knows that the further requests were not handled. So a client
 * that reads nothing makes the service keep one response, and not one for each request.
 *
 * <p>Without this handler Vert.x queues them. If the connection closes while an incomplete or invalid request is queued,
 * Vert.x fails with a {@code NullPointerException} and tells neither the response in progress nor the connection's
 * handlers that the connection is closed.
 */
final class PipelinedRequestHandler extends ChannelDuplexHandler {
    /** Whether a request was received whose response was not sent; true at first, for the request that is in progress. */
    private boolean responding = true;

    /** Of the end of a response, as long as it was not sent. */
    private @Nullable ChannelPromise sending;

    private boolean discarding;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest) {
            if (responding && !discarding) {
                discarding = true;
                if (sending != null) {
                    var unused = LastResponse.closeAfter(sending, context);
                }
            }
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
            promise = discarding ? LastResponse.closeAfter(written, context) : written.unvoid();
            sending = promise;
            promise.addListener(sent -> {
                sending = null;
                responding = false;
            });
        }
        super.write(context, message, promise);
    }
}

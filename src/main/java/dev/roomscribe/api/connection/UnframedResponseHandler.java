package dev.roomscribe.api.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Closes an HTTP/1.0 connection after a response whose length is not known beforehand, and says so in its headers. HTTP/1.0
 * has no chunks, so only the close tells the client where the response ends, also if it asked to keep the connection.
 */
final class UnframedResponseHandler extends ChannelDuplexHandler {
    private boolean head;
    private boolean closeAtEnd;

    /** @param head whether the request that is in progress is a HEAD request */
    UnframedResponseHandler(boolean head) {
        this.head = head;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest request) {
            head = request.method().equals(HttpMethod.HEAD);
        }
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) throws Exception {
        if (message instanceof HttpResponse response && !hasEnd(response)) {
            closeAtEnd = true;
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        super.write(
                context,
                message,
                closeAtEnd && message instanceof LastHttpContent ? LastResponse.closeAfter(written, context) : written);
    }

    private boolean hasEnd(HttpResponse response) {
        HttpResponseStatus status = response.status();
        return head
                || status.codeClass() == HttpStatusClass.INFORMATIONAL
                || status.equals(HttpResponseStatus.NO_CONTENT)
                || status.equals(HttpResponseStatus.NOT_MODIFIED)
                || response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                || response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }
}

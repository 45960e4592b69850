package dev.roomscribe.api.connection;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.Refusals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * Gives a problem document to each refusal without a body on an HTTP/1 connection: those of the HTTP parser, for which there is
 * no request and no router, and those that a library writes itself.
 */
final class RefusalBodyHandler extends ChannelDuplexHandler {
    private boolean head;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest request) {
            head = request.method().equals(HttpMethod.HEAD);
            refuseOtherVersions(request);
        }
        super.channelRead(context, message);
    }

    /** Vert.x would answer them with status 501 in the version of the request, which then fails to be reused. */
    @SuppressWarnings("ReferenceEquality")
    private static void refuseOtherVersions(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        // Not "equals": Vert.x compares the instances, and there are others for names such as "http/1.1".
        if (version != HttpVersion.HTTP_1_1 && version != HttpVersion.HTTP_1_0) {
            request.setProtocolVersion(HttpVersion.HTTP_1_0);
            request.setDecoderResult(
                    DecoderResult.failure(new IllegalArgumentException("unsupported version " + version)));
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) throws Exception {
        if (message instanceof FullHttpResponse response && isEmptyRefusal(response)) {
            FullHttpResponse complete = withProblem(response);
            ReferenceCountUtil.release(message);
            super.write(context, complete, written);
        } else {
            super.write(context, message, written);
        }
    }

    private boolean isEmptyRefusal(FullHttpResponse response) {
        return response.status().codeClass() == HttpStatusClass.CLIENT_ERROR
                && !response.content().isReadable()
                && !response.headers().contains(HttpHeaderNames.CONTENT_TYPE);
    }

    private FullHttpResponse withProblem(FullHttpResponse refusal) {
        Problem problem = Refusals.of(refusal.status().code());
        byte[] json = problem.json().getBytes(StandardCharsets.UTF_8);
        ByteBuf body = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(json);
        // Without the reason phrase, which may repeat a header of the request.
        FullHttpResponse complete = new DefaultFullHttpResponse(
                refusal.protocolVersion(), HttpResponseStatus.valueOf(problem.status()), body);
        complete.headers()
                .set(refusal.headers())
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE.toString())
                .set(HttpHeaderNames.CONTENT_LENGTH, json.length);
        return complete;
    }
}

package dev.roomscribe.api.guard;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;

/**
 * What waits for the windows of an HTTP/2 connection: bytes of responses, which the client must accept with
 * {@code WINDOW_UPDATE} before they can be sent. A client that reads sends such frames, so a stream that waits without one
 * is not read. Confined to the event loop of the connection.
 */
final class Http2Windows {
    private static final int CONNECTION = 0;

    private final ChannelHandlerContext context;
    private final Http2ConnectionHandler handler;
    private final Http2Connection connection;
    private final Http2RemoteFlowController flow;
    /** Set on a stream that waited at the last check and has received no update since. */
    private final Http2Connection.PropertyKey waits;

    private boolean connectionUpdated;

    private Http2Windows(ChannelHandlerContext context) {
        this.context = context;
        handler = (Http2ConnectionHandler) context.handler();
        connection = handler.connection();
        flow = connection.remote().flowController();
        waits = connection.newKey();
        handler.decoder()
                .frameListener(new Http2FrameListenerDecorator(handler.decoder().frameListener()) {
                    @Override
                    public void onWindowUpdateRead(ChannelHandlerContext read, int streamId, int increment)
                            throws Http2Exception {
                        onUpdate(streamId);
                        super.onWindowUpdateRead(read, streamId, increment);
                    }
                });
    }

    /** Returns the windows of a connection that has received a request over HTTP/2; to be called once for it. */
    static Http2Windows of(ChannelPipeline pipeline) {
        return new Http2Windows(pipeline.context(Http2ConnectionHandler.class));
    }

    private void onUpdate(int streamId) {
        Http2Stream stream = connection.stream(streamId);
        if (streamId == CONNECTION) {
            connectionUpdated = true;
        } else if (stream != null) {
            stream.removeProperty(waits);
        }
    }

    /**
     * Cancels the streams that wait since the last call and that the client does not read.
     *
     * @return whether there are others that wait
     */
    boolean cancelUnread() {
        boolean connectionFull = flow.windowSize(connection.connectionStream()) <= 0;
        boolean connectionUnread = connectionFull && !connectionUpdated;
        connectionUpdated = false;
        boolean waiting = false;
        for (Http2Stream stream : activeStreams()) {
            boolean full = flow.windowSize(stream) <= 0;
            if (!flow.hasFlowControlled(stream) || !(full || connectionFull)) {
                stream.removeProperty(waits);
            } else if (stream.getProperty(waits) != null && (full || connectionUnread)) {
                cancel(stream);
            } else {
                stream.setProperty(waits, true);
                waiting = true;
            }
        }
        return waiting;
    }

    private List<Http2Stream> activeStreams() {
        List<Http2Stream> streams = new ArrayList<>();
        try {
            connection.forEachActiveStream(streams::add);
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        return streams;
    }

    private void cancel(Http2Stream stream) {
        var unused = handler.resetStream(context, stream.id(), Http2Error.CANCEL.code(), context.newPromise());
        context.flush();
    }
}

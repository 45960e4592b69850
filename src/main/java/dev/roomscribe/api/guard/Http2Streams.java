package dev.roomscribe.api.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what the requests of one HTTP/2 connection use, which Vert.x does not show: bodies that do not end or are too large,
 * and responses that wait for the client's window. A client that reads sends {@code WINDOW_UPDATE}, so a stream that waits
 * without such a frame is not read. Streams are cancelled one by one. Confined to the event loop of the connection.
 */
final class Http2Streams {
    private final ChannelHandlerContext context;
    private final Http2ConnectionHandler handler;
    private final Http2Connection connection;
    private final Http2RemoteFlowController flow;
    private final Runnable onClosed;
    /** The {@link Http2Body} of a stream. */
    private final Http2Connection.PropertyKey body;
    /** Set on a stream that waited at the last check and has received no update since. */
    private final Http2Connection.PropertyKey waits;

    private boolean connectionUpdated;

    private Http2Streams(ChannelHandlerContext context, Runnable onClosed) {
        this.context = context;
        this.onClosed = onClosed;
        handler = (Http2ConnectionHandler) context.handler();
        connection = handler.connection();
        flow = connection.remote().flowController();
        body = connection.newKey();
        waits = connection.newKey();
        connection.addListener(new ClosedStreams());
        handler.decoder().frameListener(new ReceivedFrames(handler.decoder().frameListener()));
    }

    /**
     * Returns the streams of a connection that has received a request over HTTP/2; to be called once for it.
     *
     * @param onClosed called when a stream for which {@link #open} was called is closed
     */
    static Http2Streams of(ChannelPipeline pipeline, Runnable onClosed) {
        return new Http2Streams(pipeline.context(Http2ConnectionHandler.class), onClosed);
    }

    /** Must be called when the headers of a request were received, before others are. */
    Http2Body open(Duration bodyTimeout) {
        Http2Stream stream = connection.stream(connection.remote().lastStreamCreated());
        Http2Body opened = new Http2Body(() -> finish(stream));
        opened.setTimer(context.executor()
                .schedule(() -> cancelUnlessReceived(stream), bodyTimeout.toNanos(), TimeUnit.NANOSECONDS));
        stream.setProperty(body, opened);
        return opened;
    }

    private @Nullable Http2Body body(Http2Stream stream) {
        return stream.getProperty(body);
    }

    private void cancelUnlessReceived(Http2Stream stream) {
        if (stream.state().remoteSideOpen()) {
            reset(stream, Http2Error.CANCEL);
        }
    }

    /** Sends what can be sent of the response, and stops the upload. */
    private void finish(Http2Stream stream) {
        context.flush();
        reset(stream, Http2Error.NO_ERROR);
    }

    private void reset(Http2Stream stream, Http2Error error) {
        var unused = handler.resetStream(context, stream.id(), error.code(), context.newPromise());
        context.flush();
    }

    /** Cancels the streams that wait since the last call and that the client does not read. */
    void cancelUnread() {
        boolean connectionFull = flow.windowSize(connection.connectionStream()) <= 0;
        boolean connectionUnread = connectionFull && !connectionUpdated;
        connectionUpdated = false;
        for (Http2Stream stream : activeStreams()) {
            boolean full = flow.windowSize(stream) <= 0;
            if (!flow.hasFlowControlled(stream) || !(full || connectionFull)) {
                stream.removeProperty(waits);
            } else if (stream.getProperty(waits) != null && (full || connectionUnread)) {
                reset(stream, Http2Error.CANCEL);
            } else {
                stream.setProperty(waits, true);
            }
        }
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

    private final class ClosedStreams extends Http2ConnectionAdapter {
        @Override
        public void onStreamClosed(Http2Stream stream) {
            Http2Body closed = body(stream);
            if (closed != null) {
                closed.cancelTimer();
                onClosed.run();
            }
        }
    }

    private final class ReceivedFrames extends Http2FrameListenerDecorator {
        ReceivedFrames(Http2FrameListener listener) {
            super(listener);
        }

        @Override
        public int onDataRead(ChannelHandlerContext read, int streamId, ByteBuf data, int padding, boolean endOfStream)
                throws Http2Exception {
            Http2Stream stream = connection.stream(streamId);
            Http2Body received = stream == null ? null : body(stream);
            if (received == null || received.accepts(data.readableBytes())) {
                return super.onDataRead(read, streamId, data, padding, endOfStream);
            }
            return data.readableBytes() + padding;
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext read, int streamId, int increment) throws Http2Exception {
            Http2Stream stream = connection.stream(streamId);
            if (streamId == connection.connectionStream().id()) {
                connectionUpdated = true;
            } else if (stream != null) {
                stream.removeProperty(waits);
            }
            super.onWindowUpdateRead(read, streamId, increment);
        }
    }
}

package dev.roomscribe.api.guard;

import dev.roomscribe.security.limit.ConnectionTimeouts;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client keeps the server waiting. The first handler of its channel, so that it sees every byte.
 *
 * <pre>
 *   RECEIVING HEADERS ──request──▶ RESPONDING ──response ended──▶ IDLE ──first byte──▶ RECEIVING HEADERS
 * </pre>
 *
 * <p>The deadline of RECEIVING HEADERS is not extended by what arrives. From the first request on, the connection is also
 * closed if bytes are waiting and the client takes none of them. On an HTTP/2 connection, RESPONDING lasts until the streams of
 * all requests are closed, and it stays IDLE until the next request is complete, because frames such as pings belong to no
 * request.
 *
 * <p>Confined to the event loop of the connection.
 */
final class ConnectionDeadline extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<ConnectionDeadline> KEY =
            AttributeKey.valueOf(ConnectionDeadline.class.getName());

    private final Channel channel;
    private final ConnectionTimeouts timeouts;
    /** Of RECEIVING HEADERS and IDLE. */
    private @Nullable ScheduledFuture<?> timer;

    /** Null before the first request. */
    private @Nullable ScheduledFuture<?> writeTimer;

    private int openRequests;
    /** Null unless the connection has received a request over HTTP/2. */
    private @Nullable Http2Streams streams;

    private boolean receivingHeaders = true;
    /** What was waiting to be sent when that was checked last. */
    private @Nullable Pending pending;

    /** @param part the buffer that is being sent; {@code progress} bytes of it are sent */
    private record Pending(@Nullable Object part, long progress) {
        boolean isUnchanged(@Nullable Pending before) {
            return before != null && part == before.part && progress == before.progress;
        }
    }

    private ConnectionDeadline(Channel channel, ConnectionTimeouts timeouts) {
        this.channel = channel;
        this.timeouts = timeouts;
    }

    /** Adds the deadline to a new connection. It stays in force when Vert.x removes handlers to switch to HTTP/2. */
    static void guard(Channel channel, ConnectionTimeouts timeouts) {
        ConnectionDeadline deadline = new ConnectionDeadline(channel, timeouts);
        channel.attr(KEY).set(deadline);
        channel.pipeline().addLast(deadline);
        channel.closeFuture().addListener(closed -> deadline.cancelTimers());
    }

    /** Returns the deadline of a connection, null if it is not guarded. */
    static @Nullable ConnectionDeadline of(Channel channel) {
        return channel.attr(KEY).get();
    }

    @Override
    public void channelActive(ChannelHandlerContext active) throws Exception {
        closeAfter(timeouts.header());
        super.channelActive(active);
    }

    @Override
    public void channelRead(ChannelHandlerContext read, Object message) throws Exception {
        if (openRequests == 0 && !receivingHeaders && streams == null) {
            receivingHeaders = true;
            closeAfter(timeouts.header());
        }
        super.channelRead(read, message);
    }

    /** Must be called when the headers of a request over HTTP/1 were received, and {@link #onResponseEnd} after it. */
    void onRequest() {
        openRequests++;
        receivingHeaders = false;
        cancelTimer();
        if (writeTimer == null) {
            checkWrites();
        }
    }

    /** Must be called when the response to a request over HTTP/1 has ended, whatever the reason. */
    void onResponseEnd() {
        openRequests--;
        if (openRequests == 0) {
            closeWhenIdle();
        }
    }

    /** Must be called when the headers of a request over HTTP/2 were received, before others are; returns its body. */
    Http2Body onHttp2Request() {
        if (streams == null) {
            streams = Http2Streams.of(channel.pipeline(), this::onResponseEnd);
        }
        onRequest();
        return streams.open(timeouts.body());
    }

    /** The end of the last response may still be waiting to be sent. */
    private void closeWhenIdle() {
        schedule(timeouts.idle(), () -> {
            if (pending() != null) {
                closeWhenIdle();
            } else if (streams != null) {
                // From the end of the pipeline, so that the client is told with GOAWAY.
                var unused = channel.close();
            } else {
                close();
            }
        });
    }

    private void checkWrites() {
        long period = timeouts.write().toNanos();
        writeTimer =
                channel.eventLoop().scheduleWithFixedDelay(this::closeIfUnread, period, period, TimeUnit.NANOSECONDS);
    }

    private void closeIfUnread() {
        Pending now = pending();
        if (now != null && now.isUnchanged(pending)) {
            close();
            return;
        }
        pending = now;
        if (streams != null) {
            streams.cancelUnread();
        }
    }

    /** Returns null if nothing is waiting to be sent. */
    private @Nullable Pending pending() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null || buffer.isEmpty() ? null : new Pending(buffer.current(), buffer.currentProgress());
    }

    private void closeAfter(Duration timeout) {
        schedule(timeout, this::close);
    }

    private void schedule(Duration delay, Runnable action) {
        cancelTimer();
        if (channel.isActive()) {
            timer = channel.eventLoop().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void cancelTimers() {
        cancelTimer();
        if (writeTimer != null) {
            writeTimer.cancel(false);
        }
    }

    private void close() {
        var unused = channel.pipeline().firstContext().close();
    }
}

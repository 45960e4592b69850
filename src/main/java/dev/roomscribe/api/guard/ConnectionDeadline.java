package dev.roomscribe.api.guard;

import dev.roomscribe.security.limit.ConnectionTimeouts;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
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
 * <p>The deadline of RECEIVING HEADERS is not extended by what arrives. While RESPONDING, the connection is closed only if
 * bytes are waiting and the client takes none of them. On an HTTP/2 connection, which may have several requests at the same
 * time, RESPONDING lasts until all have their responses, and it stays IDLE until the next request is complete, because
 * frames such as pings belong to no request. There, responses that the client does not read are cancelled one by one.
 *
 * <p>Confined to the event loop of the connection.
 */
final class ConnectionDeadline extends ChannelInboundHandlerAdapter {
    private final ConnectionTimeouts timeouts;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ScheduledFuture<?> timer;

    private int openRequests;
    /** Null unless the connection has received a request over HTTP/2. */
    private @Nullable Http2Windows windows;

    private boolean receivingHeaders = true;
    /** What was waiting to be sent when that was checked last. */
    private @Nullable Pending pending;

    /** @param part the buffer that is being sent; {@code progress} bytes of it are sent */
    private record Pending(@Nullable Object part, long progress) {
        boolean isUnchanged(@Nullable Pending before) {
            return before != null && part == before.part && progress == before.progress;
        }
    }

    ConnectionDeadline(ConnectionTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) throws Exception {
        context = active;
        closeAfter(timeouts.header());
        super.channelActive(active);
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) throws Exception {
        cancelTimer();
        super.channelInactive(inactive);
    }

    @Override
    public void channelRead(ChannelHandlerContext read, Object message) throws Exception {
        if (openRequests == 0 && !receivingHeaders && windows == null) {
            receivingHeaders = true;
            closeAfter(timeouts.header());
        }
        super.channelRead(read, message);
    }

    /** Must be called when the headers of a request were received. */
    void onRequest(boolean isHttp2) {
        openRequests++;
        if (isHttp2 && windows == null && context != null) {
            windows = Http2Windows.of(context.pipeline());
        }
        receivingHeaders = false;
        if (openRequests == 1) {
            pending = null;
            checkWrites();
        }
    }

    /** Must be called when the response to a request has ended, whatever the reason. */
    void onResponseEnd() {
        openRequests--;
        if (openRequests == 0) {
            pending = null;
            closeWhenIdle();
        }
    }

    /** The end of the response may still be waiting to be sent. */
    private void closeWhenIdle() {
        schedule(timeouts.idle(), () -> {
            Pending now = pending();
            boolean sends = now != null && !now.isUnchanged(pending);
            boolean waits = windows != null && windows.cancelUnread();
            if (sends || waits) {
                pending = now;
                closeWhenIdle();
            } else {
                close();
            }
        });
    }

    private void checkWrites() {
        schedule(timeouts.write(), () -> {
            Pending now = pending();
            if (now != null && now.isUnchanged(pending)) {
                close();
                return;
            }
            pending = now;
            if (windows != null) {
                windows.cancelUnread();
            }
            checkWrites();
        });
    }

    /** Returns null if nothing is waiting to be sent. */
    private @Nullable Pending pending() {
        ChannelOutboundBuffer buffer =
                context == null ? null : context.channel().unsafe().outboundBuffer();
        return buffer == null || buffer.isEmpty() ? null : new Pending(buffer.current(), buffer.currentProgress());
    }

    private void closeAfter(Duration timeout) {
        schedule(timeout, this::close);
    }

    private void schedule(Duration delay, Runnable action) {
        cancelTimer();
        if (context != null && context.channel().isActive()) {
            timer = context.executor().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void close() {
        if (context != null) {
            var unused = context.close();
        }
    }
}

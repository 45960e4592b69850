package dev.roomscribe.api.guard;

import dev.roomscribe.api.connection.FirstBytesHandler;
import dev.roomscribe.security.limit.ConcurrencyLimit;
import dev.roomscribe.security.limit.ConnectionTimeouts;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Receives the connections that a server has accepted, before anything is read from them: closes those beyond a maximum,
 * and gives each of the others a {@link ConnectionDeadline}. Confined to the event loop that accepts.
 */
final class AcceptedConnections extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(AcceptedConnections.class.getName());
    private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);

    private final ConcurrencyLimit count;
    private final ConnectionTimeouts timeouts;
    /** The {@link System#nanoTime} from which on the next refusal is logged. */
    private long nextWarning = System.nanoTime();

    /** Creates the handler of one server. */
    interface Factory {
        AcceptedConnections create();
    }

    AcceptedConnections(ConcurrencyLimit count, ConnectionTimeouts timeouts) {
        this.count = count;
        this.timeouts = timeouts;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        Channel connection = (Channel) message;
        InetAddress address = address(connection);
        if (!count.tryAcquire(address)) {
            // It belongs to no event loop yet.
            connection.unsafe().closeForcibly();
            warn();
            return;
        }
        connection.closeFuture().addListener(closed -> count.release(address));
        ConnectionDeadline.guard(connection, timeouts);
        connection.pipeline().addLast(new FirstBytesHandler());
        super.channelRead(context, connection);
    }

    private static InetAddress address(Channel connection) {
        return connection.remoteAddress() instanceof InetSocketAddress client
                ? client.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    private void warn() {
        long now = System.nanoTime();
        if (now - nextWarning >= 0) {
            nextWarning = now + WARNING_INTERVAL.toNanos();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Connections are closed at once: the maximum of {0}, or of {1} from one address, is reached; {2} are open."
                            + " {3} were closed so far",
                    count.max(),
                    count.maxPerAddress(),
                    count.inUse(),
                    count.refused());
        }
    }
}

package dev.roomscribe.api.guard;

import dev.roomscribe.security.limit.ConcurrencyLimit;
import dev.roomscribe.security.limit.ConnectionTimeouts;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/** A transport that adds {@link AcceptedConnections} to the servers on chosen ports and otherwise changes nothing. */
final class GuardedTransport implements Transport {
    /**
     * How much the operating system holds for a client that does not read, in bytes. It would otherwise hold megabytes, and
     * accept more only after it has sent a third of them, so a slow client would seem to read nothing for minutes.
     */
    private static final int SEND_BUFFER = 256 * 1024;

    private final Transport transport;
    private final Map<Integer, AcceptedConnections.Factory> guards = new ConcurrentHashMap<>();

    GuardedTransport(Transport transport) {
        this.transport = transport;
    }

    /**
     * Guards the servers that are configured for a port and start later.
     *
     * @param port the port in the options of the server; negative if Quarkus selects it
     */
    void guard(int port, ConcurrencyLimit count, ConnectionTimeouts timeouts) {
        guards.put(port, () -> new AcceptedConnections(count, timeouts));
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        transport.configure(options, domainSocket, bootstrap);
        AcceptedConnections.Factory guard = guards.get(options.getPort());
        if (guard != null) {
            bootstrap.handler(guard.create());
            bootstrap.childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
        }
    }

    @Override
    public boolean supportsDomainSockets() {
        return transport.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return transport.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return transport.isAvailable();
    }

    @Override
    public Throwable unavailabilityCause() {
        return transport.unavailabilityCause();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return transport.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return transport.datagramChannel();
    }

    @Override
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return transport.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return transport.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return transport.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        transport.configure(channel, options);
    }

    @Override
    public void configure(ClientOptionsBase options, boolean domainSocket, Bootstrap bootstrap) {
        transport.configure(options, domainSocket, bootstrap);
    }
}

package dev.roomscribe.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A TCP proxy with which a test can disconnect, slow down or freeze a client, or forward it to another server. */
public final class TcpProxy implements AutoCloseable {
    private static final long MILLISECOND_NANOS = 1_000_000;

    private final ServerSocket listener;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile boolean disconnected;
    private volatile int bytesPerMillisecond = Integer.MAX_VALUE;
    private volatile boolean held;
    private volatile long delayNanos;

    /** A client's connection and the one to the server that it is forwarded to. */
    private final class Connection {
        private final Socket client;
        private final Socket server;
        private volatile boolean frozen;

        Connection(Socket client) throws IOException {
            this.client = client;
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        }

        void forward() {
            daemon(() -> pump(client, server));
            daemon(() -> pump(server, client));
        }

        private void pump(Socket from, Socket to) {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] buffer = new byte[8_192];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (frozen) {
                        continue;
                    }
                    delay();
                    for (int sent = 0; sent < read; ) {
                        int next = Math.min(read - sent, bytesPerMillisecond);
                        out.write(buffer, sent, next);
                        sent += next;
                        if (sent < read) {
                            LockSupport.parkNanos(MILLISECOND_NANOS);
                        }
                    }
                }
            } catch (IOException e) {
                // One side closed; closing both sockets ends the other side as well.
            }
            connections.remove(this);
        }

        private void delay() {
            if (delayNanos > 0) {
                LockSupport.parkNanos(delayNanos);
            }
            while (held) {
                LockSupport.parkNanos(MILLISECOND_NANOS);
            }
        }

        void close() {
            try (client;
                    server) {
                connections.remove(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public TcpProxy(URI server) {
        forwardTo(server);
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Forwards new connections to another server. */
    public void forwardTo(URI server) {
        target = server.getPort();
    }

    /** Closes every connection and refuses new ones. */
    public void disconnect() {
        disconnected = true;
        connections.forEach(Connection::close);
    }

    /** Accepts connections again, forwards what it holds, and from now on everything at full speed. */
    public void restore() {
        disconnected = false;
        held = false;
        delayNanos = 0;
        bytesPerMillisecond = Integer.MAX_VALUE;
    }

    /** Freezes every open connection: it stays open on both sides, and no data passes. */
    public void freeze() {
        connections.forEach(connection -> connection.frozen = true);
    }

    /** As {@link #freeze()}, only the connection that the server sees with a port of its client. */
    public void freeze(int port) {
        of(port).frozen = true;
    }

    /** Closes one connection, by the port of its client as the server sees it. */
    public void cut(int port) {
        of(port).close();
    }

    private Connection of(int port) {
        return connections.stream()
                .filter(connection -> connection.server.getLocalPort() == port)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Holds all data, also of new connections, until {@link #restore}: as a network that is down, where the systems at both
     * ends repeat what was not received. What a client has sent before it closed its connection still reaches the server.
     */
    public void hold() {
        held = true;
    }

    /** Forwards data at least this much later, in both directions. */
    public void delay(Duration delay) {
        delayNanos = delay.toNanos();
    }

    public void limitTo(int bytesPerMillisecond) {
        this.bytesPerMillisecond = bytesPerMillisecond;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (disconnected) {
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                // The proxy was closed.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Connection connection = new Connection(client);
            connections.add(connection);
            connection.forward();
        } catch (IOException e) {
            // The server refuses connections, so the proxy closes the client's.
            client.close();
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        restore();
        disconnect();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.roomscribe.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** The way between a client and a server, which a test can cut, slow, let go dead, and lead to another server. */
public final class Wire implements AutoCloseable {
    private static final long MILLISECOND = 1_000_000;

    private final ServerSocket entry;
    private final Set<Strand> strands = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile boolean cut;
    private volatile int bytesPerMillisecond = Integer.MAX_VALUE;

    /** One connection: both of its ends, and whether it still carries anything. */
    private final class Strand {
        private final Socket client;
        private final Socket server;
        private volatile boolean dead;

        Strand(Socket client) throws IOException {
            this.client = client;
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        }

        void carry() {
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
                    if (dead) {
                        continue;
                    }
                    for (int sent = 0; sent < read; ) {
                        int next = Math.min(read - sent, bytesPerMillisecond);
                        out.write(buffer, sent, next);
                        sent += next;
                        if (sent < read) {
                            LockSupport.parkNanos(MILLISECOND);
                        }
                    }
                }
            } catch (IOException e) {
                // One of the ends is gone, and with it the other.
            }
            strands.remove(this);
        }

        void close() {
            try (client;
                    server) {
                strands.remove(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public Wire(URI server) {
        leadTo(server);
        try {
            entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + entry.getLocalPort());
    }

    /** Lets new connections end at another server. */
    public void leadTo(URI server) {
        target = server.getPort();
    }

    /** Breaks every connection, and lets none come about. */
    public void cut() {
        cut = true;
        strands.forEach(Strand::close);
    }

    /** Lets connections come about again, and as fast as they can be. */
    public void mend() {
        cut = false;
        bytesPerMillisecond = Integer.MAX_VALUE;
    }

    /** Lets every connection that there is go dead: open at both ends, and nothing comes through. */
    public void freeze() {
        strands.forEach(strand -> strand.dead = true);
    }

    public void slowTo(int bytesPerMillisecond) {
        this.bytesPerMillisecond = bytesPerMillisecond;
    }

    private void accept() {
        while (!entry.isClosed()) {
            try {
                Socket client = entry.accept();
                if (cut) {
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Strand strand = new Strand(client);
            strands.add(strand);
            strand.carry();
        } catch (IOException e) {
            // Nobody is there: as if this address were the server's own.
            client.close();
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        cut();
        try {
            entry.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

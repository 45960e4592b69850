package dev.roomscribe.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Many connections that send a little now and then and never a whole request. */
final class SlowClients implements AutoCloseable {
    private final List<SocketChannel> open = new ArrayList<>();

    SlowClients(URI service, int count) {
        try {
            for (int i = 0; i < count; i++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress(service.getHost(), service.getPort()));
                channel.configureBlocking(false);
                open.add(channel);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a text on each connection that the service has not closed. */
    void send(String text) {
        forgetClosed();
        for (SocketChannel channel : open) {
            try {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            } catch (IOException closedMeanwhile) {
                // The next call notices.
            }
        }
    }

    /** Returns how many connections the service has not closed. */
    int open() {
        forgetClosed();
        return open.size();
    }

    private void forgetClosed() {
        ByteBuffer answer = ByteBuffer.allocate(1024);
        for (Iterator<SocketChannel> channels = open.iterator(); channels.hasNext(); ) {
            SocketChannel channel = channels.next();
            try {
                if (channel.read(answer.clear()) < 0) {
                    channel.close();
                    channels.remove();
                }
            } catch (IOException reset) {
                channels.remove();
            }
        }
    }

    @Override
    public void close() {
        for (SocketChannel channel : open) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

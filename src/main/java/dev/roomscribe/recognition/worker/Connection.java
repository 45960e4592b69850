package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.worker.proto.Reply;
import dev.roomscribe.recognition.worker.proto.Request;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** The service's end of one connection to a worker; one thread at a time. */
final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;

    Connection(SocketChannel channel) {
        this.channel = channel;
        in = new BufferedInputStream(Channels.newInputStream(channel));
        out = new BufferedOutputStream(Channels.newOutputStream(channel));
    }

    Reply exchange(Request request) throws IOException {
        request.writeDelimitedTo(out);
        out.flush();
        Reply reply = Reply.parseDelimitedFrom(in);
        if (reply == null) {
            throw new EOFException("the process let go of the connection");
        }
        return reply;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

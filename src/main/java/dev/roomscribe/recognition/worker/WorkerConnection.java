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

/** The service's end of one connection to a worker. Used by one thread at a time. */
final class WorkerConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;

    WorkerConnection(SocketChannel channel) {
        this.channel = channel;
        in = new BufferedInputStream(Channels.newInputStream(channel));
        out = new BufferedOutputStream(Channels.newOutputStream(channel));
    }

    /**
     * Sends a request and waits for its reply.
     *
     * @throws IOException if the connection is lost, or the reply is malformed or does not match the request
     */
    Reply exchange(Request request) throws IOException {
        request.writeDelimitedTo(out);
        out.flush();
        Reply reply = Reply.parseDelimitedFrom(in);
        if (reply == null) {
            throw new EOFException("The worker closed the connection");
        }
        if (!matches(request.getCallCase(), reply.getAnswerCase())) {
            throw new IOException("The worker answered " + request.getCallCase() + " with " + reply.getAnswerCase());
        }
        return reply;
    }

    private static boolean matches(Request.CallCase call, Reply.AnswerCase answer) {
        return answer == Reply.AnswerCase.FAILURE
                || answer
                        == switch (call) {
                            case OPEN, CLOSE -> Reply.AnswerCase.DONE;
                            case ACCEPT -> Reply.AnswerCase.PROGRESS;
                            case RESULT, FLUSH -> Reply.AnswerCase.UTTERANCE;
                            case CALL_NOT_SET -> Reply.AnswerCase.FAILURE;
                        };
    }

    /** Closes the connection; errors are ignored, because the channel is closed in any case. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Closed in any case.
        }
    }
}

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

    /** @throws IOException also if the answer is none to the request, as those of a process that has lost its mind */
    Reply exchange(Request request) throws IOException {
        request.writeDelimitedTo(out);
        out.flush();
        Reply reply = Reply.parseDelimitedFrom(in);
        if (reply == null) {
            throw new EOFException("the process let go of the connection");
        }
        if (!answers(request.getCallCase(), reply.getAnswerCase())) {
            throw new IOException("the process answered " + request.getCallCase() + " with " + reply.getAnswerCase());
        }
        return reply;
    }

    private static boolean answers(Request.CallCase call, Reply.AnswerCase answer) {
        return answer == Reply.AnswerCase.FAILURE
                || answer
                        == switch (call) {
                            case OPEN, CLOSE -> Reply.AnswerCase.DONE;
                            case ACCEPT -> Reply.AnswerCase.PROGRESS;
                            case RESULT, FLUSH -> Reply.AnswerCase.UTTERANCE;
                            case CALL_NOT_SET -> Reply.AnswerCase.FAILURE;
                        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.worker.proto.Request;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** Answers what comes over one connection, one request after the other, until it is closed; then the process ends. */
final class WorkerLane implements Runnable {
    private final InputStream in;
    private final OutputStream out;
    private final WorkerDecoders decoders;

    WorkerLane(SocketChannel connection, WorkerDecoders decoders) {
        in = new BufferedInputStream(Channels.newInputStream(connection));
        out = new BufferedOutputStream(Channels.newOutputStream(connection));
        this.decoders = decoders;
    }

    @Override
    public void run() {
        try {
            for (Request request = Request.parseDelimitedFrom(in);
                    request != null;
                    request = Request.parseDelimitedFrom(in)) {
                decoders.answer(request).writeDelimitedTo(out);
                out.flush();
            }
        } catch (IOException e) {
            // The service is gone, or has let go.
        } catch (RuntimeException | Error bug) {
            System.err.println("A request was not answered: " + bug);
            Runtime.getRuntime().halt(DecoderWorker.UNUSABLE);
        }
        DecoderWorker.end();
    }
}

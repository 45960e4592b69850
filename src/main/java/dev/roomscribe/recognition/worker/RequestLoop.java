package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.worker.proto.Request;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** Answers the requests of one connection in a worker process, one after the other; when it is closed, the process ends. */
final class RequestLoop implements Runnable {
    private final InputStream in;
    private final OutputStream out;
    private final RequestHandler handler;

    RequestLoop(SocketChannel connection, RequestHandler handler) {
        in = new BufferedInputStream(Channels.newInputStream(connection));
        out = new BufferedOutputStream(Channels.newOutputStream(connection));
        this.handler = handler;
    }

    @Override
    public void run() {
        try {
            for (Request request = Request.parseDelimitedFrom(in);
                    request != null;
                    request = Request.parseDelimitedFrom(in)) {
                handler.handle(request).writeDelimitedTo(out);
                out.flush();
            }
        } catch (IOException e) {
            // The service has ended or closed the connection.
        } catch (RuntimeException | Error bug) {
            System.err.println("A request could not be answered: " + bug);
            Runtime.getRuntime().halt(WorkerMain.EXIT_UNUSABLE);
        }
        WorkerMain.exit();
    }
}

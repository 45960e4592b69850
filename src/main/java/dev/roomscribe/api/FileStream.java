package dev.roomscribe.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Sends a transcript file piece by piece, as fast as the client reads it: a piece is generated on a worker thread once
 * the previous one is written. A client that does not read occupies neither a thread nor more memory than one piece.
 */
final class FileStream {
    private static final System.Logger LOG = System.getLogger(FileStream.class.getName());

    private final Iterator<String> pieces;
    private final HttpServerResponse response;
    private final Executor workers;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    /**
     * @param pieces generates the file; its methods may block
     * @param workers runs the blocking calls of {@code pieces}
     */
    FileStream(Iterator<String> pieces, HttpServerResponse response, Executor workers) {
        this.pieces = pieces;
        this.response = response;
        this.workers = workers;
    }

    /**
     * Starts to send.
     *
     * @return completed when the file is sent or its connection is lost; fails if the first piece cannot be generated
     */
    CompletionStage<Void> start() {
        workers.execute(this::sendNext);
        return finished;
    }

    private void sendNext() {
        if (response.closed()) {
            finished.complete(null);
            return;
        }
        try {
            if (pieces.hasNext()) {
                write(pieces.next());
            } else {
                var unused = response.end();
                finished.complete(null);
            }
        } catch (RuntimeException | Error e) {
            abort(e);
        }
    }

    private void write(String piece) {
        var unused = response.write(Buffer.buffer(piece)).onComplete(written -> {
            if (written.failed()) {
                finished.complete(null);
                return;
            }
            try {
                workers.execute(this::sendNext);
            } catch (RejectedExecutionException stopping) {
                abort(stopping);
            }
        });
    }

    private void abort(Throwable e) {
        if (response.closed()) {
            // The response refuses further writes once its connection is lost.
            finished.complete(null);
            return;
        }
        if (!response.headWritten()) {
            finished.completeExceptionally(e);
            return;
        }
        LOG.log(System.Logger.Level.ERROR, "A transcript file was cut off because it could not be generated", e);
        // A response that ended normally would pass for the complete file.
        response.reset();
        finished.complete(null);
    }
}

package dev.roomscribe.api;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.Executor;
import org.jboss.resteasy.reactive.server.vertx.VertxResteasyReactiveRequestContext;

/**
 * A file, sent as fast as its client takes it: one text is made, on a worker thread, when the one before is on its way. So
 * a client that does not read holds neither a thread nor more than one text.
 *
 * @param texts taking one blocks
 */
record FileBody(Iterator<String> texts) implements StreamingBody {
    private static final System.Logger LOG = System.getLogger(FileBody.class.getName());

    @Override
    public void send(VertxResteasyReactiveRequestContext request) {
        new Sending(texts, request, Infrastructure.getDefaultWorkerPool()).next();
    }

    private record Sending(Iterator<String> texts, VertxResteasyReactiveRequestContext request, Executor workers) {
        void next() {
            workers.execute(() -> {
                try {
                    if (texts.hasNext()) {
                        write(texts.next());
                    } else {
                        request.serverResponse().end();
                        request.close();
                    }
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.ERROR, "A file could not be sent to its end", e);
                    breakOff();
                }
            });
        }

        private void write(String text) {
            var unused = request.serverResponse()
                    .write(text.getBytes(StandardCharsets.UTF_8))
                    .whenComplete((sent, failure) -> {
                        if (failure == null) {
                            next();
                        } else {
                            request.close();
                        }
                    });
        }

        /** A file that ended in good order would pass for a whole one. */
        private void breakOff() {
            request.closeConnection();
            request.close();
        }
    }
}

package dev.roomscribe.api;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.Executor;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jboss.resteasy.reactive.server.vertx.VertxResteasyReactiveRequestContext;

/**
 * Sends a body as fast as its client takes it: one text is made, on a worker thread, when the one before is on its way. So
 * a client that does not read holds neither a thread nor more than one text.
 */
@Provider
public class FileBodyWriter implements ServerMessageBodyWriter<FileBody> {
    private static final System.Logger LOG = System.getLogger(FileBodyWriter.class.getName());

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return FileBody.class.isAssignableFrom(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return FileBody.class.isAssignableFrom(type);
    }

    @Override
    public void writeResponse(FileBody body, Type genericType, ServerRequestContext context) {
        VertxResteasyReactiveRequestContext request = (VertxResteasyReactiveRequestContext) context;
        request.suspend();
        request.serverResponse().setChunked(true);
        new Sending(body.texts(), request, Infrastructure.getDefaultWorkerPool()).next();
    }

    private record Sending(Iterator<String> texts, VertxResteasyReactiveRequestContext request, Executor workers) {
        void next() {
            workers.execute(() -> {
                try {
                    if (texts.hasNext()) {
                        send(texts.next());
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

        private void send(String text) {
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

    @Override
    public void writeTo(
            FileBody body,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException("the server writes with writeResponse");
    }
}

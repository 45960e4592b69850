package dev.roomscribe.api;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Suspends the request while its {@link StreamingBody} is sent.
 *
 * <p>The public interface of Quarkus REST has no way to suspend a request. Its own writers of asynchronous bodies use the
 * same cast as this one, the only place that depends on Quarkus REST's implementation.
 */
@Provider
public class StreamingBodyWriter implements ServerMessageBodyWriter<StreamingBody> {
    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return StreamingBody.class.isAssignableFrom(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return StreamingBody.class.isAssignableFrom(type);
    }

    @Override
    public void writeResponse(StreamingBody body, Type genericType, ServerRequestContext context) {
        ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
        request.suspend();
        request.serverResponse().setChunked(true);
        var unused = body.send().whenComplete((finished, failure) -> {
            if (failure == null) {
                request.close();
            } else {
                request.resume(failure, true);
            }
        });
    }

    @Override
    public void writeTo(
            StreamingBody body,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException("the server writes with writeResponse");
    }
}

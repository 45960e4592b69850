package dev.roomscribe.api.connection;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.MimeMapping;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Gives responses to HEAD the headers of the response to GET. Vert.x leaves out the type of a static file, and nothing
 * removes the {@code Content-Encoding: identity} with which Quarkus marks responses that are not compressed.
 */
@Singleton
class HeadResponses {
    private static final int PRIORITY = 9_000;
    private static final int OK = 200;

    void register(@Observes Filters filters) {
        filters.register(HeadResponses::prepare, PRIORITY);
    }

    private static void prepare(RoutingContext http) {
        if (http.request().method().equals(HttpMethod.HEAD)) {
            http.addHeadersEndHandler(end -> complete(http));
        }
        http.next();
    }

    private static void complete(RoutingContext http) {
        MultiMap headers = http.response().headers();
        if ("identity".equals(headers.get(HttpHeaders.CONTENT_ENCODING))) {
            headers.remove(HttpHeaders.CONTENT_ENCODING);
        }
        String type = MimeMapping.getMimeTypeForFilename(http.normalizedPath());
        if (type != null && http.response().getStatusCode() == OK && !headers.contains(HttpHeaders.CONTENT_TYPE)) {
            headers.set(HttpHeaders.CONTENT_TYPE, type.startsWith("text") ? type + ";charset=UTF-8" : type);
        }
    }
}

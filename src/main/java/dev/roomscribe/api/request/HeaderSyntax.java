package dev.roomscribe.api.request;

import dev.roomscribe.api.problem.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.ParsedHeaderValue;
import io.vertx.ext.web.ParsedHeaderValues;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Parses the headers that Vert.x and Quarkus REST parse while they look for a handler, with the same code. Both fail with
 * exceptions of the implementation if a header is malformed, and their failures look like faults of the service.
 */
final class HeaderSyntax {
    private HeaderSyntax() {}

    /** Returns the problem of a request with a malformed header or a compressed body. */
    static Optional<Problem> fault(RoutingContext http) {
        HttpServerRequest request = http.request();
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.isBlank() && !encoding.equalsIgnoreCase("identity")) {
            return Optional.of(Problem.Type.UNSUPPORTED_MEDIA_TYPE.with(
                    "Send the body without Content-Encoding: it is not decoded."));
        }
        List<String> types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        if (types.size() > 1 || !types.stream().allMatch(HeaderSyntax::isMediaType)) {
            return Optional.of(Problem.Type.UNSUPPORTED_MEDIA_TYPE.with(
                    "The Content-Type header is not one media type, such as application/json."));
        }
        if (!areParsed(http)) {
            return Optional.of(Problem.Type.BAD_REQUEST.with("A header whose name begins with Accept is malformed."));
        }
        return Optional.empty();
    }

    private static boolean isMediaType(String header) {
        try {
            var unused = MediaType.valueOf(header);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static boolean areParsed(RoutingContext http) {
        try {
            ParsedHeaderValues headers = http.parsedHeaders();
            // Vert.x parses each value when it is first used.
            Stream.of(headers.accept(), headers.acceptCharset(), headers.acceptEncoding(), headers.acceptLanguage())
                    .flatMap(List::stream)
                    .forEach(ParsedHeaderValue::weight);
            var unused = headers.contentType().component();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}

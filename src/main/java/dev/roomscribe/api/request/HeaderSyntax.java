package dev.roomscribe.api.request;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.ParsedHeaderValue;
import io.vertx.ext.web.ParsedHeaderValues;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Parses the headers that Vert.x and Quarkus REST parse while they look for a handler, with the same code. Both fail with
 * exceptions of the implementation if a header is malformed, and their failures look like faults of the service.
 */
final class HeaderSyntax {
    private static final Map<String, Function<ParsedHeaderValues, List<? extends ParsedHeaderValue>>> LISTS = Map.of(
            "Accept", ParsedHeaderValues::accept,
            "Accept-Charset", ParsedHeaderValues::acceptCharset,
            "Accept-Encoding", ParsedHeaderValues::acceptEncoding,
            "Accept-Language", ParsedHeaderValues::acceptLanguage,
            "Content-Type", headers -> List.of(headers.contentType()));

    private HeaderSyntax() {}

    /** Returns the problem of a request with a malformed header or a compressed body. */
    static Optional<Problem> fault(RoutingContext http) {
        HttpServerRequest request = http.request();
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.isBlank() && !encoding.equalsIgnoreCase("identity")) {
            return Optional.of(Problem.Type.UNSUPPORTED_MEDIA_TYPE.with(FieldError.header(
                    "Content-Encoding", "Send the body without Content-Encoding: it is not decoded.")));
        }
        List<String> types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        if (types.size() > 1 || !types.stream().allMatch(HeaderSyntax::isMediaType)) {
            return Optional.of(Problem.Type.UNSUPPORTED_MEDIA_TYPE.with(FieldError.header(
                    "Content-Type", "The Content-Type header is not one media type, such as application/json.")));
        }
        return LISTS.keySet().stream()
                .filter(name -> !isParsed(name, http))
                .findFirst()
                .map(name -> Problem.Type.BAD_REQUEST.with(
                        FieldError.header(name, "The header " + name + " is malformed.")));
    }

    private static boolean isMediaType(String header) {
        try {
            var unused = MediaType.valueOf(header);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static boolean isParsed(String name, RoutingContext http) {
        try {
            // Vert.x parses each value when it is first used.
            requireNonNull(LISTS.get(name)).apply(http.parsedHeaders()).forEach(ParsedHeaderValue::weight);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}

package dev.roomscribe.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roomscribe.api.audit.RequestId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457).
 *
 * @param type identifies the problem type for programs; never changes
 * @param title describes the problem type for people
 * @param status the HTTP status
 * @param detail what happened to which room or peer, and what to do
 * @param errors which parts of the request are invalid; empty if the problem has no part
 * @param differences which options differ from those of the running session
 * @param instance identifies the request, as the audit log does; null until {@link #of} adds it
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OptionDifference> differences,
        @Nullable String instance) {
    public static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

    private static final String TYPE_PREFIX = "urn:roomscribe:problem:";

    /** The problem types. Clients see the name of a constant, in lower case, as the end of the document's type. */
    public enum Type {
        BAD_REQUEST(400, "The request is invalid"),
        UNAUTHENTICATED(401, "The request has no valid credentials"),
        WEBHOOK_NOT_SIGNED(401, "The webhook's signature is missing or invalid"),
        FORBIDDEN(403, "The request is not permitted"),
        FOREIGN_ORIGIN(403, "Pages of this origin may not change anything"),
        WEBHOOK_NOT_SET_UP(404, "Fishjam webhooks are not set up"),
        ROOM_NOT_FOUND(404, "There is no such room"),
        PEER_NOT_FOUND(404, "The room has no such peer"),
        NOT_TRANSCRIBED(404, "The room is not transcribed"),
        SESSION_NOT_FOUND(404, "The room has no such session"),
        NO_SUCH_PATH(404, "There is no such path"),
        METHOD_NOT_ALLOWED(405, "The path does not support this method"),
        NOT_ACCEPTABLE(406, "None of the accepted formats is available"),
        OPTIONS_DIFFER(409, "The room is transcribed with other options"),
        IN_SESSION(409, "The room is being transcribed"),
        PRECONDITION_FAILED(412, "The transcript is another one than the request expects"),
        BODY_TOO_LARGE(413, "The body is too large"),
        TARGET_TOO_LONG(414, "The request line is too long"),
        UNSUPPORTED_MEDIA_TYPE(415, "The media type of the body is not supported"),
        RANGE_NOT_SATISFIABLE(416, "The file has no such range"),
        UNKNOWN_HOST(421, "The service does not have this host name"),
        TOO_MANY_REQUESTS(429, "This address has sent too many requests"),
        QUOTA_EXCEEDED(429, "The API key has used its quota"),
        HEADERS_TOO_LARGE(431, "The headers are too large"),
        INTERNAL_ERROR(500, "The service failed"),
        FISHJAM_REFUSED(502, "Fishjam refused the request"),
        FISHJAM_UNAVAILABLE(502, "Fishjam does not respond"),
        RUNS_ELSEWHERE(503, "The room is transcribed elsewhere"),
        FULL(503, "The service is at capacity"),
        PROVIDER_UNAVAILABLE(503, "The identity provider does not respond"),
        NOT_STORED(503, "The room is paused, but that is not stored"),
        SEARCH_UNAVAILABLE(503, "Transcripts cannot be searched at present"),
        CLUSTER_UNAVAILABLE(503, "The other nodes cannot be reached"),
        STOPPING(503, "The service is stopping");

        private final int status;
        private final String title;

        Type(int status, String title) {
            this.status = status;
            this.title = title;
        }

        /**
         * Returns a problem of this type.
         *
         * @param detail what happened to which room or peer, and what to do
         */
        public Problem with(String detail) {
            return with(detail, List.of(), List.of());
        }

        /** Returns a problem of this type with the detail of the error. */
        public Problem with(FieldError error) {
            return with(error.detail(), List.of(error), List.of());
        }

        /** Returns a problem of this type that lists options. */
        public Problem with(String detail, List<OptionDifference> differences) {
            return with(detail, List.of(), differences);
        }

        private Problem with(String detail, List<FieldError> errors, List<OptionDifference> differences) {
            return new Problem(
                    TYPE_PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    title,
                    status,
                    detail,
                    errors,
                    differences,
                    null);
        }
    }

    public Problem {
        errors = List.copyOf(errors);
        differences = List.copyOf(differences);
    }

    /** Returns this problem with another status: for statuses that have no problem type of their own. */
    Problem withStatus(int other) {
        return new Problem(type, title, other, detail, errors, differences, instance);
    }

    /** Returns this problem with the id of its request. */
    public Problem of(RoutingContext http) {
        return new Problem(type, title, status, detail, errors, differences, RequestId.uriOf(http));
    }

    /** Returns the type as the audit log names it, such as {@code room-not-found}. */
    public String reason() {
        return type.substring(TYPE_PREFIX.length());
    }

    /** Returns the document as JSON; for problems without differences, which only a start has. */
    public String json() {
        JsonObject json = new JsonObject()
                .put("type", type)
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        if (!errors.isEmpty()) {
            JsonArray list = new JsonArray();
            errors.forEach(error -> list.add(json(error)));
            json.put("errors", list);
        }
        return (instance == null ? json : json.put("instance", instance)).encode();
    }

    private static JsonObject json(FieldError error) {
        JsonObject json = new JsonObject().put("detail", error.detail());
        if (error.pointer() != null) {
            json.put("pointer", error.pointer());
        }
        if (error.parameter() != null) {
            json.put("parameter", error.parameter());
        }
        return error.header() == null ? json : json.put("header", error.header());
    }

    public Response response() {
        return response(null);
    }

    /**
     * Returns a response with this document.
     *
     * @param retryAfterSeconds when the client may try again
     */
    public Response response(@Nullable Integer retryAfterSeconds) {
        Response.ResponseBuilder response = Response.status(status).entity(this).type(MEDIA_TYPE);
        if (retryAfterSeconds != null) {
            response.header("Retry-After", retryAfterSeconds);
        }
        return response.build();
    }
}

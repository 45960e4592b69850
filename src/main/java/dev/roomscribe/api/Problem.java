package dev.roomscribe.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as RFC 9457 has it.
 *
 * @param type names the kind for programs; never changes
 * @param title says the kind for people
 * @param status the HTTP status
 * @param detail what happened to what, and what to do
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(String type, String title, int status, String detail) {
    static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

    private static final String TYPES = "urn:roomscribe:problem:";

    /** The kinds of problems. */
    enum Kind {
        BAD_REQUEST(400, "The request is not understood"),
        WEBHOOK_NOT_SIGNED(401, "The request is not Fishjam's"),
        WEBHOOK_NOT_SET_UP(404, "There is no webhook here"),
        ROOM_NOT_FOUND(404, "There is no such room"),
        PEER_NOT_FOUND(404, "The room has no such peer to hear"),
        NOT_TRANSCRIBED(404, "The room is not transcribed"),
        SESSION_NOT_FOUND(404, "The room has no such session"),
        NO_SUCH_PATH(404, "There is nothing here"),
        METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
        NOT_ACCEPTABLE(406, "None of the accepted formats can be given"),
        OPTIONS_DIFFER(409, "The room is transcribed with other options"),
        IN_SESSION(409, "The room is being transcribed"),
        BODY_TOO_LARGE(413, "The body is too large"),
        UNSUPPORTED_MEDIA_TYPE(415, "The body's format is not understood"),
        INTERNAL_ERROR(500, "The service failed"),
        FISHJAM_REFUSED(502, "Fishjam refused"),
        FISHJAM_UNAVAILABLE(502, "Fishjam does not answer"),
        FULL(503, "The service is full"),
        STOPPING(503, "The service is stopping");

        private final int status;
        private final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }

        int status() {
            return status;
        }

        Problem with(String detail) {
            return new Problem(TYPES + name().toLowerCase(Locale.ROOT).replace('_', '-'), title, status, detail);
        }
    }

    Response response() {
        return response(null);
    }

    /** @param retryAfterSeconds when it may be worth another try */
    Response response(@Nullable Integer retryAfterSeconds) {
        Response.ResponseBuilder response = Response.status(status).entity(this).type(MEDIA_TYPE);
        if (retryAfterSeconds != null) {
            response.header("Retry-After", retryAfterSeconds);
        }
        return response.build();
    }
}

package dev.roomscribe.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.session.StartOptions;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * The body of a start; everything in it may be left out.
 *
 * @param partials whether captions appear while somebody is still talking; default true
 */
record StartRequest(@Nullable Boolean partials) {
    StartOptions options() {
        return partials == null ? StartOptions.DEFAULT : new StartOptions(partials);
    }

    /**
     * Reads the body of a start. It may be empty, and then be of any type: many clients give a type to what is not
     * there.
     */
    @Singleton
    static class Reader {
        private final ObjectMapper json;

        Reader(ObjectMapper json) {
            this.json = json;
        }

        StartOptions options(@Nullable String body, HttpHeaders headers) {
            if (body == null || body.isBlank()) {
                return StartOptions.DEFAULT;
            }
            if (!MediaType.APPLICATION_JSON_TYPE.isCompatible(headers.getMediaType())) {
                throw new ProblemException(
                        Problem.Kind.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json, or none at all.");
            }
            try {
                return json.readValue(body, StartRequest.class).options();
            } catch (JsonProcessingException e) {
                throw new ProblemException(Problem.Kind.BAD_REQUEST, ProblemMappers.explained(e));
            }
        }
    }
}

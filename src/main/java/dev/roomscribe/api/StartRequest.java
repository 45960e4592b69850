package dev.roomscribe.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.session.StartOptions;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a start; everything in it may be left out.
 *
 * @param partials whether captions appear while somebody is still talking; default true
 * @param peers the ids of those to hear, in any order; default everybody
 * @param announcement whether the announcement that is set is played; default if there is one
 * @param endpointing milliseconds that nobody speaks before an utterance is over; default what is set
 * @param webhookUrl where the session's events are posted; default nowhere
 */
record StartRequest(
        @Nullable Boolean partials,
        @Nullable List<@Nullable String> peers,
        @Nullable Boolean announcement,
        @Nullable Integer endpointing,
        @Nullable String webhookUrl) {
    StartOptions options() {
        try {
            StartOptions options = new StartOptions(partials == null || partials, named(), announcement, endpointing);
            return webhookUrl == null ? options : options.withWebhookUrl(webhookUrl);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.Kind.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Set<String> named() {
        if (peers == null) {
            return null;
        }
        Set<String> named = new LinkedHashSet<>();
        for (String id : peers) {
            // JSON's null is as good an id as a blank one.
            named.add(id == null ? "" : id);
        }
        return named;
    }

    /**
     * Reads the body of a start. It may be empty, and then be of any type: many clients give a type to what is not
     * there.
     */
    @Singleton
    static class Reader {
        private final ObjectMapper json;

        public Reader(ObjectMapper json) {
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

package dev.roomscribe.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.session.StartOptions;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that starts a session. Every member is optional.
 *
 * @param partials whether partial transcripts are published; default true
 * @param peers the ids of the peers to transcribe, in any order; default every peer
 * @param announcement whether the configured announcement is played; default true if there is one
 * @param endpointing the pause, in milliseconds, that ends an utterance; default the configured one
 * @param webhookUrl the URL that the session's events are posted to; default none
 */
record StartRequest(
        @Nullable Boolean partials,
        @Nullable List<@Nullable String> peers,
        @Nullable Boolean announcement,
        @Nullable Integer endpointing,
        @Nullable String webhookUrl) {
    StartOptions options() {
        try {
            StartOptions options = new StartOptions(partials == null || partials, peerIds(), announcement, endpointing);
            return webhookUrl == null ? options : options.withWebhookUrl(webhookUrl);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.Type.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Set<String> peerIds() {
        if (peers == null) {
            return null;
        }
        Set<String> ids = new LinkedHashSet<>();
        for (String id : peers) {
            // A JSON null is rejected in the same way as a blank id.
            ids.add(id == null ? "" : id);
        }
        return ids;
    }

    /**
     * Parses the body of a request that starts a session. An empty body may have any media type, because many HTTP
     * clients send a Content-Type without a body.
     */
    @Singleton
    static class Parser {
        private final ObjectMapper json;

        Parser(ObjectMapper json) {
            this.json = json;
        }

        StartOptions parse(@Nullable String body, HttpHeaders headers) {
            if (body == null || body.isBlank()) {
                return StartOptions.DEFAULT;
            }
            if (!MediaType.APPLICATION_JSON_TYPE.isCompatible(headers.getMediaType())) {
                throw new ProblemException(
                        Problem.Type.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json, or send no body.");
            }
            return read(body).options();
        }

        private StartRequest read(String body) {
            try {
                StartRequest request = json.readValue(body, StartRequest.class);
                if (request != null) {
                    return request;
                }
            } catch (JsonProcessingException e) {
                throw new ProblemException(Problem.Type.BAD_REQUEST, ExceptionMappers.explain(e));
            }
            // The body is the JSON literal null.
            throw new ProblemException(Problem.Type.BAD_REQUEST, ExceptionMappers.NOT_AN_OBJECT);
        }
    }
}

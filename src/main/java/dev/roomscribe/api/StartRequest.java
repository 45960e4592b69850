package dev.roomscribe.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.session.StartOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that starts a session. Every member is optional. The description of a member says what its value must
 * be.
 *
 * @param partials whether partial transcripts are published; default true
 * @param peers the ids of the peers to transcribe, in any order; default every peer
 * @param announcement whether the configured announcement is played; default true if there is one
 * @param endpointing the pause, in milliseconds, that ends an utterance; default the configured one
 * @param webhookUrl the URL that the session's events are posted to; default none
 * @param retention how many seconds after its end the session is erased; default the configured maximum age
 */
record StartRequest(
        @JsonPropertyDescription("true or false") @Nullable Boolean partials,

        @JsonPropertyDescription("a list of 1 to 100 ids of peers, such as [\"PEER_ID\"]") @Nullable
        List<@Nullable String> peers,

        @JsonPropertyDescription("true or false") @Nullable Boolean announcement,

        @JsonPropertyDescription("a whole number of milliseconds: 0, or 300 to 2000") @Nullable
        Integer endpointing,

        @JsonPropertyDescription("a URL, such as https://hooks.example.com/captions") @Nullable
        String webhookUrl,

        @JsonPropertyDescription("a whole number of seconds, 0 or more") @Nullable
        Integer retention) {
    /** @throws ProblemException if a value is not valid */
    StartOptions.Requested options() {
        try {
            StartOptions options = new StartOptions(partials == null || partials, peerIds(), announcement, endpointing)
                    .withRetention(retention);
            return new StartOptions.Requested(
                    webhookUrl == null ? options : options.withWebhookUrl(webhookUrl), named());
        } catch (StartOptions.InvalidOptionException e) {
            throw new ProblemException(Problem.Type.BAD_REQUEST, FieldError.member(e.explanation(), e.name()));
        }
    }

    /** Returns the names of the options that the request has a value for. */
    private Set<String> named() {
        Set<String> named = new LinkedHashSet<>();
        add(named, StartOptions.PARTIALS, partials);
        add(named, StartOptions.PEERS, peers);
        add(named, StartOptions.ANNOUNCEMENT, announcement);
        add(named, StartOptions.ENDPOINTING, endpointing);
        add(named, StartOptions.WEBHOOK_URL, webhookUrl);
        add(named, StartOptions.RETENTION, retention);
        return named;
    }

    private static void add(Set<String> named, String name, @Nullable Object value) {
        if (value != null) {
            named.add(name);
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
}

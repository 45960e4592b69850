package dev.roomscribe.fishjam.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;

/**
 * A call of Fishjam's REST API.
 *
 * @param purpose what the call does, as the beginning of a sentence in error messages
 * @param path relative to the base URL, encoded
 * @param body sent as JSON; null to send none
 * @param idempotent whether sending the call twice has the same effect as sending it once
 */
public record RestCall(
        String purpose,
        HttpMethod method,
        String path,
        @Nullable JsonNode body,
        boolean idempotent) {
    public static RestCall get(String purpose, String path) {
        return new RestCall(purpose, HttpMethod.GET, path, null, true);
    }

    public static RestCall delete(String purpose, String path) {
        return new RestCall(purpose, HttpMethod.DELETE, path, null, true);
    }

    /**
     * A call that creates something. Not idempotent: a second call would create another one, which the caller does not
     * know and which is billed.
     */
    public static RestCall create(String purpose, String path, JsonNode body) {
        return new RestCall(purpose, HttpMethod.POST, path, body, false);
    }

    /** An idempotent POST, such as a subscription. */
    public static RestCall post(String purpose, String path, @Nullable JsonNode body) {
        return new RestCall(purpose, HttpMethod.POST, path, body, true);
    }

    public static String roomPath(String roomId) {
        return "/room/" + segment(roomId, "roomId");
    }

    public static String peerPath(String roomId, String peerId) {
        return roomPath(roomId) + "/peer/" + segment(peerId, "peerId");
    }

    /**
     * Returns an id as a path segment or query value. Ids are opaque, so everything except letters, digits, hyphens,
     * underscores and dots is percent-encoded.
     *
     * @param name of the parameter, for the message
     * @throws IllegalArgumentException if the id is blank
     */
    public static String segment(String id, String name) {
        if (id.isBlank()) {
            throw new IllegalArgumentException(name + " is blank");
        }
        String encoded = URLEncoder.encode(id, UTF_8).replace("+", "%20").replace("*", "%2A");
        // "." and ".." as a whole segment would be resolved as a relative path.
        return encoded.equals(".") || encoded.equals("..") ? encoded.replace(".", "%2E") : encoded;
    }
}

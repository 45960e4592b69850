package dev.roomscribe.fishjam.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;

/**
 * A call of Fishjam's REST API.
 *
 * @param purpose what it is for, as the beginning of a sentence
 * @param path below the base, encoded
 * @param body or null to send none
 * @param repeatable whether doing it twice is as good as once
 */
public record RestCall(
        String purpose,
        HttpMethod method,
        String path,
        @Nullable JsonNode body,
        boolean repeatable) {
    public static RestCall get(String purpose, String path) {
        return new RestCall(purpose, HttpMethod.GET, path, null, true);
    }

    public static RestCall delete(String purpose, String path) {
        return new RestCall(purpose, HttpMethod.DELETE, path, null, true);
    }

    /** Creates something: a repeat would create another, which nobody knows of and somebody pays for. */
    public static RestCall create(String purpose, String path, JsonNode body) {
        return new RestCall(purpose, HttpMethod.POST, path, body, false);
    }

    /** Posts what may be posted again, such as a subscription. */
    public static RestCall post(String purpose, String path, @Nullable JsonNode body) {
        return new RestCall(purpose, HttpMethod.POST, path, body, true);
    }

    public static String roomPath(String roomId) {
        return "/room/" + segment(roomId, "roomId");
    }

    public static String peerPath(String roomId, String peerId) {
        return roomPath(roomId) + "/peer/" + segment(peerId, "peerId");
    }

    /** Ids are opaque, so everything but letters, digits, hyphens and the like is encoded. */
    public static String segment(String id, String name) {
        if (id.isBlank()) {
            throw new IllegalArgumentException(name + " is blank");
        }
        String encoded = URLEncoder.encode(id, UTF_8).replace("+", "%20").replace("*", "%2A");
        // A bare dot or two would climb the path.
        return encoded.equals(".") || encoded.equals("..") ? encoded.replace(".", "%2E") : encoded;
    }
}

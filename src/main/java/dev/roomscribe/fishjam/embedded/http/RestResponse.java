package dev.roomscribe.fishjam.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The response to a REST request.
 *
 * @param body null for none
 */
record RestResponse(int status, @Nullable JsonNode body) {
    static RestResponse empty(int status) {
        return new RestResponse(status, null);
    }

    /** Returns a response whose content is in the field {@code data}. */
    static RestResponse data(int status, JsonNode content) {
        return new RestResponse(status, RestJson.data(content));
    }

    static RestResponse error(int status, String message) {
        return new RestResponse(status, RestJson.errors(message));
    }
}

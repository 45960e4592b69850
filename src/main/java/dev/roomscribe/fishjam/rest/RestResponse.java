package dev.roomscribe.fishjam.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;

/** Reads the body of a REST response. */
final class RestResponse {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RestResponse() {}

    /** Returns the body as JSON, whatever its content type; a missing node if it is not JSON. */
    static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
    }

    /** Returns Fishjam's description of an error, from {@code detail} or {@code errors}; empty if there is none. */
    static String errorDetail(byte[] body) {
        JsonNode json = json(body);
        JsonNode detail = json.has("detail") ? json.path("detail") : json.path("errors");
        if (detail.isMissingNode() || detail.isNull()) {
            return "";
        }
        return detail.isTextual() ? detail.textValue() : detail.toString();
    }
}

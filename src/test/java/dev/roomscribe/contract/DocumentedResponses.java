package dev.roomscribe.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares responses with the OpenAPI document: the operation has the status, the status has the media type, and JSON matches
 * its schema in the strict form of {@link DocumentedSchemas}.
 */
public final class DocumentedResponses {
    /** What every operation may answer, as the description of the document says. */
    private static final Set<Integer> GENERAL = Set.of(400, 403, 405, 406, 412, 413, 414, 415, 421, 431, 500);

    private static final String PROBLEM = "application/problem+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Path(Pattern pattern, JsonNode operations) {}

    /** The paths with the fewest parameters first. */
    private static final List<Path> PATHS = DocumentedSchemas.document().path("paths").properties().stream()
            .sorted(Comparator.comparing(path -> path.getKey().split("\\{", -1).length))
            .map(DocumentedResponses::path)
            .toList();

    private DocumentedResponses() {}

    /**
     * Fails if the document does not describe this response. What is not an operation of the document, such as a static file, is
     * not checked.
     *
     * @param path without a query
     * @param contentType the header; null if there is none
     * @param body called only if the body has a schema
     */
    public static void check(String method, String path, int status, String contentType, Supplier<String> body) {
        String mediaType = contentType == null ? "" : contentType.split(";", -1)[0].strip();
        if (status >= 400 && mediaType.equals(PROBLEM) && !method.equals("HEAD")) {
            DocumentedSchemas.check("#/components/schemas/Problem", parse(body.get()));
        }
        JsonNode operation = operation(method, path);
        if (operation.isMissingNode() || GENERAL.contains(status)) {
            return;
        }
        JsonNode response = resolved(operation.path("responses").path(Integer.toString(status)));
        if (response.isMissingNode()) {
            throw new AssertionError(
                    "The OpenAPI document has no status " + status + " for " + method + " " + path + ": " + body.get());
        }
        JsonNode content = response.path("content");
        if (mediaType.isEmpty() || mediaType.equals(PROBLEM)) {
            return;
        }
        if (!content.has(mediaType)) {
            throw new AssertionError("The OpenAPI document does not have " + mediaType + " for the status " + status
                    + " of " + method + " " + path);
        }
        checkBody(mediaType, content.path(mediaType).path("schema").path("$ref").asText(), body);
    }

    private static void checkBody(String mediaType, String schema, Supplier<String> body) {
        if (mediaType.equals("application/json") || mediaType.endsWith("+json")) {
            DocumentedSchemas.check(schema, parse(body.get()));
        } else if (mediaType.equals("application/jsonl")) {
            body.get().lines().forEach(DocumentedSchemas::checkEvent);
        }
    }

    private static JsonNode operation(String method, String path) {
        return PATHS.stream()
                .filter(known -> known.pattern.matcher(path).matches())
                .map(known -> known.operations.path(method.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(JSON.missingNode());
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref")
                ? DocumentedSchemas.document().at(node.path("$ref").asText().substring(1))
                : node;
    }

    private static Path path(Map.Entry<String, JsonNode> path) {
        String regex = Pattern.compile("\\{\\w+}")
                .splitAsStream(path.getKey() + " ")
                .map(Pattern::quote)
                .collect(Collectors.joining("[^/]+"));
        return new Path(Pattern.compile(regex.replace(" \\E", "\\E")), path.getValue());
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("This is not JSON: " + json, e);
        }
    }
}

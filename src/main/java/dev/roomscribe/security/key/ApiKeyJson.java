package dev.roomscribe.security.key;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.security.access.KeyQuota;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The stored form of API keys: a JSON array with an object for each key.
 *
 * <pre>
 *   [{"id": "backend", "sha256": "9f86…", "scopes": ["rooms:write", "rooms:read"],
 *     "rooms": ["team-a-*"], "quota": {"sessions": 10, "streams": 200, "starts_per_minute": 30}}]
 * </pre>
 *
 * <p>{@code rooms} and {@code quota} may be absent. JSON, because a file that is only partly written is not valid then: in a
 * format of lines, a key could lose its restriction to rooms with the end of the file.
 */
public final class ApiKeyJson {
    static final int MAX_KEYS = 1000;

    private static final String ID = "id";
    private static final String SHA256 = "sha256";
    private static final String SCOPES = "scopes";
    private static final String ROOMS = "rooms";
    private static final String QUOTA = "quota";
    private static final String SESSIONS = "sessions";
    private static final String STREAMS = "streams";
    private static final String STARTS_PER_MINUTE = "starts_per_minute";
    private static final Set<String> KEY_FIELDS = Set.of(ID, SHA256, SCOPES, ROOMS, QUOTA);
    private static final Set<String> QUOTA_FIELDS = Set.of(SESSIONS, STREAMS, STARTS_PER_MINUTE);

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ApiKeyJson() {}

    /**
     * Parses keys.
     *
     * @throws IllegalArgumentException with a sentence about the first mistake, which repeats nothing of the text: it may
     *     contain a secret by mistake
     */
    public static List<ApiKey> parse(String json) {
        JsonNode root = read(json);
        if (!root.isArray()) {
            throw new IllegalArgumentException("it is not a JSON array with an object for each key");
        }
        if (root.size() > MAX_KEYS) {
            throw new IllegalArgumentException("it has more than " + MAX_KEYS + " keys");
        }
        List<ApiKey> keys = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode node : root) {
            int number = keys.size() + 1;
            ApiKey key;
            try {
                key = key(node);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("key " + number + ": " + e.getMessage());
            }
            if (!ids.add(key.id())) {
                throw new IllegalArgumentException("key " + number + ": an earlier key has the same id");
            }
            keys.add(key);
        }
        return List.copyOf(keys);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            // The exception's message repeats a part of the text.
            JsonLocation location = e.getLocation();
            throw new IllegalArgumentException("it is not valid JSON"
                    + (location == null
                            ? ""
                            : " at line " + location.getLineNr() + ", column " + location.getColumnNr()));
        }
    }

    private static ApiKey key(JsonNode node) {
        checkFields(node, "a key", KEY_FIELDS);
        return new ApiKey(
                text(node, ID),
                text(node, SHA256),
                scopes(texts(node, SCOPES)),
                node.has(ROOMS) ? RoomPatterns.of(texts(node, ROOMS)) : RoomPatterns.ALL,
                node.has(QUOTA) ? quota(node.get(QUOTA)) : KeyQuota.UNLIMITED);
    }

    private static KeyQuota quota(JsonNode node) {
        checkFields(node, QUOTA, QUOTA_FIELDS);
        return new KeyQuota(number(node, SESSIONS), number(node, STREAMS), number(node, STARTS_PER_MINUTE));
    }

    private static void checkFields(JsonNode node, String name, Set<String> fields) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(name + " must be a JSON object");
        }
        node.fieldNames().forEachRemaining(field -> {
            if (!fields.contains(field)) {
                throw new IllegalArgumentException(
                        name + " has an unknown field; the fields are " + String.join(", ", sorted(fields)));
            }
        });
    }

    private static List<String> sorted(Set<String> fields) {
        return fields.stream().sorted().toList();
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field + " must be a text");
        }
        return value.textValue();
    }

    private static List<String> texts(JsonNode node, String field) {
        JsonNode value = node.path(field);
        List<String> texts = new ArrayList<>();
        value.forEach(element -> {
            if (element.isTextual()) {
                texts.add(element.textValue());
            }
        });
        if (!value.isArray() || texts.size() != value.size()) {
            throw new IllegalArgumentException(field + " must be an array of texts");
        }
        return texts;
    }

    private static int number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode()) {
            return 0;
        }
        if (!value.isInt()) {
            throw new IllegalArgumentException(field + " must be a number from 0 to " + KeyQuota.MAX);
        }
        return value.intValue();
    }

    /** @throws IllegalArgumentException if one is no scope */
    static Set<Scope> scopes(List<String> names) {
        Set<Scope> scopes = new HashSet<>();
        for (String name : names) {
            scopes.add(Scope.of(name)
                    .orElseThrow(() -> new IllegalArgumentException("scopes may contain only " + Scope.names())));
        }
        return scopes;
    }

    /** Returns the object of one key, on one line. */
    static String write(ApiKey key) {
        ObjectNode node = JSON.createObjectNode();
        node.put(ID, key.id());
        node.put(SHA256, key.sha256());
        key.scopes().stream().sorted().forEach(scope -> node.withArray(SCOPES).add(scope.value()));
        if (!key.rooms().equals(RoomPatterns.ALL)) {
            key.rooms().patterns().forEach(node.withArray(ROOMS)::add);
        }
        if (!key.quota().equals(KeyQuota.UNLIMITED)) {
            writeLimit(node, SESSIONS, key.quota().sessions());
            writeLimit(node, STREAMS, key.quota().streams());
            writeLimit(node, STARTS_PER_MINUTE, key.quota().startsPerMinute());
        }
        return node.toString();
    }

    private static void writeLimit(ObjectNode key, String name, int limit) {
        if (limit > 0) {
            key.withObjectProperty(QUOTA).put(name, limit);
        }
    }
}

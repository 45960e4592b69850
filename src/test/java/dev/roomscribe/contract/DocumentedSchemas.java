package dev.roomscribe.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The schemas of the OpenAPI document in a strict form: fields that are not documented and values that are not listed are
 * errors. Clients must ignore them, because a later version may send them; a test that receives one has found that the
 * document is incomplete.
 */
public final class DocumentedSchemas {
    private static final String UNEVALUATED = "unevaluatedProperties";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = read();
    private static final JsonNode STRICT = strict(DOCUMENT, "", false);
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private DocumentedSchemas() {}

    /** Returns the document as it is. */
    public static JsonNode document() {
        return DOCUMENT;
    }

    /** Returns the types of events that the document describes. */
    public static Set<String> eventTypes() {
        Set<String> types = new LinkedHashSet<>();
        eventSchemas().fieldNames().forEachRemaining(types::add);
        return types;
    }

    /** Fails if this is not a valid event. */
    public static void checkEvent(JsonNode event) {
        JsonNode schema = eventSchemas().path(event.path("type").asText());
        if (schema.isMissingNode()) {
            throw new AssertionError("The OpenAPI document has no event of this type: " + event);
        }
        check(schema.asText(), event);
    }

    /** Fails if the JSON is not a valid event. */
    public static void checkEvent(String json) {
        try {
            checkEvent(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new AssertionError("This event is not JSON: " + json, e);
        }
    }

    /**
     * Fails if a value does not match a schema of the document.
     *
     * @param reference the schema as a reference in the document, such as {@code #/components/schemas/Session}
     */
    public static void check(String reference, JsonNode value) {
        var errors =
                SCHEMAS.computeIfAbsent(reference, DocumentedSchemas::schema).validate(value);
        if (!errors.isEmpty()) {
            throw new AssertionError(errors.stream()
                    .map(Object::toString)
                    .collect(Collectors.joining(
                            "\n  ",
                            "This does not match " + reference + " of src/main/resources/META-INF/openapi.yaml:\n  ",
                            "\n" + value)));
        }
    }

    private static JsonNode eventSchemas() {
        return DOCUMENT.at("/components/schemas/CaptionEvent/discriminator/mapping");
    }

    private static Schema schema(String reference) {
        if (DOCUMENT.at(reference.substring(1)).isMissingNode()) {
            throw new AssertionError("The OpenAPI document has no " + reference);
        }
        ObjectNode schema = JSON.createObjectNode().put("$ref", reference).put(UNEVALUATED, false);
        schema.set("components", STRICT.path("components"));
        schema.set("paths", STRICT.path("paths"));
        return REGISTRY.getSchema(schema);
    }

    /**
     * Returns a copy in which every object refuses undocumented fields. Schemas that have a name or that {@code allOf} combines
     * stay open: what refers to them refuses the fields that none of them documents.
     *
     * @param key the name of the node in the document
     */
    private static JsonNode strict(JsonNode node, String key, boolean open) {
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JSON.createArrayNode();
            array.forEach(element -> copy.add(strict(element, key, open)));
            return copy;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode copy = JSON.createObjectNode();
        object.properties().forEach(field -> {
            String name = field.getKey();
            copy.set(
                    name.equals("x-extensible-enum") ? "enum" : name,
                    strict(field.getValue(), name, name.equals("allOf") || key.equals("schemas")));
        });
        boolean inline = object.path("properties").isObject() && !object.has("additionalProperties");
        if (!open && (inline || object.has("$ref"))) {
            copy.put(UNEVALUATED, false);
        }
        return copy;
    }

    private static JsonNode read() {
        try (InputStream document = DocumentedSchemas.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            return new YAMLMapper().readTree(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

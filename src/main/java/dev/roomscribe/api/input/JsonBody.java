package dev.roomscribe.api.input;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the options in the body of a request: a JSON object whose members are all optional. */
@Singleton
public final class JsonBody {
    private final ObjectMapper json;

    JsonBody(ObjectMapper mapper) {
        json = mapper.copy();
        // A value of another type is refused, not converted: "500", 500.7 and "true" are mistakes of the client.
        json.coercionConfigFor(LogicalType.Integer)
                .setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
        json.coercionConfigFor(LogicalType.Boolean).setCoercion(CoercionInputShape.String, CoercionAction.Fail);
    }

    /**
     * Returns the options; a request without a body has none. An empty body may have any media type, because many HTTP clients
     * send a Content-Type without a body.
     *
     * @param type a record; the {@link JsonPropertyDescription} of a component completes the sentence "… must be"
     * @throws ProblemException if the body is not such an object; it names the member that is not valid
     */
    public <T> T read(@Nullable String body, HttpHeaders headers, Class<T> type) {
        if (body == null || body.isBlank()) {
            return convert(json.createObjectNode(), type);
        }
        if (!MediaType.APPLICATION_JSON_TYPE.isCompatible(headers.getMediaType())) {
            throw new ProblemException(
                    Problem.Type.UNSUPPORTED_MEDIA_TYPE,
                    FieldError.header("Content-Type", "Send the body as application/json, or send no body."));
        }
        return convert(parse(body, type), type);
    }

    private JsonNode parse(String body, Class<?> type) {
        try {
            JsonNode parsed = json.readTree(body);
            if (parsed.isObject()) {
                return parsed;
            }
        } catch (JsonProcessingException e) {
            // Reported in the same way as another kind of value.
        }
        throw notAnObject(type);
    }

    private <T> T convert(JsonNode object, Class<T> type) {
        try {
            return json.treeToValue(object, type);
        } catch (UnrecognizedPropertyException e) {
            throw invalid(
                    List.of(e.getPropertyName()),
                    "Unknown option \"" + e.getPropertyName() + "\"; the options are " + names(type) + ".");
        } catch (JsonMappingException e) {
            List<String> path = e.getPath().stream().map(JsonBody::segment).collect(Collectors.toList());
            if (path.isEmpty()) {
                throw notAnObject(type);
            }
            throw invalid(path, path.get(0) + " must be " + description(path.get(0), type) + ".");
        } catch (JsonProcessingException e) {
            throw notAnObject(type);
        }
    }

    private static String segment(JsonMappingException.Reference reference) {
        return reference.getFieldName() == null ? Integer.toString(reference.getIndex()) : reference.getFieldName();
    }

    private static ProblemException invalid(List<String> path, String detail) {
        return new ProblemException(Problem.Type.BAD_REQUEST, FieldError.member(detail, path.toArray(String[]::new)));
    }

    private static ProblemException notAnObject(Class<?> type) {
        return new ProblemException(
                Problem.Type.BAD_REQUEST,
                FieldError.member("The body must be a JSON object of options, or be empty; the options are "
                        + names(type) + "."));
    }

    private static String names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(JsonBody::name)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String description(String name, Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> name(component).equals(name))
                .map(component -> component.getAccessor().getAnnotation(JsonPropertyDescription.class))
                .map(JsonPropertyDescription::value)
                .findFirst()
                .orElseThrow();
    }

    /** Returns the name of a component in JSON, as quarkus.jackson.property-naming-strategy says. */
    private static String name(RecordComponent component) {
        return SnakeCaseStrategy.INSTANCE.translate(component.getName());
    }
}

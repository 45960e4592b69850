package dev.roomscribe.api.problem;

import static java.util.Objects.requireNonNull;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one part of a request. Exactly one of the other members names the part.
 *
 * @param detail a sentence that names the part too
 * @param pointer a member of the JSON body, as a JSON Pointer in a URI fragment (RFC 6901), such as {@code #/peers/0}; {@code #}
 *     for the whole body
 * @param parameter a parameter of the path or of the query
 * @param header a header
 */
public record FieldError(
        String detail,
        @Nullable String pointer,
        @Nullable String parameter,
        @Nullable String header) {
    public FieldError {
        requireNonNull(detail, "detail is null");
    }

    /**
     * Returns an error of a member of the body.
     *
     * @param path from the root of the body to the member: names, and indexes in lists; none for the whole body
     */
    public static FieldError member(String detail, String... path) {
        String pointer = Arrays.stream(path)
                .map(name -> "/" + encoded(name.replace("~", "~0").replace("/", "~1")))
                .collect(Collectors.joining("", "#", ""));
        return new FieldError(detail, pointer, null, null);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public static FieldError parameter(String name, String detail) {
        return new FieldError(detail, null, name, null);
    }

    public static FieldError header(String name, String detail) {
        return new FieldError(detail, null, null, name);
    }
}

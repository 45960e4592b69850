package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.unicode.SafeName;
import java.util.List;
import java.util.Optional;

/** The fields of a peer's untrusted metadata that can contain its name. Immutable. */
public final class NameFields {
    /** The metadata of the creator comes first, so that a client cannot take another peer's name. */
    public static final NameFields DEFAULT =
            of(List.of("server.name", "server.displayName", "peer.name", "peer.displayName"));

    private static final int MAX_FIELDS = 20;
    private static final int MAX_NAME_LENGTH = 80;
    /** Bounds the work for a text of any length. */
    private static final int MAX_READ_LENGTH = 8 * MAX_NAME_LENGTH;

    private final List<JsonPointer> pointers;

    private NameFields(List<JsonPointer> pointers) {
        this.pointers = pointers;
    }

    /**
     * Returns the fields with the given paths.
     *
     * @param paths the fields in the order in which they are tried, 1 to 20: the part of the metadata, {@code server} or
     *     {@code peer}, and the keys below it, separated by dots, such as {@code server.profile.name}
     * @throws IllegalArgumentException whose message says which path is invalid
     */
    public static NameFields of(List<String> paths) {
        if (paths.isEmpty() || paths.size() > MAX_FIELDS) {
            throw new IllegalArgumentException("1 to " + MAX_FIELDS + " fields are required, not " + paths.size());
        }
        return new NameFields(paths.stream().map(NameFields::pointer).toList());
    }

    private static JsonPointer pointer(String path) {
        if (!requireNonNull(path, "path is null").matches("(server|peer)(\\.[^.\\s]+)+")) {
            throw new IllegalArgumentException(
                    "\"" + path
                            + "\" is not a field of the metadata, such as server.name: server or peer, and keys separated by dots");
        }
        JsonPointer pointer = JsonPointer.empty();
        for (String key : path.split("\\.", -1)) {
            pointer = pointer.appendProperty(key);
        }
        return pointer;
    }

    /**
     * Returns the name of a peer: the first field that is a text with a visible character, without harmful characters and
     * at most 80 characters long; empty if there is none.
     */
    public Optional<String> nameOf(Peer peer) {
        return nameIn(peer.metadata());
    }

    Optional<String> nameIn(JsonNode metadata) {
        return pointers.stream()
                .map(metadata::at)
                .filter(JsonNode::isTextual)
                .map(node -> name(node.textValue()))
                .filter(name -> !name.isEmpty())
                .findFirst();
    }

    private static String name(String raw) {
        String beginning = raw.length() <= MAX_READ_LENGTH ? raw : SafeName.cut(raw, MAX_READ_LENGTH);
        return SafeName.cut(SafeName.of(beginning), MAX_NAME_LENGTH);
    }
}

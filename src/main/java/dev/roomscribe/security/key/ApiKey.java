package dev.roomscribe.security.key;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.roomscribe.security.Sha256;
import dev.roomscribe.security.access.KeyQuota;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An API key as it is stored: without its secret, which has 256 random bits and therefore needs no slow hash.
 *
 * @param id 1 to 64 letters of ASCII, digits, hyphens and dots
 * @param sha256 the SHA-256 of the secret's characters: 64 hexadecimal digits
 * @param scopes at least one
 * @param rooms the rooms that the scopes apply to
 */
public record ApiKey(String id, String sha256, Set<Scope> scopes, RoomPatterns rooms, KeyQuota quota) {
    static final String ID_FORM = "[A-Za-z0-9.-]{1,64}";

    private static final int FINGERPRINT_DIGITS = 16;

    /** No secret has this hash, as far as is known. */
    private static final String NO_HASH = "0".repeat(64);

    /** @throws IllegalArgumentException with a sentence that does not contain the values */
    public ApiKey {
        requireNonNull(quota, "quota is null");
        if (!id.matches(ID_FORM)) {
            throw new IllegalArgumentException("id must have 1 to 64 letters, digits, hyphens or dots");
        }
        if (!sha256.matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException(
                    "sha256 must have 64 hexadecimal digits, as printed by the command new-key");
        }
        sha256 = sha256.toLowerCase(Locale.ROOT);
        scopes = Set.copyOf(scopes);
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("scopes must name at least one of " + Scope.names());
        }
        if (rooms.patterns().isEmpty()) {
            throw new IllegalArgumentException("rooms must name at least one room; leave it out to allow all rooms");
        }
    }

    /** Returns what principals refer to this key with. */
    KeyReference reference() {
        List<String> parts = new ArrayList<>(List.of(sha256));
        scopes.stream().map(Scope::value).sorted().forEach(parts::add);
        parts.addAll(rooms.patterns());
        return new KeyReference(id, Sha256.hex(String.join("\n", parts)).substring(0, FINGERPRINT_DIGITS), quota);
    }

    /** Returns whether a secret is the one of this key. Takes the same time wherever the first difference is. */
    boolean hasSecret(String secret) {
        return isHash(sha256, secret);
    }

    /** Takes the time of {@link #hasSecret}, so that the time of an answer does not tell which ids exist. */
    static void compareWithNone(String secret) {
        var unused = isHash(NO_HASH, secret);
    }

    private static boolean isHash(String sha256, String secret) {
        return MessageDigest.isEqual(
                sha256.getBytes(US_ASCII), Sha256.hex(secret).getBytes(US_ASCII));
    }

    /** Leaves out the hash, which is of no use in a log. */
    @Override
    public String toString() {
        return "ApiKey[" + id + "]";
    }
}

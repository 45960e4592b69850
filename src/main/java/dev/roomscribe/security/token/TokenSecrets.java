package dev.roomscribe.security.token;

import com.github.f4b6a3.ulid.UlidCreator;
import java.security.Key;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.keys.HmacKey;

/** The shared secrets that tokens are signed with: the first one signs, and all verify, so that they can be rotated. */
public final class TokenSecrets {
    private static final int MAX_SECRETS = 4;
    /** As many as HS256 needs. */
    private static final int MIN_BYTES = 32;

    private static final int MAX_BYTES = 64;
    private static final Pattern FORM = Pattern.compile("(?<id>[A-Za-z0-9._-]{1,64}):(?<secret>.*)", Pattern.DOTALL);

    /** In the order of the configuration. */
    private final Map<String, Key> byId;

    private TokenSecrets(Map<String, Key> byId) {
        this.byId = byId;
    }

    /**
     * Parses secrets.
     *
     * @param secrets one to four, each an id for the header {@code kid}, a colon, and the Base64 of 32 to 64 bytes
     * @throws IllegalArgumentException with a sentence that does not contain a secret
     */
    public static TokenSecrets of(List<String> secrets) {
        if (secrets.isEmpty() || secrets.size() > MAX_SECRETS) {
            throw new IllegalArgumentException("there must be 1 to " + MAX_SECRETS + " secrets");
        }
        Map<String, Key> byId = new LinkedHashMap<>();
        for (String secret : secrets) {
            Matcher parts = FORM.matcher(secret.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "a secret is an id of letters, digits, dots and hyphens, followed by a colon and Base64");
            }
            if (byId.put(parts.group("id"), key(parts.group("secret"))) != null) {
                throw new IllegalArgumentException("two secrets have the same id");
            }
        }
        return new TokenSecrets(byId);
    }

    /** Returns a new secret, which no other process knows. */
    public static TokenSecrets random() {
        byte[] secret = new byte[MIN_BYTES];
        new SecureRandom().nextBytes(secret);
        return new TokenSecrets(Map.of("process-" + UlidCreator.getUlid(), new HmacKey(secret)));
    }

    private static Key key(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // The cause's message repeats a part of the secret.
            throw new IllegalArgumentException("a secret is Base64 after the colon");
        }
        if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a secret is the Base64 of %d to %d random bytes, not of %d"
                    .formatted(MIN_BYTES, MAX_BYTES, bytes.length));
        }
        return new HmacKey(bytes);
    }

    /** Returns the id of the secret that signs. */
    String signingId() {
        return ids().get(0);
    }

    /** Returns the secret with an id; empty if there is none. */
    Optional<Key> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    private List<String> ids() {
        return new ArrayList<>(byId.keySet());
    }

    /** Keeps the secrets out of logs. */
    @Override
    public String toString() {
        return "TokenSecrets" + ids();
    }
}

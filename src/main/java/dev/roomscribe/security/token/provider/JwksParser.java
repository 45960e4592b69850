package dev.roomscribe.security.token.provider;

import java.security.Key;
import java.util.HashMap;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.lang.JoseException;

/** Reads the public keys of a JSON Web Key Set (RFC 7517). */
final class JwksParser {
    private static final int MAX_KEYS = 100;

    private JwksParser() {}

    /**
     * Returns the keys that verify signatures, by {@code kid}. Keys without an id, for encryption, and of kinds that are not
     * known are left out; and so are symmetric keys, which are not public.
     *
     * @throws IllegalArgumentException with a sentence, if the text is no key set or has no such key
     */
    static Map<String, Key> parse(String json) {
        JsonWebKeySet set;
        try {
            set = new JsonWebKeySet(json);
        } catch (JoseException | RuntimeException e) {
            throw new IllegalArgumentException("the answer is not a JSON Web Key Set");
        }
        Map<String, Key> keys = new HashMap<>();
        for (JsonWebKey key : set.getJsonWebKeys()) {
            boolean verifies = key.getUse() == null || key.getUse().equals(Use.SIGNATURE);
            if (key instanceof PublicJsonWebKey publicKey && key.getKeyId() != null && verifies) {
                keys.put(key.getKeyId(), publicKey.getPublicKey());
            }
        }
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException(
                    "the key set has %d keys that verify signatures and have an id, not 1 to %d"
                            .formatted(keys.size(), MAX_KEYS));
        }
        return Map.copyOf(keys);
    }
}

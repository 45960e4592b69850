package dev.roomscribe.security.key;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key as a client presents it: {@code rs_<id>_<secret>}. The id contains no underscore, so the first two underscores
 * separate the parts; the secret may contain more.
 *
 * @param id see {@link ApiKey}
 * @param secret the Base64url of 32 random bytes: 43 characters
 */
record PresentedKey(String id, String secret) {
    static final String PREFIX = "rs_";

    private static final int SECRET_BYTES = 32;
    private static final Pattern FORM =
            Pattern.compile(PREFIX + "(?<id>" + ApiKey.ID_FORM + ")_(?<secret>[A-Za-z0-9_-]{43})");

    /** Returns a key with a new secret. */
    static PresentedKey random(String id, SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new PresentedKey(id, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Parses a credential; empty if it does not have the form of a key. */
    static Optional<PresentedKey> parse(String credential) {
        Matcher key = FORM.matcher(credential);
        return key.matches() ? Optional.of(new PresentedKey(key.group("id"), key.group("secret"))) : Optional.empty();
    }

    /** Returns the whole key, which is secret. */
    String credential() {
        return PREFIX + id + "_" + secret;
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
        return "PresentedKey[" + id + "]";
    }
}

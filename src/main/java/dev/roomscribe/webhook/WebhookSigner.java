package dev.roomscribe.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as Standard Webhooks has it: HMAC-SHA256 over id, timestamp and body. With several secrets, as during a change
 * of them, a request carries the signature of each, and a receiver that knows any accepts it.
 */
public final class WebhookSigner {
    private static final String PREFIX = "whsec_";
    private static final int SHORTEST_BYTES = 24;
    private static final int LONGEST_BYTES = 64;
    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    private WebhookSigner(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    /**
     * Creates a signer.
     *
     * @param secrets one or more; each {@code whsec_} and the Base64 of 24 to 64 bytes
     * @throws IllegalArgumentException if one is not of that form; the message does not repeat it
     */
    public static WebhookSigner of(List<String> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("there is no secret");
        }
        return new WebhookSigner(secrets.stream().map(WebhookSigner::key).toList());
    }

    private static SecretKeySpec key(String secret) {
        String given = secret.strip();
        if (!given.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a secret begins with " + PREFIX);
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(given.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            // The cause repeats what it met.
            throw new IllegalArgumentException("after " + PREFIX + " a secret is Base64");
        }
        if (key.length < SHORTEST_BYTES || key.length > LONGEST_BYTES) {
            throw new IllegalArgumentException("a secret is the Base64 of %d to %d random bytes, and this is of %d"
                    .formatted(SHORTEST_BYTES, LONGEST_BYTES, key.length));
        }
        return new SecretKeySpec(key, ALGORITHM);
    }

    /** Returns the value of {@code webhook-signature}. */
    String sign(String id, long timestamp, byte[] body) {
        return keys.stream().map(key -> "v1," + sign(key, id, timestamp, body)).collect(Collectors.joining(" "));
    }

    private static String sign(SecretKeySpec key, String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }

    /** Says nothing of the secrets. */
    @Override
    public String toString() {
        return "WebhookSigner[" + keys.size() + "]";
    }
}

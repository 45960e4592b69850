package dev.roomscribe.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomscribe.security.HmacSha256;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Signs messages according to Standard Webhooks: HMAC-SHA256 over id, timestamp and body. With several secrets, as during
 * a rotation, a request has one signature for each, and a receiver accepts it if it knows any of them.
 */
public final class WebhookSigner {
    private static final String PREFIX = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;

    private final List<HmacSha256> hmacs;

    private WebhookSigner(List<HmacSha256> hmacs) {
        this.hmacs = hmacs;
    }

    /**
     * Creates a signer.
     *
     * @param secrets one or more; each is {@code whsec_} followed by the Base64 of 24 to 64 bytes
     * @throws IllegalArgumentException if one is invalid; the message does not repeat it
     */
    public static WebhookSigner of(List<String> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("there is no secret");
        }
        return new WebhookSigner(secrets.stream().map(WebhookSigner::hmac).toList());
    }

    private static HmacSha256 hmac(String secret) {
        String value = secret.strip();
        if (!value.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a secret begins with " + PREFIX);
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(value.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            // The cause's message repeats a part of the secret.
            throw new IllegalArgumentException("after " + PREFIX + " a secret is Base64");
        }
        if (key.length < MIN_BYTES || key.length > MAX_BYTES) {
            throw new IllegalArgumentException("a secret is the Base64 of %d to %d random bytes, not of %d"
                    .formatted(MIN_BYTES, MAX_BYTES, key.length));
        }
        return new HmacSha256(key);
    }

    /**
     * Returns the value of {@code webhook-signature}.
     *
     * @param timestamp in seconds since the epoch
     */
    String sign(String id, long timestamp, byte[] body) {
        byte[] head = (id + "." + timestamp + ".").getBytes(UTF_8);
        return hmacs.stream()
                .map(hmac -> "v1," + Base64.getEncoder().encodeToString(hmac.sign(head, body)))
                .collect(Collectors.joining(" "));
    }

    /** Keeps the secrets out of logs. */
    @Override
    public String toString() {
        return "WebhookSigner[" + hmacs.size() + "]";
    }
}

package dev.roomscribe.fishjam.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomscribe.security.HmacSha256;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Verifies and decodes the requests that Fishjam sends to a webhook: one binary message, possibly a batch, signed with
 * the secret from the dashboard. A request contains nothing that reveals a replay, so receivers must tolerate
 * notifications that arrive twice.
 *
 * <p>Immutable; may be used from any thread.
 */
public final class FishjamWebhook {
    /** The request header with the signature. */
    public static final String SIGNATURE_HEADER = "x-fishjam-signature-256";

    private static final String PREFIX = "sha256=";
    /** Upper-case hex is invalid for the official SDKs, too. */
    private static final Pattern LOWER_CASE_HEX = Pattern.compile("[0-9a-f]{64}");

    private final HmacSha256 hmac;

    /**
     * Creates a webhook decoder.
     *
     * @param secret as the dashboard shows it
     * @throws IllegalArgumentException if it is blank
     */
    public FishjamWebhook(String secret) {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("The webhook secret is blank; requests could not be verified.");
        }
        this.hmac = new HmacSha256(secret.getBytes(UTF_8));
    }

    /**
     * Verifies a request's signature, then decodes its body.
     *
     * @param signature the header's value, null if there was none
     * @return the notifications in order; empty if this client knows none of them
     * @throws WebhookRejectedException if the signature is wrong or the body is malformed; it has the status to respond
     *     with
     */
    public List<RoomNotification> read(byte[] body, @Nullable String signature) {
        if (!isSigned(body, signature)) {
            throw new WebhookRejectedException(401, "The request is not signed with the webhook secret.");
        }
        return NotificationReader.read(body)
                .orElseThrow(() -> new WebhookRejectedException(
                        400, "The request is signed, but its body is not a Fishjam notification."));
    }

    private boolean isSigned(byte[] body, @Nullable String signature) {
        if (signature == null) {
            return false;
        }
        String value = signature.strip();
        String hex = value.startsWith(PREFIX) ? value.substring(PREFIX.length()) : value;
        return LOWER_CASE_HEX.matcher(hex).matches()
                && hmac.verify(HexFormat.of().parseHex(hex), body);
    }

    /** Returns the header's value: {@code sha256=} and the HMAC-SHA256 of the body in lower-case hex. */
    public static String signature(String secret, byte[] body) {
        return PREFIX + HexFormat.of().formatHex(new HmacSha256(secret.getBytes(UTF_8)).sign(body));
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
        return "FishjamWebhook[]";
    }
}

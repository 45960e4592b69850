package dev.roomscribe.fishjam.notification;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Fishjam posts to a webhook: one binary message, which may be a batch, signed with the secret of the
 * dashboard. Nothing in a request tells a replay; whoever acts on notifications must bear to see them twice.
 *
 * <p>Immutable; may be used from any thread.
 */
public final class FishjamWebhook {
    /** The header of a request that carries its signature. */
    public static final String SIGNATURE_HEADER = "x-fishjam-signature-256";

    private static final String PREFIX = "sha256=";
    private static final String MAC = "HmacSHA256";

    private final String secret;

    /** @param secret as the dashboard shows it; leaves this object never */
    public FishjamWebhook(String secret) {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("The webhook's secret is blank; without one anybody could post.");
        }
        this.secret = secret;
    }

    /**
     * Checks a request's signature, then reads its body.
     *
     * @param signature the header's value, null if there was none
     * @return what happened, in order; nothing if it is all unknown to this client
     * @throws WebhookRejectedException if the signature is wrong or the body cannot be read; it says what to answer
     */
    public List<RoomNotification> read(byte[] body, @Nullable String signature) {
        if (!isSigned(body, signature)) {
            throw new WebhookRejectedException(401, "The request is not signed with the webhook's secret.");
        }
        return NotificationReader.read(body)
                .orElseThrow(() ->
                        new WebhookRejectedException(400, "The request is signed, but its body is no notification."));
    }

    private boolean isSigned(byte[] body, @Nullable String signature) {
        if (signature == null) {
            return false;
        }
        String given = signature.strip();
        String hex = given.startsWith(PREFIX) ? given.substring(PREFIX.length()) : given;
        // Compares all of it, wherever the first difference is. Upper-case hex is wrong for the official SDKs, too.
        return MessageDigest.isEqual(hex(secret, body).getBytes(US_ASCII), hex.getBytes(UTF_8));
    }

    /** Returns what Fishjam puts in the header: {@code sha256=} and the HMAC-SHA256 of the body in lower-case hex. */
    public static String signature(String secret, byte[] body) {
        return PREFIX + hex(secret, body);
    }

    private static String hex(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), MAC));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + MAC, e);
        }
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
        return "FishjamWebhook[]";
    }
}

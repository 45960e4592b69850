package dev.roomscribe.session.presence;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.notification.FishjamWebhook;
import dev.roomscribe.fishjam.notification.WebhookRejectedException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Receives Fishjam's webhooks. A notification received here only causes a read of its room, so a late or replayed request
 * changes nothing. Every method may be called from any thread and never blocks.
 */
public final class FishjamWebhookReceiver {
    private static final System.Logger LOG = System.getLogger(FishjamWebhookReceiver.class.getName());

    private final @Nullable FishjamWebhook decoder;
    private final RoomMonitor monitor;
    private final AtomicBoolean rejectionLogged = new AtomicBoolean();

    /** @param decoder verifies and decodes requests; null if no webhook secret is configured */
    public FishjamWebhookReceiver(@Nullable FishjamWebhook decoder, RoomMonitor monitor) {
        this.decoder = decoder;
        this.monitor = requireNonNull(monitor, "monitor is null");
    }

    /**
     * Receives a request.
     *
     * @param body the bytes as received, which the signature covers
     * @param signature the value of the header {@code x-fishjam-signature-256}; null if it is missing
     * @throws FishjamWebhookException if the request is rejected
     */
    public void receive(byte[] body, @Nullable String signature) {
        if (decoder == null) {
            throw new FishjamWebhookException(
                    FishjamWebhookException.Reason.NOT_CONFIGURED,
                    "No webhook secret is configured: set roomscribe.fishjam.webhook-secret (FISHJAM_WEBHOOK_SECRET) to"
                            + " the secret that Fishjam's dashboard shows for this webhook.");
        }
        try {
            decoder.read(body, signature).forEach(monitor::onWebhookNotification);
            rejectionLogged.set(false);
        } catch (WebhookRejectedException rejected) {
            boolean unsigned = rejected.status() == 401;
            // Logged once until the next valid request: unauthenticated clients must not be able to fill the log.
            if (!rejectionLogged.getAndSet(true)) {
                LOG.log(System.Logger.Level.WARNING, "A Fishjam webhook was rejected: {0}", rejected.getMessage());
            }
            throw unsigned
                    ? new FishjamWebhookException(
                            FishjamWebhookException.Reason.INVALID_SIGNATURE,
                            "The request is not signed with the configured webhook secret: compare"
                                    + " roomscribe.fishjam.webhook-secret with the secret in Fishjam's dashboard.")
                    : new FishjamWebhookException(
                            FishjamWebhookException.Reason.MALFORMED_BODY,
                            "The request is signed correctly, but its body is not a Fishjam notification.");
        }
    }
}

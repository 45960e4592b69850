package dev.roomscribe.session.presence;

import dev.roomscribe.fishjam.notification.FishjamWebhook;
import dev.roomscribe.fishjam.notification.WebhookRejectedException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Takes what Fishjam posts of its rooms. It is only ever a hint that a room is worth a look, so a request that comes twice
 * or late, by Fishjam's doing or a stranger's, changes nothing. May be used from any thread; never waits.
 */
public final class FishjamWebhookReceiver {
    private static final System.Logger LOG = System.getLogger(FishjamWebhookReceiver.class.getName());

    private final @Nullable FishjamWebhook reader;
    private final RoomMonitor rooms;
    private final AtomicBoolean complained = new AtomicBoolean();

    /** @param reader knows the secret; null if none is set */
    public FishjamWebhookReceiver(@Nullable FishjamWebhook reader, RoomMonitor rooms) {
        this.reader = reader;
        this.rooms = rooms;
    }

    /**
     * Takes a request.
     *
     * @param body as it came, before anything has been read from it
     * @param signature the value of its header {@code x-fishjam-signature-256}, null if there is none
     * @throws FishjamWebhookException if it is not to be acted on
     */
    public void receive(byte[] body, @Nullable String signature) {
        if (reader == null) {
            throw new FishjamWebhookException(
                    FishjamWebhookException.Reason.NOT_SET_UP,
                    "No webhook is set up: set roomscribe.fishjam.webhook-secret (FISHJAM_WEBHOOK_SECRET) to the secret"
                            + " that Fishjam's dashboard shows for it.");
        }
        try {
            reader.read(body, signature).forEach(rooms::hint);
            complained.set(false);
        } catch (WebhookRejectedException rejected) {
            boolean strange = rejected.status() == 401;
            // Strangers can send any number of requests, but have the operator told once.
            if (!complained.getAndSet(true)) {
                LOG.log(System.Logger.Level.WARNING, "A request to the webhook is refused: {0}", rejected.getMessage());
            }
            throw strange
                    ? new FishjamWebhookException(
                            FishjamWebhookException.Reason.NOT_SIGNED,
                            "The request is not signed with the webhook's secret: compare"
                                    + " roomscribe.fishjam.webhook-secret with Fishjam's dashboard.")
                    : new FishjamWebhookException(
                            FishjamWebhookException.Reason.UNREADABLE,
                            "The request is signed, but its body is no notification of Fishjam's.");
        }
    }
}

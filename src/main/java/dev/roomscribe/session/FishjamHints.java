package dev.roomscribe.session;

import dev.roomscribe.fishjam.FishjamWebhook;
import dev.roomscribe.fishjam.WebhookRejected;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Takes what Fishjam posts of its rooms. It is only ever a hint that a room is worth a look, so a request that comes twice
 * or late, by Fishjam's doing or a stranger's, changes nothing. May be used from any thread; never waits.
 */
public final class FishjamHints {
    private static final System.Logger LOG = System.getLogger(FishjamHints.class.getName());

    private final @Nullable FishjamWebhook reader;
    private final RoomWatch rooms;
    private final AtomicBoolean complained = new AtomicBoolean();

    /** @param reader knows the secret; null if none is set */
    FishjamHints(@Nullable FishjamWebhook reader, RoomWatch rooms) {
        this.reader = reader;
        this.rooms = rooms;
    }

    /**
     * Takes a request.
     *
     * @param body as it came, before anything has been read from it
     * @param signature the value of its header {@code x-fishjam-signature-256}, null if there is none
     * @throws HintException if it is not to be acted on
     */
    public void receive(byte[] body, @Nullable String signature) {
        if (reader == null) {
            throw new HintException(
                    HintException.Reason.NOT_SET_UP,
                    "No webhook is set up: set roomscribe.fishjam.webhook-secret (FISHJAM_WEBHOOK_SECRET) to the secret"
                            + " that Fishjam's dashboard shows for it.");
        }
        try {
            reader.read(body, signature).forEach(rooms::hint);
            complained.set(false);
        } catch (WebhookRejected rejected) {
            boolean strange = rejected.status() == 401;
            // Strangers can send any number of requests, but have the operator told once.
            if (!complained.getAndSet(true)) {
                LOG.log(System.Logger.Level.WARNING, "A request to the webhook is refused: {0}", rejected.getMessage());
            }
            throw strange
                    ? new HintException(
                            HintException.Reason.NOT_SIGNED,
                            "The request is not signed with the webhook's secret: compare"
                                    + " roomscribe.fishjam.webhook-secret with Fishjam's dashboard.")
                    : new HintException(
                            HintException.Reason.UNREADABLE,
                            "The request is signed, but its body is no notification of Fishjam's.");
        }
    }
}

package dev.roomscribe.session;

import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.TooManySubscribersException;
import dev.roomscribe.webhook.Webhook;
import dev.roomscribe.webhook.WebhookStatus;
import dev.roomscribe.webhook.Webhooks;
import org.jspecify.annotations.Nullable;

/** The webhook of one session, if the start request named a URL. Confined to its session's event loop. */
final class SessionWebhook {
    private static final System.Logger LOG = System.getLogger(SessionWebhook.class.getName());

    private final @Nullable Webhooks webhooks;
    private final String sessionId;
    private final StartOptions options;
    private final RoomTranscript transcript;
    private @Nullable Webhook webhook;

    /** @param webhooks null if no webhook secret is configured */
    SessionWebhook(@Nullable Webhooks webhooks, String sessionId, StartOptions options, RoomTranscript transcript) {
        this.webhooks = webhooks;
        this.sessionId = sessionId;
        this.options = options;
        this.transcript = transcript;
    }

    /**
     * Starts to post the events that are published from now on. For a session that an earlier process began, continues
     * after the last event that the receiver accepted.
     */
    void open() {
        if (options.webhookUrl() != null && webhooks != null) {
            webhook = webhooks.open(sessionId, options.webhookUrl(), transcript);
        }
    }

    /** Opens the webhook of a session that an earlier process began, which is resumed even without its webhook. */
    void reopen() {
        try {
            open();
        } catch (TooManySubscribersException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Room {0}: session {1} is resumed without its webhook: {2}",
                    transcript.roomId(),
                    sessionId,
                    e.getMessage());
        }
    }

    /** Posts the events published so far, then stops. */
    void close() {
        if (webhook != null) {
            webhook.onSessionEnded();
        }
    }

    /** The session continues in a later process, which posts what this one cannot post. */
    void suspend() {
        if (webhook != null) {
            webhook.suspend();
        }
    }

    /** Another process runs the session and posts its events. */
    void handOver() {
        if (webhook != null) {
            webhook.handOver();
        }
    }

    /** Returns the delivery status; null if there is no webhook. */
    @Nullable
    WebhookStatus status() {
        return webhook == null ? null : webhook.status();
    }
}

package dev.roomscribe.session;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.webhook.WebhookUrl;
import dev.roomscribe.webhook.Webhooks;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of a session.
 *
 * @param partials whether partial transcripts are published
 * @param peers the ids of the peers to transcribe, 1 to 100; null for all peers, including those that join later
 * @param announcement whether the configured announcement is played; null to play it if one is configured. A request
 *     cannot name a file: otherwise a client could play any file that the service can read
 * @param endpointing the silence that ends an utterance, in ms; 0 to leave it to the model; null for the configured
 *     default
 * @param webhookUrl where the session's events are posted; null for none
 */
public record StartOptions(
        boolean partials,
        @Nullable Set<String> peers,
        @Nullable Boolean announcement,
        @Nullable Integer endpointing,
        @Nullable WebhookUrl webhookUrl) {
    /** Transcribes all peers, publishes partials, and posts no events. */
    public static final StartOptions DEFAULT = new StartOptions(true);

    private static final int MAX_PEERS = 100;
    private static final int MAX_ID_LENGTH = 256;

    /** @throws IllegalArgumentException if peers or endpointing is out of range; the message is addressed to the client */
    public StartOptions {
        if (peers != null) {
            checkPeers(peers);
            peers = Collections.unmodifiableSet(new LinkedHashSet<>(peers));
        }
        if (endpointing != null) {
            var unused = new GateOptions(Duration.ofMillis(endpointing), true);
        }
    }

    /** Without a webhook URL. */
    public StartOptions(
            boolean partials,
            @Nullable Set<String> peers,
            @Nullable Boolean announcement,
            @Nullable Integer endpointing) {
        this(partials, peers, announcement, endpointing, null);
    }

    /** For all peers. */
    public StartOptions(boolean partials) {
        this(partials, null, null, null);
    }

    /** Plays the announcement if one is configured. */
    public StartOptions(boolean partials, @Nullable Set<String> peers) {
        this(partials, peers, null, null);
    }

    /**
     * Returns these options with a webhook URL.
     *
     * @throws IllegalArgumentException if the URL is not valid for webhooks; the message is addressed to the client
     */
    public StartOptions withWebhookUrl(String url) {
        return new StartOptions(partials, peers, announcement, endpointing, WebhookUrl.of(url));
    }

    /** @throws SessionException if a room cannot be started with these options; {@code webhooks} is null without a secret */
    void check(String roomId, SessionSettings settings, @Nullable Webhooks webhooks) {
        if (Boolean.TRUE.equals(announcement) && settings.announcement() == null) {
            throw new SessionException(
                    SessionException.Reason.NO_ANNOUNCEMENT,
                    "Room " + roomId
                            + " cannot be started with an announcement, because none is configured; set"
                            + " roomscribe.announcement to a WAV file, or omit announcement.");
        }
        String problem = webhookUrl == null ? null : webhookProblem(webhookUrl, webhooks);
        if (problem != null) {
            throw new SessionException(
                    SessionException.Reason.NO_WEBHOOK,
                    "Room " + roomId + " cannot be started with this webhook_url: " + problem);
        }
    }

    private static @Nullable String webhookProblem(WebhookUrl url, @Nullable Webhooks webhooks) {
        if (webhooks == null) {
            return "no secret to sign webhooks with is configured; set roomscribe.webhook.secret, or omit webhook_url.";
        }
        try {
            webhooks.check(url);
            return null;
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Returns the gate options of this session, given the configured ones. */
    GateOptions gate(GateOptions configured) {
        return endpointing == null
                ? configured
                : new GateOptions(Duration.ofMillis(endpointing), configured.skipsSilence());
    }

    boolean includesAllPeers() {
        return peers == null;
    }

    /** Returns the ids of the peers that the request lists; empty for all peers. */
    Set<String> listedPeers() {
        return peers == null ? Set.of() : peers;
    }

    boolean includes(String peerId) {
        return peers == null || peers.contains(peerId);
    }

    private static void checkPeers(Set<String> peers) {
        if (peers.isEmpty()) {
            throw new IllegalArgumentException(
                    "peers is empty; list the peers to transcribe, or omit peers to transcribe all.");
        }
        if (peers.size() > MAX_PEERS) {
            throw new IllegalArgumentException(
                    "peers lists %d peers, at most %d are allowed; omit peers to transcribe all."
                            .formatted(peers.size(), MAX_PEERS));
        }
        if (peers.stream().anyMatch(id -> id.isBlank() || id.length() > MAX_ID_LENGTH)) {
            throw new IllegalArgumentException(
                    "An id in peers is blank or longer than %d characters; use the peers' Fishjam ids."
                            .formatted(MAX_ID_LENGTH));
        }
    }
}

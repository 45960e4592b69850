package dev.roomscribe.session;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.webhook.WebhookUrl;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a session was asked for.
 *
 * @param partials whether captions appear while somebody is still talking
 * @param peers the ids of those to hear, 1 to 100 of them; null to hear everybody, now and later
 * @param announcement whether the service's announcement is played; null if there is one. Which one is the operator's to
 *     say: a request that named a file could have any file of the service read aloud
 * @param endpointing milliseconds that nobody speaks before an utterance is over, 0 to leave it to the model; null for
 *     what the service usually waits
 * @param webhookUrl where the session's events are posted; null for nowhere
 */
public record StartOptions(
        boolean partials,
        @Nullable Set<String> peers,
        @Nullable Boolean announcement,
        @Nullable Integer endpointing,
        @Nullable WebhookUrl webhookUrl) {
    public static final StartOptions DEFAULT = new StartOptions(true);

    private static final int MOST_PEERS = 100;
    private static final int LONGEST_ID = 256;

    /** @throws IllegalArgumentException with a sentence for whoever asked, if the peers cannot be heard as named, or the pause is out of range */
    public StartOptions {
        if (peers != null) {
            checkNamed(peers);
            peers = Collections.unmodifiableSet(new LinkedHashSet<>(peers));
        }
        if (endpointing != null) {
            var unused = new GateOptions(Duration.ofMillis(endpointing), true);
        }
    }

    /** Posts events nowhere. */
    public StartOptions(
            boolean partials,
            @Nullable Set<String> peers,
            @Nullable Boolean announcement,
            @Nullable Integer endpointing) {
        this(partials, peers, announcement, endpointing, null);
    }

    /** Hears everybody. */
    public StartOptions(boolean partials) {
        this(partials, null, null, null);
    }

    /** Plays the announcement if there is one. */
    public StartOptions(boolean partials, @Nullable Set<String> peers) {
        this(partials, peers, null, null);
    }

    /**
     * Returns the same, with a URL that the session's events are posted to.
     *
     * @throws IllegalArgumentException with a sentence for whoever asked, if it is none that can be posted to
     */
    public StartOptions postingTo(String url) {
        return new StartOptions(partials, peers, announcement, endpointing, WebhookUrl.of(url));
    }

    GateOptions gate(GateOptions usual) {
        return endpointing == null ? usual : new GateOptions(Duration.ofMillis(endpointing), usual.skipsSilence());
    }

    boolean hearsEverybody() {
        return peers == null;
    }

    boolean hears(String peerId) {
        return peers == null || peers.contains(peerId);
    }

    private static void checkNamed(Set<String> peers) {
        if (peers.isEmpty()) {
            throw new IllegalArgumentException(
                    "peers names nobody; name whom to hear, or leave it out to hear everybody.");
        }
        if (peers.size() > MOST_PEERS) {
            throw new IllegalArgumentException("peers names %d peers and may name %d; leave it out to hear everybody."
                    .formatted(peers.size(), MOST_PEERS));
        }
        if (peers.stream().anyMatch(id -> id.isBlank() || id.length() > LONGEST_ID)) {
            throw new IllegalArgumentException(
                    "An id in peers is blank or has more than %d characters; name peers by their ids in Fishjam."
                            .formatted(LONGEST_ID));
        }
    }
}

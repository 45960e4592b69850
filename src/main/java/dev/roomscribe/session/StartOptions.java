package dev.roomscribe.session;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.webhook.WebhookUrl;
import dev.roomscribe.webhook.Webhooks;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * @param retention how many seconds after its end the session is erased, 0 or more; null for the configured maximum age
 */
public record StartOptions(
        boolean partials,
        @Nullable Set<String> peers,
        @Nullable Boolean announcement,
        @Nullable Integer endpointing,
        @Nullable WebhookUrl webhookUrl,
        @Nullable Integer retention) {
    /** The names of the options in requests and responses. */
    public static final String PARTIALS = "partials";

    public static final String PEERS = "peers";
    public static final String ANNOUNCEMENT = "announcement";
    public static final String ENDPOINTING = "endpointing";
    public static final String WEBHOOK_URL = "webhook_url";
    public static final String RETENTION = "retention";

    /** Transcribes all peers, publishes partials, and posts no events. */
    public static final StartOptions DEFAULT = new StartOptions(true);

    private static final int MAX_PEERS = 100;
    private static final int MAX_ID_LENGTH = 256;

    /** An option has a value that is not possible. The message is addressed to the client. */
    public static final class InvalidOptionException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final String name;

        private InvalidOptionException(String name, @Nullable String message) {
            super(message);
            this.name = name;
        }

        /** Returns the name of the option. */
        public String name() {
            return name;
        }

        /** Returns the message, a sentence. */
        public String explanation() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * What a request asks for.
     *
     * @param options with the defaults of the options that the request does not name
     * @param named the names of the options that it names; a running session may have any value of the others
     */
    public record Requested(StartOptions options, Set<String> named) {
        /** Names no option, so it agrees with every session. */
        public static final Requested NOTHING = new Requested(DEFAULT, Set.of());

        public Requested {
            named = Collections.unmodifiableSet(new LinkedHashSet<>(named));
        }

        /** Names the options that differ from the defaults. */
        public static Requested of(StartOptions options) {
            Map<String, @Nullable Object> values = options.values();
            Set<String> named = new LinkedHashSet<>(values.keySet());
            named.removeIf(
                    name -> Objects.equals(values.get(name), DEFAULT.values().get(name)));
            return new Requested(options, named);
        }

        /** @throws SessionException if a running session has another value of an option that the request names */
        void requireAgreement(String roomId, StartOptions running, SessionContext context) {
            Map<String, @Nullable Object> has = running.effective(context).values();
            Map<String, @Nullable Object> wants = options.effective(context).values();
            List<SessionException.Difference> differences = named.stream()
                    .filter(name -> !Objects.equals(has.get(name), wants.get(name)))
                    .map(name -> new SessionException.Difference(name, has.get(name), wants.get(name)))
                    .toList();
            if (!differences.isEmpty()) {
                throw SessionException.optionsDiffer(roomId, differences);
            }
        }
    }

    /** @throws InvalidOptionException if peers, endpointing or retention is out of range */
    public StartOptions {
        if (peers != null) {
            checkPeers(peers);
            peers = Collections.unmodifiableSet(new LinkedHashSet<>(peers));
        }
        if (endpointing != null) {
            checkEndpointing(endpointing);
        }
        if (retention != null && retention < 0) {
            throw new InvalidOptionException(
                    RETENTION, "retention is %d s; it must be 0 s or more.".formatted(retention));
        }
    }

    /** Without a webhook URL and without a retention. */
    public StartOptions(
            boolean partials,
            @Nullable Set<String> peers,
            @Nullable Boolean announcement,
            @Nullable Integer endpointing) {
        this(partials, peers, announcement, endpointing, null, null);
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
     * @throws InvalidOptionException if the URL is not valid for webhooks
     */
    public StartOptions withWebhookUrl(String url) {
        try {
            return new StartOptions(partials, peers, announcement, endpointing, WebhookUrl.of(url), retention);
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException(WEBHOOK_URL, e.getMessage());
        }
    }

    /**
     * Returns these options with a retention.
     *
     * @param seconds as in the constructor
     * @throws InvalidOptionException if it is negative
     */
    public StartOptions withRetention(@Nullable Integer seconds) {
        return new StartOptions(partials, peers, announcement, endpointing, webhookUrl, seconds);
    }

    private Map<String, @Nullable Object> values() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put(PARTIALS, partials);
        values.put(PEERS, peers);
        values.put(ANNOUNCEMENT, announcement);
        values.put(ENDPOINTING, endpointing);
        values.put(WEBHOOK_URL, webhookUrl);
        values.put(RETENTION, retention);
        return values;
    }

    /** Returns these options with the configured values of those that are not set. */
    private StartOptions effective(SessionContext context) {
        return new StartOptions(
                partials,
                peers,
                context.settings().announcement() != null && !Boolean.FALSE.equals(announcement),
                (int) gate(context.recognition().gate()).endpointing().toMillis(),
                webhookUrl,
                retention == null ? context.settings().lifetime().maxRetentionSeconds() : retention);
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
        long maxRetention = settings.lifetime().maxRetentionSeconds();
        if (retention != null && retention > maxRetention) {
            throw new SessionException(
                    SessionException.Reason.RETENTION_TOO_LONG,
                    "Room " + roomId + " cannot be started with a retention of " + retention
                            + " s: transcripts are kept for " + maxRetention
                            + " s (roomscribe.transcript.max-age); ask for at most that, or omit retention.");
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

    private static void checkEndpointing(int endpointing) {
        try {
            var unused = new GateOptions(Duration.ofMillis(endpointing), true);
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException(ENDPOINTING, e.getMessage() + ".");
        }
    }

    private static void checkPeers(Set<String> peers) {
        if (peers.isEmpty()) {
            throw new InvalidOptionException(
                    PEERS, "peers is empty; list the peers to transcribe, or omit peers to transcribe all.");
        }
        if (peers.size() > MAX_PEERS) {
            throw new InvalidOptionException(
                    PEERS,
                    "peers lists %d peers, at most %d are allowed; omit peers to transcribe all."
                            .formatted(peers.size(), MAX_PEERS));
        }
        if (peers.stream().anyMatch(id -> id.isBlank() || id.length() > MAX_ID_LENGTH)) {
            throw new InvalidOptionException(
                    PEERS,
                    "An id in peers is blank or longer than %d characters; use the peers' Fishjam ids."
                            .formatted(MAX_ID_LENGTH));
        }
    }
}

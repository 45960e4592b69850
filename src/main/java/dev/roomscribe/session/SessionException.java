package dev.roomscribe.session;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.session.admission.AdmissionRefusedException;
import dev.roomscribe.session.admission.QuotaExceededException;
import dev.roomscribe.session.agent.AgentException;
import dev.roomscribe.transcript.log.RoomOnOtherNodeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A session could not be started. The message names the room, the cause, and what to do. */
public final class SessionException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final System.Logger LOG = System.getLogger(SessionException.class.getName());

    /** Why the session could not be started. */
    public enum Reason {
        /** Fishjam has no such room. */
        NO_SUCH_ROOM,
        /** A requested peer is not in the room, or is an agent or a bot. */
        NO_SUCH_PEER,
        /** The request asks for an announcement, but none is configured. */
        NO_ANNOUNCEMENT,
        /** The request names a webhook URL that is not allowed, or no webhook secret is configured. */
        NO_WEBHOOK,
        /** The request asks to keep the session longer than transcripts are kept. */
        RETENTION_TOO_LONG,
        /** A session is running, with other values of the options that the request names. */
        OPTIONS_DIFFER,
        /** The room's session runs in another process, or has not released the room yet. */
        RUNS_ELSEWHERE,
        /** No more sessions fit: a configured maximum is reached, or recognition is at its capacity. */
        FULL,
        /** The API key of the client has as many sessions as it may have. */
        QUOTA_EXCEEDED,
        /** The session is paused, but a crash would end the pause, because it could not be stored. */
        NOT_STORED,
        /** The nodes share their rooms, and what they share cannot be reached. */
        CLUSTER_UNAVAILABLE,
        /** The service is stopping. */
        STOPPING,
        /** Fishjam rejects the request: the token, the quota, a full room. */
        FISHJAM_REFUSED,
        /** Fishjam does not respond, or responds with a server error. */
        FISHJAM_UNAVAILABLE;

        /** Returns the name in lower case, as metrics and the log show it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A fault of the service. */
    private static final String UNEXPECTED = "unexpected";

    private final Reason reason;
    private final @Nullable Duration retryAfter;
    private final transient List<Difference> differences;

    SessionException(Reason reason, String message) {
        this(reason, message, null, List.of());
    }

    private SessionException(
            Reason reason, String message, @Nullable Duration retryAfter, List<Difference> differences) {
        super(message);
        this.reason = reason;
        this.retryAfter = retryAfter;
        this.differences = differences;
    }

    /**
     * An option that a request names and that the running session has with another value.
     *
     * @param name as in the request
     * @param running null for an option that the session does not have
     */
    public record Difference(
            String name, @Nullable Object running, @Nullable Object requested) {}

    /** Returns the error for a room that is transcribed with other options than the request names. */
    static SessionException optionsDiffer(String roomId, List<Difference> differences) {
        String names = differences.stream().map(Difference::name).collect(Collectors.joining(", "));
        return new SessionException(
                Reason.OPTIONS_DIFFER,
                "Room " + roomId + " is being transcribed with another value of " + names
                        + "; leave out what may differ to join the session, or stop it first to change its options.",
                null,
                differences);
    }

    /**
     * Returns the error for a requested peer that cannot be transcribed.
     *
     * @param why the predicate of the message, such as "is an agent"
     */
    static SessionException noSuchPeer(String roomId, String peerId, String why) {
        return new SessionException(
                Reason.NO_SUCH_PEER,
                "Room %s is not transcribed: peer %s %s. List peers that are in the room, or omit peers to transcribe all."
                        .formatted(roomId, peerId, why));
    }

    /** Returns the error for a room that Fishjam did not describe within {@code timeout}. */
    static SessionException notConfirmed(String roomId, Duration timeout) {
        return new SessionException(
                Reason.FISHJAM_UNAVAILABLE,
                "Room %s is not transcribed: Fishjam did not describe it within %s s (roomscribe.session.confirm-timeout); try again later."
                        .formatted(roomId, timeout.toMillis() / 1000.0));
    }

    /** Returns the error for a room whose lease is taken. */
    public static SessionException runsElsewhere(String roomId) {
        return new SessionException(
                Reason.RUNS_ELSEWHERE,
                "Room " + roomId
                        + " is transcribed by another process, or its session is just ending; try again later.");
    }

    /** Returns the error for a new session that no other node could continue. */
    static SessionException notShared(String roomId) {
        return new SessionException(
                Reason.CLUSTER_UNAVAILABLE,
                "Room " + roomId
                        + " is not transcribed: Redis, which the nodes share, has not stored its session, so no"
                        + " other node could continue it; try again later.",
                Duration.ofSeconds(2),
                List.of());
    }

    /** Returns the error for a session that has ended, which another node may not learn. */
    static SessionException endNotShared(String roomId) {
        return new SessionException(
                Reason.CLUSTER_UNAVAILABLE,
                "This node does not transcribe room " + roomId + " any more, but Redis, which the nodes share, has not"
                        + " stored that yet: another node may continue the session; send the request again until it succeeds.",
                Duration.ofSeconds(2),
                List.of());
    }

    /** Returns the error for a room of which it is unknown whether another node has it. */
    public static SessionException clusterUnavailable(String roomId, Throwable failure) {
        // Its text may name hosts, so clients do not get it.
        LOG.log(System.Logger.Level.DEBUG, "Room {0}: Redis has not answered: {1}", roomId, failure.toString());
        return new SessionException(
                Reason.CLUSTER_UNAVAILABLE,
                "It is unknown whether another node transcribes room " + roomId
                        + ": Redis, which the nodes share, has not answered or refuses that; try again later.",
                Duration.ofSeconds(2),
                List.of());
    }

    /** Returns the error for a call that the node with the room's session may have executed. */
    public static SessionException notAnswered(String roomId) {
        return new SessionException(
                Reason.CLUSTER_UNAVAILABLE,
                "The node that transcribes room " + roomId
                        + " has not answered in time; it may have done what was requested; try again later.",
                Duration.ofSeconds(2),
                List.of());
    }

    /** Returns an error that another node has described. */
    public static SessionException ofOtherNode(
            Reason reason, String message, @Nullable Duration retryAfter, List<Difference> differences) {
        return new SessionException(reason, message, retryAfter, differences);
    }

    /** Returns the error for a room that is not admitted. */
    static SessionException full(String roomId, AdmissionRefusedException refused) {
        return new SessionException(
                Reason.FULL,
                "Room " + roomId + " is not transcribed. " + refused.explanation(),
                refused.retryAfter().orElse(null),
                List.of());
    }

    /** Returns the error for API clients that corresponds to a failure to start a room; unknown failures are returned as they are. */
    public static Throwable explain(String roomId, Throwable failure) {
        if (failure instanceof AdmissionRefusedException refused) {
            return full(roomId, refused);
        } else if (failure instanceof QuotaExceededException exceeded) {
            return new SessionException(
                    Reason.QUOTA_EXCEEDED, "Room " + roomId + " is not transcribed. " + exceeded.getMessage());
        } else if (failure instanceof AgentException.ConnectionLost) {
            return new SessionException(
                    Reason.FISHJAM_UNAVAILABLE,
                    "Room " + roomId + " is not transcribed: the agent's connection was lost. Start the room again.");
        } else if (failure instanceof AgentException.PeerNotFound gone) {
            return noSuchPeer(roomId, gone.peerId(), "is no longer in the room");
        } else if (failure instanceof AgentException.RoomNotFound) {
            return new SessionException(
                    Reason.NO_SUCH_ROOM, "Room " + roomId + " is not transcribed: Fishjam has no such room.");
        } else if (failure instanceof RoomOnOtherNodeException) {
            return runsElsewhere(roomId);
        } else if (failure instanceof FishjamException fishjam) {
            return new SessionException(
                    reason(fishjam), "Room " + roomId + " is not transcribed. " + fishjam.getMessage());
        }
        return failure;
    }

    /** Returns the error for a start or a stop while the service stops. */
    static SessionException stopping() {
        return new SessionException(
                Reason.STOPPING, "The service is stopping; try again on another instance, or when it runs again.");
    }

    /** Returns the error for a pause that is not stored. */
    static SessionException notStored(String roomId) {
        return new SessionException(
                Reason.NOT_STORED,
                "Room " + roomId + " is paused, but the disk did not store that: if the service crashed now, it would"
                        + " continue to record. Storing is repeated every second; send the request again to learn whether it"
                        + " has succeeded.");
    }

    /** Returns the names of all reasons for which a start can fail, as metrics and the log show them. */
    public static List<String> reasonNames() {
        return Stream.concat(Stream.of(Reason.values()).map(Reason::toString), Stream.of(UNEXPECTED))
                .toList();
    }

    /** Returns one of {@link #reasonNames}. */
    static String reasonName(Throwable failure) {
        return failure instanceof SessionException known ? known.reason.toString() : UNEXPECTED;
    }

    /** Returns the reason that corresponds to a failure of Fishjam. */
    public static Reason reason(FishjamException failure) {
        return switch (failure.reason()) {
            case NOT_FOUND -> Reason.NO_SUCH_ROOM;
            case BAD_REQUEST, UNAUTHORIZED, QUOTA_EXCEEDED, PEER_LIMIT, REFUSED -> Reason.FISHJAM_REFUSED;
            case RATE_LIMITED, UNAVAILABLE, SERVER_ERROR, INVALID_RESPONSE, NO_RESPONSE -> Reason.FISHJAM_UNAVAILABLE;
        };
    }

    /** Returns the message, which is addressed to the client that started the session. */
    public String explanation() {
        return String.valueOf(getMessage());
    }

    /** Returns when another attempt may succeed; empty if that is unknown, or if it would not. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    public Reason reason() {
        return reason;
    }

    /** Returns the options that differ, for {@link Reason#OPTIONS_DIFFER}; empty for other reasons. */
    public List<Difference> differences() {
        return differences;
    }
}

package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An interval of audio that will never be transcribed.
 *
 * @param peerId the peer whose audio is missing; null if all audio of the session is missing
 * @param trackId the track whose audio is missing; null if all audio of the session is missing
 * @param from the start of the interval
 * @param to the end of the interval; null if it is unknown
 * @param startedAt the wall-clock time of {@code from}
 * @param detail what happened, as a sentence
 * @param continues whether the next gap of the same reason adjoins this one, because audio is still missing; in JSON only if
 *     true. Only gaps of the reason {@link GapReason#PAUSED} tell it
 */
public record StreamGap(
        String sessionId,
        @Nullable String peerId,
        @Nullable String trackId,
        double from,
        @Nullable Double to,
        GapReason reason,
        Instant startedAt,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean continues)
        implements DurableEvent {
    /** A gap that does not tell whether it continues. */
    public StreamGap(
            String sessionId,
            @Nullable String peerId,
            @Nullable String trackId,
            double from,
            @Nullable Double to,
            GapReason reason,
            Instant startedAt,
            String detail) {
        this(sessionId, peerId, trackId, from, to, reason, startedAt, detail, false);
    }

    @Override
    public String type() {
        return "stream.gap";
    }

    @Override
    public boolean concerns(Set<String> peers) {
        return peerId == null || peers.contains(peerId);
    }

    /** Returns a copy whose start and end are this many seconds later. */
    public StreamGap shiftedBy(double seconds) {
        return new StreamGap(
                sessionId,
                peerId,
                trackId,
                from + seconds,
                to == null ? null : to + seconds,
                reason,
                startedAt,
                detail,
                continues);
    }
}

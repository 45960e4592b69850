package dev.roomscribe.transcript.search;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An utterance that was found.
 *
 * @param id the id of its event in the room's transcript
 * @param speaker the peer's name; null if it has none
 * @param startedAt when it began
 * @param start seconds from the start of its session
 * @param end seconds from the start of its session
 * @param passage its text for people
 * @param matches where the terms are in the passage, in order
 */
public record SearchHit(
        String roomId,
        String sessionId,
        String id,
        String utteranceId,
        String peerId,
        @Nullable String speaker,
        Instant startedAt,
        double start,
        double end,
        String passage,
        List<Match> matches) {
    public SearchHit {
        matches = List.copyOf(matches);
    }

    /**
     * A part of a passage, in UTF-16 code units, as the strings of JavaScript and Java count.
     *
     * @param to exclusive
     */
    public record Match(int from, int to) {}
}

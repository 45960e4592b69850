package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.log.TalkTime;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a peer has spoken in a session.
 *
 * @param name null if it has none
 * @param talkSeconds the sum of the lengths of its stored utterances
 * @param finals the number of its stored utterances
 */
public record SpeakerTime(String peerId, @Nullable String name, double talkSeconds, long finals) {
    /** The number of speakers that a list contains. */
    static final int MAX_SPEAKERS = 50;

    /** Returns the peers that have spoken longest, the longest first. */
    static List<SpeakerTime> longest(List<TalkTime> speakers) {
        return speakers.stream()
                .sorted(Comparator.comparingLong(TalkTime::millis).reversed())
                .limit(MAX_SPEAKERS)
                .map(speaker ->
                        new SpeakerTime(speaker.peerId(), speaker.name(), speaker.millis() / 1000.0, speaker.finals()))
                .toList();
    }
}

package dev.roomscribe.transcript.event;

import java.util.Set;

/** An event that is stored in the log, has an id, and can be replayed. */
public sealed interface DurableEvent extends CaptionEvent
        permits SessionStarted,
                SessionResumed,
                SessionEnded,
                PeerJoined,
                PeerLeft,
                PeerRenamed,
                FinalTranscript,
                StreamGap,
                TranscriptErased {
    /** Returns the id of the session that the event belongs to. */
    String sessionId();

    /** Returns whether a subscriber that filters by these peer ids receives the event. */
    default boolean concerns(Set<String> peers) {
        return true;
    }
}

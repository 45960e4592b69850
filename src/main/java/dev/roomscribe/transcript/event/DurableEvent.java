package dev.roomscribe.transcript.event;

/** An event that is logged, has an id, and is replayed. */
public sealed interface DurableEvent extends CaptionEvent
        permits SessionStarted, SessionEnded, PeerJoined, PeerLeft, PeerRenamed, FinalTranscript, StreamGap {
    /** Returns the session that it is of. */
    String sessionId();

    /** Returns whether a subscriber who asked for some peers only is to have it. */
    default boolean concerns(java.util.Set<String> peers) {
        return true;
    }
}

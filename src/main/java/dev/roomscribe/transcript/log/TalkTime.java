package dev.roomscribe.transcript.log;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How long a peer has spoken in a session, by its stored finals.
 *
 * @param name the newest name that a final has; null if none has one
 * @param millis the sum of the lengths of its finals, in ms
 * @param finals the number of its finals
 */
public record TalkTime(String peerId, @Nullable String name, long millis, long finals) {
    public TalkTime {
        requireNonNull(peerId, "peerId is null");
    }

    /** Returns the sum of this and what the same peer has said after it. */
    TalkTime plus(TalkTime next) {
        return new TalkTime(peerId, next.name == null ? name : next.name, millis + next.millis, finals + next.finals);
    }
}

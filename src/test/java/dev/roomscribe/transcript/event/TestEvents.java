package dev.roomscribe.transcript.event;

import dev.roomscribe.transcript.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates events with default values for the fields that a test does not set. */
public final class TestEvents {
    public static final String SESSION = "s1";

    private TestEvents() {}

    public static SessionStarted started() {
        return new SessionStarted(SESSION, MutableClock.START, "agent", "model", "en-US");
    }

    public static SessionEnded ended() {
        return new SessionEnded(SESSION, 9, at(9), SessionEndReason.STOPPED, null);
    }

    public static PeerJoined joined(String peer) {
        return new PeerJoined(SESSION, peer, "Name of " + peer, null, 1, at(1));
    }

    public static PeerLeft left(String peer) {
        return new PeerLeft(SESSION, peer, "Name of " + peer, 8, at(8));
    }

    /** Returns a final of peer p1 with an utterance id that the text determines. */
    public static FinalTranscript utterance(String text) {
        return utterance("p1", "utterance of " + text, text);
    }

    public static FinalTranscript utterance(String peer, String utterance, String text) {
        return utterance(peer, null, utterance, text, 1, 2);
    }

    public static FinalTranscript utterance(
            String peer, @Nullable String name, String utterance, String text, double start, double end) {
        return utterance(SESSION, peer, name, utterance, text, start, end);
    }

    /** Returns a final of peer p1 in any session, with an utterance id that the text determines. */
    public static FinalTranscript said(String session, String text) {
        return utterance(session, "p1", null, "utterance of " + text, text, 1, 2);
    }

    private static FinalTranscript utterance(
            String session,
            String peer,
            @Nullable String name,
            String utterance,
            String text,
            double start,
            double end) {
        return new FinalTranscript(
                session,
                peer,
                "track of " + peer,
                name,
                utterance,
                1_000,
                text,
                null,
                null,
                List.of(),
                start,
                end,
                at(start),
                null,
                "model",
                EndReason.ENDPOINT,
                false);
    }

    public static PartialTranscript partial(String peer, String utterance, int revision, String text) {
        return new PartialTranscript(SESSION, peer, "track of " + peer, null, utterance, revision, text, null);
    }

    public static StreamGap gap(String peer, double from, @Nullable Double to, String detail) {
        return new StreamGap(SESSION, peer, "track of " + peer, from, to, GapReason.OVERLOAD, at(from), detail);
    }

    private static Instant at(double seconds) {
        return MutableClock.START.plus(Duration.ofMillis(Math.round(seconds * 1000)));
    }
}

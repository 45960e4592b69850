package dev.roomscribe.api;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.live.RoomTranscript;
import java.time.Instant;
import java.util.List;

/** Makes events and appends them to a transcript. */
final class TranscriptEvents {
    private TranscriptEvents() {}

    /** Appends an event and returns its id. */
    static String append(RoomTranscript transcript, DurableEvent event) {
        return transcript.append(event).toCompletableFuture().join().toString();
    }

    /** Appends a session of 9 s with three finals. */
    static void appendSession(RoomTranscript transcript, String session, Instant start, String text) {
        append(transcript, sessionStarted(session, start));
        for (int i = 1; i <= 3; i++) {
            append(transcript, finalTranscript(session, start, i, text + " " + i));
        }
        append(transcript, sessionEnded(session, start));
    }

    static PeerJoined peerJoined(String peerId) {
        return new PeerJoined("s1", peerId, null, null, 0, Instant.EPOCH);
    }

    static SessionStarted sessionStarted(String session, Instant start) {
        return new SessionStarted(session, start, "agent", "model", null);
    }

    static FinalTranscript finalTranscript(String session, Instant start, int second, String text) {
        return new FinalTranscript(
                session,
                "p1",
                "t1",
                null,
                session + "-" + second,
                1,
                text,
                null,
                null,
                List.of(),
                second,
                second + 0.5,
                start.plusSeconds(second),
                null,
                "model",
                EndReason.ENDPOINT,
                false);
    }

    static SessionEnded sessionEnded(String session, Instant start) {
        return new SessionEnded(session, 9, start.plusSeconds(9), SessionEndReason.STOPPED, null);
    }
}

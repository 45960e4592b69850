package dev.roomscribe.api;

import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.Transcripts;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Finds the transcript of the room that a request names. Its methods block while the transcript is opened. */
@Singleton
class RoomTranscripts {
    private final Transcripts transcripts;

    RoomTranscripts(Transcripts transcripts) {
        this.transcripts = transcripts;
    }

    /** Returns the room's transcript; empty if it has none. */
    Optional<RoomTranscript> find(RoomId roomId) {
        return transcripts.find(roomId.value()).toCompletableFuture().join();
    }

    /**
     * Returns the room's transcript.
     *
     * @throws ProblemException if it has none
     */
    RoomTranscript get(RoomId roomId) {
        return find(roomId)
                .orElseThrow(() -> new ProblemException(
                        Problem.Type.NOT_TRANSCRIBED,
                        "Room " + roomId + " has no transcript; POST /rooms/" + roomId + "/transcribe to start one."));
    }
}

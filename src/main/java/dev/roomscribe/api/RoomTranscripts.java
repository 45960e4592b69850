package dev.roomscribe.api;

import dev.roomscribe.api.access.Absence;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.Transcripts;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Finds the transcript of the room that a request names. Its methods do not block while the transcript is opened. */
@Singleton
class RoomTranscripts {
    private final Transcripts transcripts;

    RoomTranscripts(Transcripts transcripts) {
        this.transcripts = transcripts;
    }

    /** Returns the room's transcript; empty if it has none. */
    Uni<Optional<RoomTranscript>> find(RoomId roomId) {
        return Uni.createFrom().completionStage(() -> transcripts.find(roomId.value()));
    }

    /** Returns the room's transcript; fails with a {@link ProblemException} if it has none. */
    Uni<RoomTranscript> get(RoomId roomId) {
        return find(roomId)
                .map(found ->
                        found.orElseThrow(() -> new ProblemException(Absence.NO_TRANSCRIPT.problem(roomId.value()))));
    }
}

package dev.roomscribe.simulation.service;

import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.transcript.live.RoomTranscript;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A simulated process that readers can connect to. */
public interface CaptionSource {
    /** Returns the life of the process. */
    Lifetime lifetime();

    /** Returns the transcript of the room; empty if there is none yet. */
    CompletionStage<Optional<RoomTranscript>> find();
}

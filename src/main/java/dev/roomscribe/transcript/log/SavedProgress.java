package dev.roomscribe.transcript.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.log.SessionProgress.TrackProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A progress and when it was saved.
 *
 * @param savedAt by the clock of the storage
 * @param last the newest event that was in the log before; if the log no longer has it, it lost events whose audio is
 *     part of this progress
 */
public record SavedProgress(SessionProgress progress, Instant savedAt, EventId last) {
    /** Returns the progress of a session that starts with an event: nothing of its audio was received. */
    public static SavedProgress atStart(SessionStarted started, EventId id) {
        SessionProgress none = new SessionProgress(started.sessionId(), 0, List.of(TrackProgress.ofAllPeers(0)));
        return new SavedProgress(none, started.startedAt(), id);
    }

    /** Returns the JSON to store, without the time. */
    public String json() {
        ObjectNode json = EventJson.MAPPER
                .createObjectNode()
                .put("session_id", progress.sessionId())
                .put("at", milliseconds(progress.at()))
                .put("last", last.toString());
        for (TrackProgress track : progress.tracks()) {
            json.withArray("tracks")
                    .addObject()
                    .put("peer_id", track.peerId())
                    .put("track_id", track.trackId())
                    .put("final_to", milliseconds(track.finalTo()));
        }
        return EventJson.write(json);
    }

    /** Rounds down, as audio after a position that is rounded up would be in no gap. */
    private static long milliseconds(double seconds) {
        return (long) Math.floor(seconds * 1000);
    }

    /** Parses stored JSON; empty if it is damaged. */
    public static Optional<SavedProgress> read(Instant savedAt, String json) {
        try {
            JsonNode node = EventJson.MAPPER.readTree(json);
            List<TrackProgress> tracks = new ArrayList<>();
            for (JsonNode track : node.path("tracks")) {
                tracks.add(new TrackProgress(
                        track.path("peer_id").textValue(),
                        track.path("track_id").textValue(),
                        track.path("final_to").asLong() / 1000.0));
            }
            SessionProgress progress = new SessionProgress(
                    node.path("session_id").asText(), node.path("at").asLong() / 1000.0, tracks);
            return EventId.parse(node.path("last").asText()).map(last -> new SavedProgress(progress, savedAt, last));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}

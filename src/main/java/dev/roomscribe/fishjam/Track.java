package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A track of a peer as Fishjam last described it. A peer may publish several audio tracks.
 *
 * @param id opaque
 * @param type what it carries
 * @param metadata what the publisher's client says of it, or a JSON null; written by a stranger
 */
public record Track(String id, TrackType type, JsonNode metadata) {
    public Track {
        requireNonNull(id, "id is null");
        requireNonNull(type, "type is null");
        requireNonNull(metadata, "metadata is null");
    }

    /** Returns whether the publisher has muted it. A muted track stays, and sends nothing at all. */
    public boolean paused() {
        return metadata.path("paused").asBoolean(false);
    }
}

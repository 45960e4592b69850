package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A track of a peer as Fishjam last described it. A peer may publish several audio tracks.
 *
 * @param id opaque
 * @param type the kind of media
 * @param metadata set by the publisher's client, or a JSON null; untrusted
 */
public record Track(String id, TrackType type, JsonNode metadata) {
    public Track {
        requireNonNull(id, "id is null");
        requireNonNull(type, "type is null");
        requireNonNull(metadata, "metadata is null");
    }

    /** Returns whether the publisher has muted it. A muted track stays published and sends no audio. */
    public boolean paused() {
        return metadata.path("paused").asBoolean(false);
    }
}

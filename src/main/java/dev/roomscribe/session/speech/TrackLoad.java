package dev.roomscribe.session.speech;

import dev.roomscribe.recognition.StreamLoad;

/** The load of one track that is being recognized. */
public record TrackLoad(String trackId, StreamLoad load) {}

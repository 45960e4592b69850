package dev.roomscribe.session.speech;

/** Identifies a track of a session. */
record TrackKey(String peerId, String trackId) {}

package dev.roomscribe.fishjam.agent;

/**
 * A picture of a video track.
 *
 * @param trackId the track
 * @param contentType such as {@code image/jpeg}
 * @param bytes the file; the receiver's to keep
 */
// Passed on, never compared.
@SuppressWarnings("ArrayRecordComponent")
public record TrackImage(String trackId, String contentType, byte[] bytes) {}

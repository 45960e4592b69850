package dev.roomscribe.fishjam.agent;

/**
 * An image captured from a video track.
 *
 * @param contentType such as {@code image/jpeg}
 * @param bytes the image file; owned by the receiver
 */
// Images are never compared, so comparing the array by identity does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record TrackImage(String trackId, String contentType, byte[] bytes) {}

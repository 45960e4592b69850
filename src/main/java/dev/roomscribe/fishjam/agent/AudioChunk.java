package dev.roomscribe.fishjam.agent;

/**
 * The payload of one {@code TrackData} message, usually 20 ms of one audio track. Fishjam sends no timestamps and does
 * not fill gaps, so the arrival time is the only indication of when the audio was spoken.
 *
 * @param peerId the peer that publishes the track
 * @param trackId the track; a peer can publish several, and they are not mixed
 * @param trackMetadata JSON text, {@code "null"} or empty if there is none; untrusted, set by the peer's client
 * @param pcm signed 16-bit little-endian mono samples at the agent's sample rate; an even number of bytes, never empty,
 *     owned by the receiver
 * @param arrivedNanos {@link System#nanoTime} when the message was read from the socket
 */
// Chunks are never compared, so comparing the array by identity does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record AudioChunk(String peerId, String trackId, String trackMetadata, byte[] pcm, long arrivedNanos) {}

package dev.roomscribe.fishjam.agent;

/**
 * A piece of one audio track, usually 20 ms. Fishjam puts no time on it and fills no holes, so the moment it arrived is
 * all there is to place it by.
 *
 * @param peerId who publishes the track
 * @param trackId the track; one peer's tracks come separately
 * @param trackMetadata a JSON document in a string, {@code "null"} or empty when there is none; written by a stranger
 * @param pcm signed 16-bit little-endian mono at the agent's sample rate; even, never empty, and the receiver's to keep
 * @param arrivedNanos {@link System#nanoTime} when it was read from the socket
 */
// A chunk is passed on, never compared: the array's identity is as good an equality as any.
@SuppressWarnings("ArrayRecordComponent")
public record AudioChunk(String peerId, String trackId, String trackMetadata, byte[] pcm, long arrivedNanos) {}

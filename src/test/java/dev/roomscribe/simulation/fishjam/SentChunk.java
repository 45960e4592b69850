package dev.roomscribe.simulation.fishjam;

import java.util.List;

/**
 * 20 ms of a person's audio on their way to the service.
 *
 * @param capture counts the times that the person joined or ended a mute: between two captures no audio exists
 * @param index counts the chunks of the capture, including those that are lost
 * @param endNanos when its last sample was spoken
 * @param words the words of which a block is in it, once per block
 */
// Chunks are never compared, so comparing the array by identity does no harm.
@SuppressWarnings("ArrayRecordComponent")
record SentChunk(SimulatedPerson person, int capture, int index, long endNanos, byte[] pcm, List<SpokenWord> words) {
    /** A chunk that the service received. */
    record Arrival(int capture, int index, long endNanos, long arrivedNanos) {
        /** Returns how long it took, in nanoseconds. */
        long delayNanos() {
            return arrivedNanos - endNanos;
        }
    }

    Arrival arrivedAt(long nanos) {
        return new Arrival(capture, index, endNanos, nanos);
    }

    void lostByConnection(long nanos) {
        words.forEach(word -> word.lostByConnection(nanos));
    }
}

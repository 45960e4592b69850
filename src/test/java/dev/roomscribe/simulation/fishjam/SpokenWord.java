package dev.roomscribe.simulation.fishjam;

import dev.roomscribe.simulation.sound.AudioSamples;
import dev.roomscribe.simulation.sound.Words;

/** A word that a person spoke, and what became of its blocks of 10 ms on their way to the service. */
public final class SpokenWord {
    private final int id;
    private final String peerId;
    private final long startNanos;
    private int sent;
    private int lostBeforeFishjam;
    private int lostByConnection;
    private int delivered;
    private long deliveredNanos;
    private long lostNanos;
    private boolean placeUnknown;

    SpokenWord(int id, String peerId, long startNanos) {
        this.id = id;
        this.peerId = peerId;
        this.startNanos = startNanos;
    }

    public int id() {
        return id;
    }

    public String text() {
        return Words.text(id);
    }

    public String peerId() {
        return peerId;
    }

    /** Returns when its first sample was spoken, in virtual nanoseconds. */
    public long startNanos() {
        return startNanos;
    }

    public long endNanos() {
        return startNanos + AudioSamples.nanos(Words.SAMPLES);
    }

    void sent() {
        sent++;
    }

    void lostBeforeFishjam() {
        lostBeforeFishjam++;
    }

    void lostByConnection(long nanos) {
        lostByConnection++;
        lostNanos = nanos;
    }

    void delivered(long nanos) {
        delivered++;
        deliveredNanos = nanos;
    }

    /** Returns whether the person was connected and not muted while speaking it, and no block was lost before Fishjam. */
    public boolean reachedFishjam() {
        return sent == Words.BLOCKS && lostBeforeFishjam == 0;
    }

    /** Returns whether the service received all of it. */
    public boolean wasDelivered() {
        return delivered == Words.BLOCKS;
    }

    /** Returns whether the service received a part of it, but not all. */
    public boolean wasPartlyDelivered() {
        return delivered > 0 && !wasDelivered();
    }

    /** Returns whether a part was lost because the service was not connected. */
    public boolean wasLostByConnection() {
        return lostByConnection > 0;
    }

    /**
     * Returns whether a part was on its way when the service closed the connection or its process ended, or was lost by a
     * connection whose loss the service did not notice before that.
     */
    public boolean wasCutOff() {
        return cutOff() > 0;
    }

    /** A part was lost behind audio of which the service cannot know how late it was. */
    void placeUnknown() {
        placeUnknown = true;
    }

    /** Returns whether the service cannot know where a part that was lost belongs. */
    public boolean isPlaceUnknown() {
        return placeUnknown;
    }

    /** Returns when the service knew that the last part that was lost by a connection was lost; 0 if none was. */
    public long lostNanos() {
        return lostNanos;
    }

    /** Returns when the service received its last block. */
    public long deliveredNanos() {
        return deliveredNanos;
    }

    private int cutOff() {
        return sent - lostBeforeFishjam - lostByConnection - delivered;
    }

    @Override
    public String toString() {
        return "%s of %s (%d blocks sent, %d lost before Fishjam, %d by the connection, %d cut off, %d delivered)"
                .formatted(text(), peerId, sent, lostBeforeFishjam, lostByConnection, cutOff(), delivered);
    }
}

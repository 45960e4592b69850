package dev.roomscribe.fishjam.embedded.media;

/** A track that a player sends its audio to. Called on the thread of {@link AudioScheduler}; must not block. */
public interface AudioSink {
    /** Returns whether a chunk sent now would reach a subscriber. */
    boolean hasReceivers();

    /**
     * Sends a chunk to the track's subscribers, unless the track is muted.
     *
     * @param pcm signed 16-bit little-endian mono at 16 kHz; not modified afterwards
     */
    void send(byte[] pcm);

    /** Reports whether the playback's script mutes the microphone now; called before every packet. */
    void mutedByScript(boolean muted);
}

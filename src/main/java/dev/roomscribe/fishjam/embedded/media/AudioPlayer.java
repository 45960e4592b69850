package dev.roomscribe.fishjam.embedded.media;

/** Plays audio into an {@link AudioSink}. Runs on the thread of {@link AudioScheduler}, except {@link #stop}. */
public interface AudioPlayer extends Runnable {
    /** Ends the playback; no chunk is sent afterwards. */
    void stop();
}

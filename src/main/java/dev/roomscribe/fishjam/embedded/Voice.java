package dev.roomscribe.fishjam.embedded;

/** What plays into a track. Runs on the thread of {@link Microphones} alone, apart from {@link #stop}. */
interface Voice extends Runnable {
    /** Falls silent for good. */
    void stop();
}

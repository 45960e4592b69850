package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.AudioFormat;

/**
 * Decides when a stream whose decoders fail gives up its audio, and when it tries a decoder again.
 *
 * <pre>
 *              third failure on the same audio             enough audio is lost
 *   DECODING ───────────────────────────────────▶ PAUSED ───────────────────────▶ TRYING
 *      ▲                                             ▲          any failure          │
 *      │                                             └───────────────────────────────┤
 *      └─────────────────────────────────────────────────────────────────────────────┘
 *                                         success
 * </pre>
 *
 * <p>The first pause lasts for 10 s of audio; each failure of a trial doubles it, up to 160 s. Confined to its stream's
 * steps.
 */
final class FailureBackoff {
    private static final int MAX_FAILURES = 3;
    private static final long MIN_PAUSE_SAMPLES = 10 * AudioFormat.SAMPLE_RATE;
    private static final long MAX_PAUSE_SAMPLES = 160 * AudioFormat.SAMPLE_RATE;

    /** Failures since new audio, as opposed to replayed audio, was last decoded. */
    private int failures;

    private long pauseSamples = MIN_PAUSE_SAMPLES;
    private long lostSamples;
    private boolean paused;

    /** Returns whether no decoder may be used now. */
    boolean isPaused() {
        return paused;
    }

    /** Returns whether decoders have failed on the audio that is decoded next, or have kept failing before it. */
    boolean isSuspect() {
        return failures > 0;
    }

    /** Returns whether decoders have kept failing since the last success. */
    boolean isFailing() {
        return failures >= MAX_FAILURES;
    }

    /** Counts a failure; returns whether the audio must be given up, which begins a pause. */
    boolean onFailure() {
        if (isFailing()) {
            pauseSamples = Math.min(2 * pauseSamples, MAX_PAUSE_SAMPLES);
        } else {
            failures++;
        }
        paused = isFailing();
        lostSamples = 0;
        return paused;
    }

    /** Counts audio that was lost during the pause; may end the pause. */
    void onLost(long samples) {
        lostSamples += samples;
        paused = lostSamples < pauseSamples;
    }

    /** Called when new audio was decoded. */
    void onSuccess() {
        failures = 0;
        pauseSamples = MIN_PAUSE_SAMPLES;
    }
}

package dev.roomscribe.audio;

/**
 * Detects speech without voice. The spectrum of a whisper changes several times per second between bright sounds, such as
 * a hiss, and dark ones, such as a breath; that of exhaling, wind or a fan does not. Its sounds also last longer than
 * clicks. Not thread-safe.
 */
final class WhisperedSpeechDetector {
    /** 8 dB above the noise. */
    private static final double MIN_SIGNAL_TO_NOISE = 6.3;

    /**
     * 20 dB below the recent peak, which decays by half a decibel per frame: quieter sound is the remainder of a noise that
     * has stopped.
     */
    private static final double MIN_SHARE_OF_PEAK = 0.01;

    private static final double PEAK_DECAY = 0.9;

    private static final int MIN_SOUND_FRAMES = 5;
    private static final double SMOOTHING = 0.3;

    /** The logarithm of the ratio of mean frequencies that counts as a change. */
    private static final double MIN_CHANGE = Math.log(1.4);

    private static final int CHANGE_DECAY_FRAMES = 40;
    private static final int START_CHANGES = 4;
    private static final int CONTINUE_CHANGES = 2;

    private double peak;
    private int soundFrames;
    /** The smoothed logarithm of the mean frequency. */
    private double brightness;

    private double minBrightness;
    private double maxBrightness;
    private boolean brightening;
    private int changes;
    private int framesSinceChange;

    /**
     * Analyses the next frame.
     *
     * @param energy the frame's energy without that of the noise
     * @param slope the energy of the differences between its samples, without that of the noise
     * @param noise the noise's energy
     */
    void accept(double energy, double slope, double noise, boolean voiced) {
        if (++framesSinceChange >= CHANGE_DECAY_FRAMES) {
            framesSinceChange = 0;
            changes = Math.max(0, changes - 1);
        }
        peak = Math.max(energy, PEAK_DECAY * peak);
        if (voiced || energy < Math.max(MIN_SIGNAL_TO_NOISE * noise, MIN_SHARE_OF_PEAK * peak)) {
            soundFrames = 0;
            return;
        }
        double current = 0.5 * Math.log(Math.max(slope, 1) / energy);
        soundFrames++;
        brightness = soundFrames == 1 ? current : brightness + SMOOTHING * (current - brightness);
        if (soundFrames >= MIN_SOUND_FRAMES) {
            countChanges();
        }
    }

    /** Returns whether there certainly is whispered speech. */
    boolean isSpeech() {
        return changes >= START_CHANGES;
    }

    /** Returns whether there probably is: enough for speech to continue, not enough for it to begin. */
    boolean isLikelySpeech() {
        return changes >= CONTINUE_CHANGES;
    }

    /** Discards all state: the following audio does not continue the previous audio. */
    void restart() {
        peak = 0;
        soundFrames = 0;
        changes = 0;
    }

    private void countChanges() {
        minBrightness = Math.min(minBrightness, brightness);
        maxBrightness = Math.max(maxBrightness, brightness);
        if (brightening ? brightness < maxBrightness - MIN_CHANGE : brightness > minBrightness + MIN_CHANGE) {
            brightening = !brightening;
            minBrightness = brightness;
            maxBrightness = brightness;
            changes++;
            framesSinceChange = 0;
        }
    }
}

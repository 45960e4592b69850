package dev.roomscribe.audio;

/**
 * Hears speech without a voice: a whisper changes its colour several times a second, from a hiss to a breath and back,
 * which breathing out, wind or a fan do not; and its sounds last, which clicks do not.
 */
final class WhisperedSpeechDetector {
    /** 8 dB over the noise. */
    private static final double LOUD = 6.3;

    /** 20 dB below the loudest of late, which fades by half a decibel a frame: less is what a noise leaves when it stops. */
    private static final double AUDIBLE = 0.01;

    private static final double FADING = 0.9;

    private static final int SHORTEST_FRAMES = 5;
    private static final double SMOOTHING = 0.3;

    /** The ratio of mean frequencies that is another colour. */
    private static final double OTHER_COLOUR = Math.log(1.4);

    private static final int FRAMES_TO_FORGET_ONE = 40;
    private static final int ENOUGH = 4;
    private static final int TO_GO_ON = 2;

    private double loudest;
    private int loudFrames;
    private double colour;
    private double darkest;
    private double brightest;
    private boolean brightening;
    private int changes;
    private int framesSinceChange;

    /**
     * Takes the next frame.
     *
     * @param energy of the frame, less that of the noise
     * @param slope energy of the differences between its samples, less that of the noise's
     * @param noise the noise's energy
     */
    void accept(double energy, double slope, double noise, boolean voiced) {
        if (++framesSinceChange >= FRAMES_TO_FORGET_ONE) {
            framesSinceChange = 0;
            changes = Math.max(0, changes - 1);
        }
        loudest = Math.max(energy, FADING * loudest);
        if (voiced || energy < Math.max(LOUD * noise, AUDIBLE * loudest)) {
            loudFrames = 0;
            return;
        }
        double now = 0.5 * Math.log(Math.max(slope, 1) / energy);
        loudFrames++;
        colour = loudFrames == 1 ? now : colour + SMOOTHING * (now - colour);
        if (loudFrames >= SHORTEST_FRAMES) {
            countChanges();
        }
    }

    boolean heard() {
        return changes >= ENOUGH;
    }

    boolean goesOn() {
        return changes >= TO_GO_ON;
    }

    void restart() {
        loudest = 0;
        loudFrames = 0;
        changes = 0;
    }

    private void countChanges() {
        darkest = Math.min(darkest, colour);
        brightest = Math.max(brightest, colour);
        if (brightening ? colour < brightest - OTHER_COLOUR : colour > darkest + OTHER_COLOUR) {
            brightening = !brightening;
            darkest = colour;
            brightest = colour;
            changes++;
            framesSinceChange = 0;
        }
    }
}

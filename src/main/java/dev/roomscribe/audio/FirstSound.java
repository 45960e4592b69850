package dev.roomscribe.audio;

/**
 * Finds out whether audio began within a sound, such as a word that is being spoken when a session continues after a crash.
 * The detector takes such a sound for the noise of the room, because it has not heard the room without it. It was a sound if
 * the level falls afterwards, which that of a steady noise does not. Not thread-safe.
 */
final class FirstSound {
    /** 60 ms: the length of the beginning, and how long the lower level lasts. */
    private static final int FRAMES = 3;

    /** 10 dB, as a ratio of powers. */
    private static final double FALL = 10;

    /** -60 dBFS, as the mean square of a sample: quieter audio begins with silence. */
    private static final double MIN_POWER = 32.8 * 32.8;

    private int frames;
    private double first;
    private int lower;

    /** Adds the next frame. Returns whether it has shown that a sound is over with which the audio began. */
    boolean accept(short[] frame) {
        double power = 0;
        for (short sample : frame) {
            power += (double) sample * sample;
        }
        power /= frame.length;
        if (frames < FRAMES) {
            frames++;
            first = Math.max(first, power);
            return false;
        }
        if (hasEnded()) {
            return false;
        }
        lower = power * FALL < first ? lower + 1 : 0;
        return hasEnded();
    }

    /** Returns whether the audio may have begun within a sound. */
    boolean isPossible() {
        return first >= MIN_POWER;
    }

    /** Returns whether the audio began within a sound that is over. */
    boolean hasEnded() {
        return first >= MIN_POWER && lower >= FRAMES;
    }

    void restart() {
        frames = 0;
        first = 0;
        lower = 0;
    }
}

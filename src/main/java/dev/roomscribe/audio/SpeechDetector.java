package dev.roomscribe.audio;

/**
 * Judges, frame by frame, whether somebody speaks.
 *
 * <p>A gliding voice is the evidence: it gathers over the frames that have one and melts away over those that have not,
 * so that the few such frames of a click or of the step between two notes never are enough. A word said alone has too
 * few frames for that; but then its voice glides in no few of them without having broken off.
 */
final class SpeechDetector {
    private static final double ENOUGH = 6;
    private static final double TO_GO_ON = 4;
    private static final double MOST = 12;
    private static final double MELTING = 0.34;

    /** The least share of gliding frames in a voice that has not broken off; notes in a row stay below 0.16. */
    private static final double LEAST_GLIDING = 0.25;

    /** 6 dB over the noise. */
    private static final double LOUD = 4;

    /** -72 dBFS: no noise counts as less. */
    private static final double SOFTEST = SpeechGate.FRAME * 8.0 * 8.0;

    /** Of a first-order low-pass at 150 Hz: wind, steps and an offset lie below, and are not counted. */
    private static final double RUMBLE = 0.06;

    private final Voicing voicing = new Voicing();
    private final WhisperedSpeechDetector whisper = new WhisperedSpeechDetector();
    private final NoiseFloor noise = new NoiseFloor();
    private final NoiseFloor slopeNoise = new NoiseFloor();
    private double evidence;
    private int voicedFrames;
    private int glidingFrames;
    private boolean loud;
    private double rumble;
    private double before;

    /** Takes the next frame. */
    void accept(short[] frame) {
        voicing.accept(frame);
        evidence = voicing.gliding() ? Math.min(MOST, evidence + 1) : Math.max(0, evidence - MELTING);
        voicedFrames = voicing.voiced() ? voicedFrames + 1 : 0;
        glidingFrames = voicing.voiced() ? glidingFrames + (voicing.gliding() ? 1 : 0) : 0;
        measureLevel(frame);
    }

    /** Returns whether somebody speaks for certain. */
    boolean speech() {
        return evidence >= ENOUGH || glidesWithoutABreak() || whisper.heard();
    }

    private boolean glidesWithoutABreak() {
        return glidingFrames >= ENOUGH && glidingFrames >= LEAST_GLIDING * voicedFrames;
    }

    /** Returns whether somebody may well speak: enough to go on with, if not to begin. */
    boolean likely() {
        return evidence >= TO_GO_ON || whisper.goesOn();
    }

    /** Returns whether the last frame may be part of speech, next to frames that certainly are. */
    boolean sounding() {
        return loud || voicing.voiced();
    }

    /** Forgets all but the noise. */
    void restart() {
        voicing.restart();
        whisper.restart();
        evidence = 0;
        voicedFrames = 0;
        glidingFrames = 0;
        loud = false;
        rumble = 0;
        before = 0;
    }

    private void measureLevel(short[] frame) {
        double energy = 0;
        double slope = 0;
        for (short sample : frame) {
            rumble += RUMBLE * (sample - rumble);
            double rest = sample - rumble;
            double step = rest - before;
            before = rest;
            energy += rest * rest;
            slope += step * step;
        }
        noise.accept(energy + SOFTEST);
        slopeNoise.accept(slope);
        double floor = noise.energy();
        loud = energy > LOUD * floor;
        whisper.accept(Math.max(1, energy - floor), Math.max(1, slope - slopeNoise.energy()), floor, voicing.voiced());
    }
}

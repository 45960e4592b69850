package dev.roomscribe.audio;

/**
 * Decides for each frame whether it belongs to speech. Not thread-safe.
 *
 * <p>The evidence for speech grows with every frame of voice whose pitch glides, and decays with every other frame. A
 * click, or the step between two notes, has too few such frames to reach the threshold. A word spoken alone also has
 * too few; it is recognized by the share of gliding frames in uninterrupted voice.
 */
final class SpeechDetector {
    /** The evidence, in frames, with which speech begins. */
    private static final double START_EVIDENCE = 6;
    /** The evidence with which speech continues. */
    private static final double CONTINUE_EVIDENCE = 4;

    private static final double MAX_EVIDENCE = 12;
    /** How much evidence a frame without gliding voice removes. */
    private static final double EVIDENCE_DECAY = 0.34;

    /** The minimum share of gliding frames in uninterrupted voice; successive notes stay below 0.16. */
    private static final double MIN_GLIDING_SHARE = 0.25;

    /** 6 dB above the noise. */
    private static final double MIN_SIGNAL_TO_NOISE = 4;

    /** -72 dBFS: the minimum of the noise floor. */
    private static final double MIN_NOISE_ENERGY = SpeechGate.FRAME * 8.0 * 8.0;

    /** Coefficient of a first-order low-pass at 150 Hz: wind, footsteps and an offset lie below it and do not count. */
    private static final double RUMBLE_SMOOTHING = 0.06;

    private final PitchTracker pitch = new PitchTracker();
    private final WhisperedSpeechDetector whispered = new WhisperedSpeechDetector();
    private final NoiseFloor noise = new NoiseFloor();
    private final NoiseFloor slopeNoise = new NoiseFloor();
    private double evidence;
    private int voicedFrames;
    private int glidingFrames;
    private boolean loud;
    private double rumble;
    private double previous;

    /** Analyses the next frame. */
    void accept(short[] frame) {
        pitch.accept(frame);
        evidence = pitch.isGliding() ? Math.min(MAX_EVIDENCE, evidence + 1) : Math.max(0, evidence - EVIDENCE_DECAY);
        voicedFrames = pitch.isVoiced() ? voicedFrames + 1 : 0;
        glidingFrames = pitch.isVoiced() ? glidingFrames + (pitch.isGliding() ? 1 : 0) : 0;
        measureLevel(frame);
    }

    /** Returns whether there certainly is speech. */
    boolean isSpeech() {
        return evidence >= START_EVIDENCE || isUninterruptedGlidingVoice() || whispered.isSpeech();
    }

    private boolean isUninterruptedGlidingVoice() {
        return glidingFrames >= START_EVIDENCE && glidingFrames >= MIN_GLIDING_SHARE * voicedFrames;
    }

    /** Returns whether there probably is speech: enough for it to continue, not enough for it to begin. */
    boolean isLikelySpeech() {
        return evidence >= CONTINUE_EVIDENCE || whispered.isLikelySpeech();
    }

    /** Returns whether the last frame can be part of speech if frames near it certainly are. */
    boolean isSound() {
        return loud || pitch.isVoiced();
    }

    /** Discards all state except the noise floor. */
    void restart() {
        pitch.restart();
        whispered.restart();
        evidence = 0;
        voicedFrames = 0;
        glidingFrames = 0;
        loud = false;
        rumble = 0;
        previous = 0;
    }

    private void measureLevel(short[] frame) {
        double energy = 0;
        double slope = 0;
        for (short sample : frame) {
            rumble += RUMBLE_SMOOTHING * (sample - rumble);
            double filtered = sample - rumble;
            double step = filtered - previous;
            previous = filtered;
            energy += filtered * filtered;
            slope += step * step;
        }
        noise.accept(energy + MIN_NOISE_ENERGY);
        slopeNoise.accept(slope);
        double floor = noise.energy();
        loud = energy > MIN_SIGNAL_TO_NOISE * floor;
        whispered.accept(
                Math.max(1, energy - floor), Math.max(1, slope - slopeNoise.energy()), floor, pitch.isVoiced());
    }
}

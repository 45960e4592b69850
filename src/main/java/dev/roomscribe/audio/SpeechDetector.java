package dev.roomscribe.audio;

import java.util.Arrays;

/**
 * Decides for each frame of 20 ms whether it belongs to speech. Not thread-safe.
 *
 * <p>First {@link SoundDetector} looks for any sound, which costs little. Only while there is sound, and for some time after
 * it, a {@link SpeechNetwork} decides whether it is speech. When it continues after a pause, it is given the last frames of the
 * pause first, so its result is nearly that of a network that never pauses.
 */
final class SpeechDetector {
    static final int FRAME = MelBands.HOP;

    /** The network decides about a frame this many frames later. */
    static final int DELAY_FRAMES = 3;

    /** 200 ms: how long the network continues after sound that is certainly no speech, such as a peak of a steady noise. */
    private static final int SHORT_ATTENTION_FRAMES = 10;

    /** 800 ms: how long it continues after sound that may be speech. */
    private static final int ATTENTION_FRAMES = 40;

    /** 1 s: how long it runs at the start, so that it knows the room before the first sound. */
    private static final int FIRST_ATTENTION_FRAMES = 50;

    /** With less, sound is certainly no speech. */
    private static final float MIN_DOUBTFUL_PROBABILITY = 0.02f;

    /** 400 ms: what the network is given from before the sound. */
    private static final int CONTEXT_FRAMES = 20;

    /** Speech begins when the mean probability of three frames is this. */
    private static final float START_PROBABILITY = 0.33f;

    /**
     * The same while a few of the last 15 frames contain sound: a short sound after silence is a word more often than a
     * noise. The first and the last 200 ms of a longer sound are treated in the same way.
     */
    private static final float SHORT_SOUND_PROBABILITY = 0.18f;

    private static final int START_FRAMES = 3;

    /** The bits of the last 15 frames, 300 ms. */
    private static final int RECENT_FRAMES = 0x7fff;

    /** How many of them contain sound at least, for the network to run: single ones are chance peaks of a steady noise. */
    private static final int MIN_SOUND_FRAMES = 2;

    /** A short sound is longer than the peaks of a steady noise. */
    private static final int MIN_SHORT_SOUND_FRAMES = 4;

    private static final int MAX_SHORT_SOUND_FRAMES = 10;

    /** Speech continues with this probability. */
    private static final float CONTINUE_PROBABILITY = 0.12f;

    /** 200 ms: the network was not trained to decide earlier than this after its start. */
    private static final int SETTLING_FRAMES = 10;

    private final MelBands bands = new MelBands();
    private final SoundDetector soundDetector = new SoundDetector();
    private final SpeechNetwork network = new SpeechNetwork(NetworkWeights.BUILT_IN);
    /** What the network is given for each of the last frames, as a ring buffer. */
    private final float[][] context = new float[CONTEXT_FRAMES + 1][2 * MelBands.COUNT];

    private int contextEnd;
    /** How many of them the network has not been given. */
    private int unseen;

    /** How many frames the network has been given since its start, at most {@link #SETTLING_FRAMES}. */
    private int seen;

    private boolean sound;
    /** Which of the last frames contained sound: the lowest bit is the last one. */
    private int recentSound;

    private int soundFrames;

    private int attention = FIRST_ATTENTION_FRAMES;
    private float probability;
    /** The last probabilities, as a ring buffer; zero while the network settles. */
    private final float[] last = new float[START_FRAMES];

    private int next;

    /** Analyses the next frame. */
    void accept(short[] frame) {
        bands.accept(frame);
        sound = soundDetector.accept(bands);
        float[] current = context[contextEnd];
        contextEnd = (contextEnd + 1) % context.length;
        for (int band = 0; band < MelBands.COUNT; band++) {
            current[band] = bands.level(band);
            current[MelBands.COUNT + band] = bands.aboveFloor(band);
        }
        unseen = Math.min(unseen + 1, context.length);
        recentSound = (recentSound << 1 | (sound ? 1 : 0)) & RECENT_FRAMES;
        soundFrames = Integer.bitCount(recentSound);
        boolean attracts = sound && soundFrames >= MIN_SOUND_FRAMES;
        attention = Math.max(attention - 1, attracts ? SHORT_ATTENTION_FRAMES : 0);
        if (attention > 0) {
            for (; unseen > 0; unseen--) {
                probability = network.accept(context[Math.floorMod(contextEnd - unseen, context.length)]);
                seen = Math.min(seen + 1, SETTLING_FRAMES);
            }
            if (probability >= MIN_DOUBTFUL_PROBABILITY) {
                attention = Math.max(attention, ATTENTION_FRAMES);
            }
        } else {
            probability = 0;
        }
        last[next] = seen == SETTLING_FRAMES ? probability : 0;
        next = (next + 1) % START_FRAMES;
    }

    /** Returns whether there is speech: enough for it to begin. */
    boolean isSpeech() {
        float sum = 0;
        for (float each : last) {
            sum += each;
        }
        return soundFrames >= MIN_SOUND_FRAMES && sum >= START_FRAMES * startProbability();
    }

    private float startProbability() {
        return soundFrames >= MIN_SHORT_SOUND_FRAMES && soundFrames <= MAX_SHORT_SOUND_FRAMES
                ? SHORT_SOUND_PROBABILITY
                : START_PROBABILITY;
    }

    /** Returns whether there probably is speech: enough for it to continue, not enough for it to begin. */
    boolean isLikelySpeech() {
        return probability >= CONTINUE_PROBABILITY;
    }

    /** Returns whether the last frame contains sound, of any kind. */
    boolean isSound() {
        return sound;
    }

    /** Discards all state except the floor. */
    void restart() {
        bands.restart();
        soundDetector.restart();
        unseen = 0;
        seen = 0;
        network.restart();
        attention = FIRST_ATTENTION_FRAMES;
        sound = false;
        recentSound = 0;
        soundFrames = 0;
        probability = 0;
        Arrays.fill(last, 0);
    }
}

package dev.roomscribe.audio;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Passes the speech of one track, skips silence and noise, and signals the ends of utterances.
 *
 * <pre>
 *             speech detected: the held audio of it passes
 *   CLOSED ────────────────────────────────────────────────▶ OPEN
 *      ▲      no speech for the duration of the hang-over      │
 *      └───────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>While open, it passes every sample immediately. While closed, it holds sound and what follows it, up to {@link
 * #MAX_HELD_SAMPLES}, because telling speech from noise takes some time, and at least the 300 ms before it; when it detects
 * speech, all that it holds passes. A short sound that the audio begins with is decided about again when it ends ({@link
 * FirstSound}). Without any sound, it holds the last 300 to 360 ms. The result does not depend on the size of the chunks. Sound
 * that is not speech does not keep it open, however loud: see {@link SpeechDetector}. Not thread-safe.
 */
public final class SpeechGate {
    /** 20 ms. */
    static final int FRAME = SpeechDetector.FRAME;

    private static final int MAX_HELD_FRAMES = 75;

    /** The maximum number of samples that are neither passed nor skipped yet: 1.5 s and an incomplete frame. */
    public static final int MAX_HELD_SAMPLES = (MAX_HELD_FRAMES + 1) * FRAME - 1;

    /** At least 300 ms before the first sound: includes a soft onset and the context that a model needs. */
    private static final int PRE_ROLL_FRAMES = 17;

    /**
     * 60 ms. Models decide about every third of their frames of 10 ms, counted from the start of the utterance, and the words
     * that they recognize depend on which of the three they are. A model that is given all audio counts from the start of
     * the audio, so an utterance that starts at a multiple of this from there is recognized in the same way.
     */
    private static final int ALIGNMENT_FRAMES = 3;

    /** 200 ms: longer than the silence within a word. */
    private static final int PAUSE_FRAMES = 10;

    /** 100 ms: longer than the silence within most words, such as before a plosive. */
    private static final int WORD_FRAMES = 5;

    /** 60 ms without sound: the sound after it is a new one. */
    private static final int ONSET_FRAMES = 3;

    /** 1 s: after this, the detector knows the noise of a room. */
    private static final int ROOM_FRAMES = 50;

    /**
     * 1 s: how long a sound that the audio begins with is decided about again when it ends. Speech that is longer is detected
     * before its end; a longer sound that is not is a breath more often.
     */
    private static final int MAX_FIRST_SOUND_FRAMES = 50;

    /** 200 ms: what a new sound needs at most until the detector tells whether it is likely speech. */
    private static final int UNDECIDED_FRAMES = 10;

    /** Receives every sample of the track exactly once and in order, as speech or as silence. */
    public interface Sink {
        /** The next samples of the track pass. */
        void speech(short[] samples);

        /** The next {@code samples} samples of the track are skipped. */
        void silence(int samples);

        /** The utterance has ended after the samples received so far. */
        void endOfSpeech();
    }

    private static final class HeldFrame {
        final short[] samples;
        final boolean sound;

        HeldFrame(short[] samples, boolean sound) {
            this.samples = samples;
            this.sound = sound;
        }
    }

    private final boolean skipsSilence;
    /**
     * How long the detector reports no speech before the utterance ends: less than {@code endpointing}, because it reports the
     * end of speech late, and the end of the utterance waits for its alignment. It also waits for up to {@link
     * #UNDECIDED_FRAMES} if a sound has just begun.
     */
    private final long hangOverFrames;

    private SpeechDetector detector = new SpeechDetector();
    private final FirstSound firstSound = new FirstSound();

    /** The incomplete frame. */
    private final short[] frame = new short[FRAME];

    private int filled;
    /** The complete frames that are neither passed nor skipped yet. */
    private final Deque<HeldFrame> held = new ArrayDeque<>();
    /** How many of the held frames precede the first one with sound. */
    private int heldBeforeSound;

    private boolean open;
    /** The complete frames so far. */
    private long frames;

    private long framesWithoutSound;
    private long framesSinceOnset;
    private int framesSinceSpeech;

    public SpeechGate(GateOptions options) {
        skipsSilence = options.skipsSilence();
        long endpointing = Pcm16.samples(options.hangOver()) / FRAME;
        hangOverFrames = endpointing - SpeechDetector.DELAY_FRAMES - ALIGNMENT_FRAMES / 2;
    }

    /** Adds the next samples of the track, any number of them, and passes or skips them and the held ones if possible. */
    public void push(short[] samples, Sink sink) {
        GateOutput output = new GateOutput(sink, samples.length);
        int count;
        for (int at = 0; at < samples.length; at += count) {
            count = Math.min(FRAME - filled, samples.length - at);
            System.arraycopy(samples, at, frame, filled, count);
            filled += count;
            if (passes()) {
                output.speech(samples, at, count);
            }
            if (filled == FRAME) {
                filled = 0;
                onFrame(output);
            }
        }
        output.emit();
    }

    /**
     * Closes the gate because the audio has stopped, for example at a mute: the following audio does not continue it. Held
     * audio passes if it is likely speech, and is skipped otherwise. Does not signal the end of the utterance: the caller
     * has to end it.
     */
    public void restart(Sink sink) {
        GateOutput output = new GateOutput(sink, 0);
        if (!passes()) {
            if (detector.isLikelySpeech()) {
                passHeld(output);
                output.speech(frame, 0, filled);
            } else {
                output.silence(held.size() * FRAME + filled);
                clearHeld();
            }
        }
        output.emit();
        filled = 0;
        open = false;
        frames = 0;
        framesWithoutSound = 0;
        detector.restart();
        firstSound.restart();
    }

    /**
     * Returns whether no word is being spoken: the last 200 ms contained no sound, and no sound is held that may yet be found
     * to be speech.
     */
    public boolean isPaused() {
        return framesWithoutSound >= PAUSE_FRAMES && heldBeforeSound == held.size();
    }

    /** Returns whether the last samples may be part of a word: the last 100 ms contained sound. */
    public boolean isInWord() {
        return framesWithoutSound < WORD_FRAMES;
    }

    private boolean passes() {
        return open || !skipsSilence;
    }

    private void onFrame(GateOutput output) {
        detector.accept(frame);
        framesSinceOnset = detector.isSound() && framesWithoutSound >= ONSET_FRAMES ? 0 : framesSinceOnset + 1;
        framesWithoutSound = detector.isSound() ? 0 : framesWithoutSound + 1;
        frames++;
        boolean firstSoundEnds = isStarting() && firstSound.accept(frame);
        if (!passes()) {
            hold(output);
        }
        if (open) {
            closeAfterSpeech(output);
        } else if (detector.isSpeech() || (firstSoundEnds && beganWithSpeech())) {
            open = true;
            framesSinceSpeech = 0;
            passHeld(output);
        }
    }

    /**
     * Decides again about a sound that the audio began with, now that the level without it is known: with a detector that has
     * heard that level before it.
     */
    private boolean beganWithSpeech() {
        SpeechDetector informed = new SpeechDetector();
        for (int i = 0; i < ROOM_FRAMES; i++) {
            informed.accept(frame);
        }
        boolean speech = false;
        for (HeldFrame each : held) {
            informed.accept(each.samples);
            speech |= informed.isSpeech();
        }
        if (speech) {
            detector = informed;
        }
        return speech;
    }

    private boolean isStarting() {
        return frames <= MAX_FIRST_SOUND_FRAMES;
    }

    /** Skips frames that can no longer pass: sound that is too old, and what precedes the pre-roll of the first sound. */
    private void hold(GateOutput output) {
        boolean silent = heldBeforeSound == held.size();
        boolean sound = detector.isSound() || (isStarting() && firstSound.isPossible() && !firstSound.hasEnded());
        held.addLast(new HeldFrame(frame.clone(), sound));
        if (silent && !sound) {
            heldBeforeSound++;
        }
        while (held.size() > MAX_HELD_FRAMES || heldBeforeSound > PRE_ROLL_FRAMES) {
            for (int i = 0; i < ALIGNMENT_FRAMES; i++) {
                boolean wasSound = held.removeFirst().sound;
                heldBeforeSound = wasSound ? framesBeforeSound() : heldBeforeSound - 1;
                output.silence(FRAME);
            }
        }
    }

    private void passHeld(GateOutput output) {
        held.forEach(frame -> output.speech(frame.samples, 0, FRAME));
        clearHeld();
    }

    private void clearHeld() {
        held.clear();
        heldBeforeSound = 0;
    }

    private int framesBeforeSound() {
        int frames = 0;
        for (HeldFrame frame : held) {
            if (frame.sound) {
                return frames;
            }
            frames++;
        }
        return frames;
    }

    private void closeAfterSpeech(GateOutput output) {
        framesSinceSpeech = detector.isLikelySpeech() ? 0 : framesSinceSpeech + 1;
        if (framesSinceSpeech >= hangOverFrames && frames % ALIGNMENT_FRAMES == 0 && !mayContinue()) {
            open = false;
            output.endOfSpeech();
        }
    }

    /** Returns whether the next word may just have begun, which an end of the utterance would cut in two. */
    private boolean mayContinue() {
        return framesSinceOnset < UNDECIDED_FRAMES && framesSinceSpeech < hangOverFrames + UNDECIDED_FRAMES;
    }
}

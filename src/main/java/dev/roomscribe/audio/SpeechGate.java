package dev.roomscribe.audio;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets the speech of one track through and keeps silence and noise back, and says when an utterance is over.
 *
 * <pre>
 *             somebody speaks: what was held of it passes
 *   CLOSED ────────────────────────────────────────────────▶ OPEN
 *      ▲        nobody has spoken for the hang-over            │
 *      └───────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>While open it passes every sample at once. While closed it holds up to {@link #MAX_HELD_SAMPLES}, because it takes
 * a while to tell speech from noise; once it can, everything from shortly before the first sound of it on passes. What
 * it decides does not depend on how the audio is cut into chunks. It never stays open for sound alone, however loud:
 * see {@link SpeechDetector}. Not thread-safe.
 */
public final class SpeechGate {
    /** 10 ms. */
    static final int FRAME = Pcm16.RATE / 100;

    private static final int MOST_HELD_FRAMES = 150;

    /** The most samples that are neither passed nor skipped yet: 1.5 s and an incomplete frame. */
    public static final int MAX_HELD_SAMPLES = (MOST_HELD_FRAMES + 1) * FRAME - 1;

    /** 300 ms before the first sound: a soft beginning, and what a model needs to find its feet. */
    private static final int PRE_ROLL_FRAMES = 30;

    /** How long sound alone keeps an utterance open after there was speech for certain. */
    private static final int FRAMES_OF_DOUBT = 100;

    /** Hears, in order, what becomes of every sample: each is told once, as speech or as silence. */
    public interface Sink {
        /** The next samples of the track are to be decoded. */
        void speech(short[] samples);

        /** So many next samples of the track are skipped. */
        void silence(int samples);

        /** The utterance is over; what is open of it is to be settled. */
        void endOfSpeech();
    }

    private static final class Held {
        final short[] samples;
        final boolean sounding;

        Held(short[] samples, boolean sounding) {
            this.samples = samples;
            this.sounding = sounding;
        }
    }

    private final boolean skipsSilence;
    private final long hangOverFrames;
    private final SpeechDetector detector = new SpeechDetector();

    /** The frame that is being filled, and the whole ones before it that are neither passed nor skipped yet. */
    private final short[] frame = new short[FRAME];

    private int filled;
    private final Deque<Held> held = new ArrayDeque<>();

    private boolean open;
    private int framesSinceSpeech;
    private int framesSinceSound;

    public SpeechGate(GateOptions options) {
        skipsSilence = options.skipsSilence();
        hangOverFrames = Pcm16.samples(options.hangOver()) / FRAME;
    }

    /** Takes the next samples of the track, any number of them, and tells what becomes of them and of those held. */
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
                frameFilled(output);
            }
        }
        output.tell();
    }

    /**
     * Takes note that the audio has stopped, as it does at a mute: what comes next does not continue it. What is held is
     * passed if it may well be a word, and skipped if not. The end of the utterance is not told, it is the caller's.
     */
    public void restart(Sink sink) {
        GateOutput output = new GateOutput(sink, 0);
        if (!passes()) {
            if (detector.likely()) {
                passHeld(output);
                output.speech(frame, 0, filled);
            } else {
                output.silence(held.size() * FRAME + filled);
                held.clear();
            }
        }
        output.tell();
        filled = 0;
        open = false;
        detector.restart();
    }

    private boolean passes() {
        return open || !skipsSilence;
    }

    private void frameFilled(GateOutput output) {
        detector.accept(frame);
        if (!passes()) {
            hold(output);
        }
        if (open) {
            closeIfOver(output);
        } else if (detector.speech()) {
            open = true;
            framesSinceSpeech = 0;
            framesSinceSound = 0;
            passHeld(output);
        }
    }

    private void hold(GateOutput output) {
        held.addLast(new Held(frame.clone(), detector.sounding()));
        if (held.size() > MOST_HELD_FRAMES) {
            held.removeFirst();
            output.silence(FRAME);
        }
    }

    private void passHeld(GateOutput output) {
        int skipped = Math.max(0, framesBeforeSound() - PRE_ROLL_FRAMES);
        output.silence(skipped * FRAME);
        held.stream().skip(skipped).forEach(one -> output.speech(one.samples, 0, FRAME));
        held.clear();
    }

    private int framesBeforeSound() {
        int frames = 0;
        for (Held one : held) {
            if (one.sounding) {
                return frames;
            }
            frames++;
        }
        return frames;
    }

    private void closeIfOver(GateOutput output) {
        framesSinceSpeech = detector.likely() ? 0 : framesSinceSpeech + 1;
        boolean sound = detector.sounding() && framesSinceSpeech < FRAMES_OF_DOUBT;
        framesSinceSound = sound ? 0 : framesSinceSound + 1;
        if (framesSinceSound >= hangOverFrames) {
            open = false;
            output.endOfSpeech();
        }
    }
}

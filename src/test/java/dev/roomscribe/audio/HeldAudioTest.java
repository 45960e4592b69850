package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.Recordings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** How long a closed gate holds audio, and which part of it passes when the gate opens. */
class HeldAudioTest {
    private static final int FRAME = SpeechGate.FRAME;
    private static final int HELD_FRAMES = 75;
    private static final int PRE_ROLL_FRAMES = 17;
    private static final int ALIGNMENT_FRAMES = 3;
    private static final int PRE_ROLL = PRE_ROLL_FRAMES * FRAME;
    private static final int HANG_OVER_FRAMES = 21;
    private static final int UNDECIDED_FRAMES = 10;
    private static final GateOptions OPTIONS = new GateOptions(Duration.ofMillis(500), true);
    private static final short[] BOB = Recordings.demo("bob");

    @Test
    void silenceIsSkippedAsSoonAsItCannotPrecedeSpeech() {
        GateRun run = GateRun.of(Noises.silence(3));

        assertThat(run.passedSeconds()).isZero();
        assertThat(run.maxHeld()).isLessThan(PRE_ROLL + ALIGNMENT_FRAMES * FRAME);
    }

    @Test
    void afterSoundThatIsNoSpeechSilenceIsSkippedAgain() {
        short[] audio = Arrays.copyOf(Noises.silence(0), 8 * Pcm16.RATE);
        short[] click = Noises.white(0.05, -20, 1);
        System.arraycopy(click, 0, audio, 2 * Pcm16.RATE, click.length);

        GateRun run = GateRun.of(audio);

        assertThat(run.passedSeconds()).isZero();
        assertThat(run.longestDelay(2, 2.05)).isLessThan(1.57);
        assertThat(run.longestDelay(3.6, 7)).isLessThan(0.39);
    }

    /** The same audio passes as if the gate held everything for 1.5 s and chose only when it opens. */
    @Property(tries = 60)
    void theAudioThatPassesDoesNotDependOnHowLongSilenceIsHeld(@ForAll long seed) {
        Random random = new Random(seed);
        short[] recording = mixture(random);

        GateRun run = GateRun.of(recording, OPTIONS, random);

        assertThat(Arrays.equals(run.passed(), passedWhenChosenAtTheLatest(recording)))
                .isTrue();
    }

    /** Parts of speech, noise, clicks and silence in random order and at random levels. */
    private static short[] mixture(Random random) {
        short[] mixture = new short[Pcm16.RATE * 12 + random.nextInt(FRAME)];
        // It begins with silence: a sound at the very beginning is decided again when it has ended.
        for (int at = Pcm16.RATE / 10; at < mixture.length; ) {
            int length = Math.min(mixture.length - at, 1 + random.nextInt(2 * Pcm16.RATE));
            int from = random.nextInt(BOB.length - length);
            double level = Math.pow(10, -random.nextInt(40) / 20.0);
            int kind = random.nextInt(4);
            for (int i = 0; i < length; i++, at++) {
                double sound = switch (kind) {
                    case 0 -> 0;
                    case 1 -> random.nextGaussian() * 300;
                    case 2 -> i % 3_000 < 200 ? random.nextGaussian() * 8_000 : 0;
                    default -> BOB[from + i];
                };
                mixture[at] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, sound * level));
            }
        }
        return mixture;
    }

    private static boolean[] passedWhenChosenAtTheLatest(short[] recording) {
        boolean[] passed = new boolean[recording.length];
        int frames = recording.length / FRAME;
        boolean[] sound = new boolean[frames];
        SpeechDetector detector = new SpeechDetector();
        boolean open = false;
        int held = 0;
        int sinceSpeech = 0;
        for (int frame = 0; frame < frames; frame++) {
            detector.accept(Arrays.copyOfRange(recording, frame * FRAME, (frame + 1) * FRAME));
            sound[frame] = detector.isSound();
            if (open) {
                Arrays.fill(passed, frame * FRAME, (frame + 1) * FRAME, true);
                held = frame + 1;
                sinceSpeech = detector.isLikelySpeech() ? 0 : sinceSpeech + 1;
                boolean undecided = sinceSpeech < HANG_OVER_FRAMES + UNDECIDED_FRAMES && hasNewSound(sound, frame);
                open = sinceSpeech < HANG_OVER_FRAMES || (frame + 1) % ALIGNMENT_FRAMES != 0 || undecided;
                continue;
            }
            if (frame + 1 - held > HELD_FRAMES) {
                held = aligned(held + 1);
            }
            if (detector.isSpeech()) {
                open = true;
                sinceSpeech = 0;
                Arrays.fill(passed, firstToPass(sound, held, frame + 1) * FRAME, (frame + 1) * FRAME, true);
                held = frame + 1;
            }
        }
        if (open) {
            Arrays.fill(passed, frames * FRAME, recording.length, true);
        } else if (detector.isLikelySpeech()) {
            Arrays.fill(passed, firstToPass(sound, held, frames) * FRAME, recording.length, true);
        }
        return passed;
    }

    /** Returns whether one of the last frames contains sound after three without. */
    private static boolean hasNewSound(boolean[] sound, int last) {
        for (int frame = Math.max(3, last - UNDECIDED_FRAMES + 1); frame <= last; frame++) {
            if (sound[frame] && !sound[frame - 1] && !sound[frame - 2] && !sound[frame - 3]) {
                return true;
            }
        }
        return false;
    }

    private static int firstToPass(boolean[] sound, int from, int to) {
        int first = from;
        while (first < to && !sound[first]) {
            first++;
        }
        return aligned(Math.max(from, first - PRE_ROLL_FRAMES));
    }

    /** Utterances start at multiples of 60 ms. */
    private static int aligned(int frame) {
        return (frame + ALIGNMENT_FRAMES - 1) / ALIGNMENT_FRAMES * ALIGNMENT_FRAMES;
    }
}

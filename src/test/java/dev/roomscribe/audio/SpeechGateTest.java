package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.recognition.Recordings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SpeechGateTest {
    private static final short[] BOB = Recordings.demo("bob");
    /** "hello alice can you hear me now", with silence around it. */
    private static final short[] SENTENCE = Arrays.copyOfRange(BOB, 3 * Pcm16.RATE, 8 * Pcm16.RATE);

    @Property(tries = 40)
    void theResultDoesNotDependOnTheSizeOfTheChunks(@ForAll long lengths) {
        GateRun whole = GateRun.of(SENTENCE);
        GateRun cut = GateRun.of(SENTENCE, GateOptions.defaults(), new Random(lengths));

        assertThat(cut.passed()).isEqualTo(whole.passed());
        assertThat(cut.ends()).isEqualTo(whole.ends());
    }

    /** {@link GateRun} also asserts that every sample passes or is skipped exactly once and in order. */
    @Property(tries = 60)
    void everySamplePassesOrIsSkippedAndFewAreHeld(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 32_767) int peak, @ForAll boolean skips) {
        Random random = new Random(seed);
        short[] anything = new short[random.nextInt(60_000)];
        for (int from = 0; from < anything.length; ) {
            int to = Math.min(anything.length, from + 1 + random.nextInt(8_000));
            short constant = (short) (random.nextInt(2 * peak + 1) - peak);
            boolean isConstant = random.nextBoolean();
            for (; from < to; from++) {
                anything[from] = isConstant ? constant : (short) (random.nextInt(2 * peak + 1) - peak);
            }
        }

        GateRun run = GateRun.of(anything, new GateOptions(Duration.ofMillis(500), skips), random);

        assertThat(run.maxHeld()).isLessThanOrEqualTo(SpeechGate.MAX_HELD_SAMPLES);
    }

    @Test
    void anOpenGateDelaysNothing() {
        GateRun run = GateRun.of(SENTENCE);

        assertThat(run.longestDelay(2.0, 3.3)).isLessThanOrEqualTo(0.02);
        assertThat(run.maxHeld()).isLessThanOrEqualTo(SpeechGate.MAX_HELD_SAMPLES);
    }

    @Test
    void anUtteranceEndsAfterTheConfiguredPause() {
        for (int milliseconds : new int[] {300, 600, 1_000}) {
            GateRun run = GateRun.of(SENTENCE, new GateOptions(Duration.ofMillis(milliseconds), true));

            assertThat(run.ends()).hasSize(1);
            assertThat(run.ends().get(0) / (double) Pcm16.RATE)
                    .isBetween(3.345 + milliseconds / 1000.0 - 0.05, 3.345 + milliseconds / 1000.0 + 0.25);
        }
    }

    /** A word may begin when the pause before it has nearly been long enough: an end within it would cut it in two. */
    @Test
    void noUtteranceEndsWithinAWord() {
        int start = (int) (1.2 * Pcm16.RATE);
        int end = (int) (3.345 * Pcm16.RATE);
        for (int pause = 300; pause <= 700; pause += 10) {
            int second = end + pause * Pcm16.RATE / 1_000;
            short[] recording = Arrays.copyOf(Arrays.copyOf(SENTENCE, end), second + end - start + Pcm16.RATE);
            System.arraycopy(SENTENCE, start, recording, second, end - start);

            GateRun run = GateRun.of(recording);

            assertThat(run.ends())
                    .as("ends after a pause of %d ms", pause)
                    .noneMatch(sample -> sample > second + 2 * SpeechGate.FRAME && sample < second + end - start);
        }
    }

    @Test
    void withoutEndpointingTheGateStaysOpenLongerThanAnyModelRule() {
        short[] longSilence = Arrays.copyOf(SENTENCE, 10 * Pcm16.RATE);

        GateRun run = GateRun.of(longSilence, new GateOptions(Duration.ZERO, true));

        assertThat(run.passedAll(1.2, 3.345 + 2.9)).isTrue();
        assertThat(run.ends()).hasSize(1);
        assertThat(run.passedSeconds()).isLessThan(7);
    }

    @Test
    void withoutSkippingAllAudioPassesAtOnceAndEndsAreSignalled() {
        GateRun run = GateRun.of(SENTENCE, new GateOptions(GateOptions.DEFAULT_ENDPOINTING, false));

        assertThat(run.passedSeconds()).isEqualTo(SENTENCE.length / (double) Pcm16.RATE);
        assertThat(run.longestDelay(0, 5)).isLessThanOrEqualTo(0.02);
        assertThat(run.ends()).isEqualTo(GateRun.of(SENTENCE).ends());
    }

    /**
     * A model decides about every third of its frames of 10 ms, so what it recognizes depends on where an utterance starts. It
     * starts where a model that is given all audio decides too.
     */
    @Property(tries = 20)
    void anUtteranceStartsAtAMultipleOf60MsFromTheStartOfTheTrack(@ForAll @IntRange(max = 16_000) int silence) {
        short[] recording = new short[silence + 20 * Pcm16.RATE];
        System.arraycopy(BOB, 0, recording, silence, recording.length - silence);

        boolean[] passed = GateRun.of(recording).passed();

        int utterances = 0;
        for (int i = 1; i < passed.length; i++) {
            if (passed[i] && !passed[i - 1]) {
                assertThat(i % (60 * Pcm16.RATE / 1_000)).isZero();
                utterances++;
            }
        }
        assertThat(utterances).isGreaterThan(3);
    }

    @Test
    void aMuteWithinAWordDoesNotLoseTheWord() {
        // Within the first word, too early to detect speech for certain.
        GateRun run = GateRun.of(Arrays.copyOf(SENTENCE, (int) (1.36 * Pcm16.RATE)));

        assertThat(run.passedAll(1.183, 1.36)).isTrue();
        assertThat(run.ends()).isEmpty();
    }

    /** Whether a short sound belongs to a word is decided by what follows, if that follows soon. */
    @Test
    void aPauseBeginsOnlyWhenTheSoundBeforeItIsDecided() {
        short[] onset = Arrays.copyOfRange(SENTENCE, (int) (1.25 * Pcm16.RATE), (int) (1.33 * Pcm16.RATE));
        SpeechGate gate = new SpeechGate(GateOptions.defaults());
        CountingSink sink = new CountingSink();
        gate.push(Noises.silence(1), sink);
        assertThat(gate.isPaused()).isTrue();

        gate.push(onset, sink);
        assertThat(gate.isPaused()).isFalse();
        gate.push(Noises.silence(1), sink);
        assertThat(gate.isPaused()).isFalse();
        assertThat(gate.isInWord()).isFalse();
        gate.push(Noises.silence(1), sink);
        assertThat(gate.isPaused()).isTrue();
        assertThat(sink.speech).isZero();
    }

    @Test
    void afterARestartTheGateBehavesLikeANewOne() {
        SpeechGate gate = new SpeechGate(GateOptions.defaults());
        CountingSink before = new CountingSink();
        // The restart comes within a frame.
        int samples = 2 * Pcm16.RATE + 100;
        gate.push(Arrays.copyOf(SENTENCE, samples), before);
        gate.restart(before);
        assertThat(before.speech + before.silence).isEqualTo(samples);
        assertThat(before.speech).isPositive();

        // Nothing of the sound before it is left, so a new gate would hold just as much.
        CountingSink after = new CountingSink();
        CountingSink fresh = new CountingSink();
        SpeechGate other = new SpeechGate(GateOptions.defaults());
        gate.push(Noises.silence(1), after);
        other.push(Noises.silence(1), fresh);
        assertThat(after.silence).isEqualTo(fresh.silence).isPositive();

        gate.push(Noises.silence(2), after);
        gate.restart(after);
        assertThat(after.speech).isZero();
        assertThat(after.silence).isEqualTo(3 * Pcm16.RATE);
        assertThat(after.ends).isZero();
    }

    @Test
    void softClippedAndOffsetSpeechPasses() {
        short[] soft = Noises.louder(SENTENCE, -26);

        assertThat(Noises.speechLevel(SENTENCE) - 26).isLessThan(-40);
        assertThat(sentencePassed(GateRun.of(soft))).isTrue();
        assertThat(sentencePassed(GateRun.of(Noises.louder(SENTENCE, 30)))).isTrue();
        assertThat(sentencePassed(GateRun.of(Noises.offset(SENTENCE, 8_000)))).isTrue();
        short[] both = Arrays.copyOf(SENTENCE, 2 * SENTENCE.length);
        System.arraycopy(soft, 0, both, SENTENCE.length, soft.length);
        assertThat(GateRun.of(both).passedAll(5 + 1.183, 5 + 3.345)).isTrue();
    }

    @Test
    void endpointingOutOfRangeIsRejected() {
        assertThat(GateOptions.defaults().endpointing()).isEqualTo(GateOptions.DEFAULT_ENDPOINTING);
        for (int milliseconds : new int[] {-1, 1, 299, 2_001}) {
            assertThatThrownBy(() -> new GateOptions(Duration.ofMillis(milliseconds), true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("endpointing is " + milliseconds + " ms; it must be 0, or 300 to 2000 ms");
        }
    }

    private static boolean sentencePassed(GateRun run) {
        return run.passedAll(1.183, 3.345);
    }

    private static final class CountingSink implements SpeechGate.Sink {
        private int speech;
        private int silence;
        private int ends;

        @Override
        public void speech(short[] samples) {
            speech += samples.length;
        }

        @Override
        public void silence(int samples) {
            silence += samples;
        }

        @Override
        public void endOfSpeech() {
            ends++;
        }
    }
}

package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The output of a gate for a recording: for every sample whether it passed, and when that was decided. */
final class GateRun implements SpeechGate.Sink {
    private static final int CHUNK = 320;

    private final short[] recording;
    private final boolean[] passed;
    private final int[] decidedAt;
    /** The samples before which utterances ended. */
    private final List<Integer> ends = new ArrayList<>();

    private int decided;
    private int pushed;
    private int maxHeld;

    private GateRun(short[] recording) {
        this.recording = recording;
        passed = new boolean[recording.length];
        decidedAt = new int[recording.length];
    }

    static GateRun of(short[] recording) {
        return of(recording, GateOptions.defaults());
    }

    static GateRun of(short[] recording, GateOptions options) {
        return of(recording, options, null);
    }

    /** Pushes the recording in chunks of 20 ms, or of random lengths if {@code lengths} is not null. */
    static GateRun of(short[] recording, GateOptions options, Random lengths) {
        GateRun run = new GateRun(recording);
        SpeechGate gate = new SpeechGate(options);
        for (int from = 0; from < recording.length; from = run.pushed) {
            int length = lengths == null ? CHUNK : lengths.nextInt(lengths.nextBoolean() ? 40 : 4_000);
            run.pushed = Math.min(recording.length, from + length);
            gate.push(Arrays.copyOfRange(recording, from, run.pushed), run);
            run.maxHeld = Math.max(run.maxHeld, run.pushed - run.decided);
        }
        gate.restart(run);
        assertThat(run.decided).as("samples passed or skipped").isEqualTo(recording.length);
        return run;
    }

    @Override
    public void speech(short[] samples) {
        assertThat(samples).isNotEmpty().isEqualTo(Arrays.copyOfRange(recording, decided, decided + samples.length));
        decide(samples.length, true);
    }

    @Override
    public void silence(int samples) {
        assertThat(samples).isPositive();
        decide(samples, false);
    }

    @Override
    public void endOfSpeech() {
        ends.add(decided);
    }

    boolean[] passed() {
        return passed;
    }

    List<Integer> ends() {
        return ends;
    }

    int maxHeld() {
        return maxHeld;
    }

    double passedSeconds() {
        int count = 0;
        for (boolean samplePassed : passed) {
            count += samplePassed ? 1 : 0;
        }
        return count / (double) Pcm16.RATE;
    }

    /** Returns whether all audio between two times, in seconds, passed. */
    boolean passedAll(double from, double to) {
        for (int i = sample(from); i < sample(to); i++) {
            if (!passed[i]) {
                return false;
            }
        }
        return true;
    }

    boolean endedBetween(double from, double to) {
        return ends.stream().anyMatch(end -> end > sample(from) && end < sample(to));
    }

    /** Returns the maximum delay of the decision about a sample between two times, in seconds. */
    double longestDelay(double from, double to) {
        int longest = 0;
        for (int i = sample(from); i < sample(to); i++) {
            longest = Math.max(longest, decidedAt[i] - i);
        }
        return longest / (double) Pcm16.RATE;
    }

    private void decide(int count, boolean speech) {
        for (int i = decided; i < decided + count; i++) {
            passed[i] = speech;
            decidedAt[i] = pushed;
        }
        decided += count;
    }

    private static int sample(double seconds) {
        return (int) Math.round(seconds * Pcm16.RATE);
    }
}

package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A recording's way through a gate: what became of every sample, and when that was known. */
final class GateRun implements SpeechGate.Sink {
    private static final int CHUNK = 320;

    private final short[] recording;
    private final boolean[] passed;
    private final int[] toldAt;
    /** The sample before which an utterance was over, in the order of the samples told. */
    private final List<Integer> ends = new ArrayList<>();

    private int told;
    private int pushed;
    private int mostHeld;

    private GateRun(short[] recording) {
        this.recording = recording;
        passed = new boolean[recording.length];
        toldAt = new int[recording.length];
    }

    static GateRun of(short[] recording) {
        return of(recording, GateOptions.defaults());
    }

    static GateRun of(short[] recording, GateOptions options) {
        return of(recording, options, null);
    }

    /** Cuts the recording into chunks of 20 ms, or else of any length. */
    static GateRun of(short[] recording, GateOptions options, Random lengths) {
        GateRun run = new GateRun(recording);
        SpeechGate gate = new SpeechGate(options);
        for (int from = 0; from < recording.length; from = run.pushed) {
            int length = lengths == null ? CHUNK : lengths.nextInt(lengths.nextBoolean() ? 40 : 4_000);
            run.pushed = Math.min(recording.length, from + length);
            gate.push(Arrays.copyOfRange(recording, from, run.pushed), run);
            run.mostHeld = Math.max(run.mostHeld, run.pushed - run.told);
        }
        gate.restart(run);
        assertThat(run.told).as("samples told").isEqualTo(recording.length);
        return run;
    }

    @Override
    public void speech(short[] samples) {
        assertThat(samples).isNotEmpty().isEqualTo(Arrays.copyOfRange(recording, told, told + samples.length));
        tell(samples.length, true);
    }

    @Override
    public void silence(int samples) {
        assertThat(samples).isPositive();
        tell(samples, false);
    }

    @Override
    public void endOfSpeech() {
        ends.add(told);
    }

    boolean[] passed() {
        return passed;
    }

    List<Integer> ends() {
        return ends;
    }

    int mostHeld() {
        return mostHeld;
    }

    double passedSeconds() {
        int count = 0;
        for (boolean one : passed) {
            count += one ? 1 : 0;
        }
        return count / (double) Pcm16.RATE;
    }

    /** Returns whether everything between two times passed. */
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

    /** Returns how long after a sample was spoken it was told, at the most, for those between two times. */
    double longestDelay(double from, double to) {
        int longest = 0;
        for (int i = sample(from); i < sample(to); i++) {
            longest = Math.max(longest, toldAt[i] - i);
        }
        return longest / (double) Pcm16.RATE;
    }

    private void tell(int count, boolean speech) {
        for (int i = told; i < told + count; i++) {
            passed[i] = speech;
            toldAt[i] = pushed;
        }
        told += count;
    }

    private static int sample(double seconds) {
        return (int) Math.round(seconds * Pcm16.RATE);
    }
}

package dev.roomscribe.audio;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How much of the labelled speech of recordings passed a gate, and how much of what is no speech. */
final class GateScore {
    /** 50 ms: less of a beginning that is missing, or of a part within, does not count. */
    private static final int TOLERANCE = Pcm16.RATE / 20;

    private int intervals;
    private int dropped;
    private int late;
    private int cut;
    private long speech;
    private long lost;
    private long noise;
    private long passedNoise;
    private final List<String> faults = new ArrayList<>();
    /** From the end of the last speech of each recording to the end of its utterance, in seconds. */
    private final List<Double> endDelays = new ArrayList<>();

    /** Judges a gate by recordings that are heard in a condition. */
    static GateScore of(List<LabelledRecording> recordings, ListeningCondition condition) {
        List<GateRun> runs = recordings.parallelStream()
                .map(recording -> GateRun.of(condition.applyTo(recording)))
                .toList();
        GateScore score = new GateScore();
        for (int i = 0; i < runs.size(); i++) {
            score.add(recordings.get(i), runs.get(i));
        }
        return score;
    }

    /** Adds a recording with {@link ListeningCondition#MARGIN} before it and after it. */
    void add(LabelledRecording recording, GateRun run) {
        boolean[] passed = run.passed();
        int offset = ListeningCondition.MARGIN;
        for (LabelledRecording.Interval interval : recording.speech()) {
            judge(recording.name(), passed, offset + interval.from(), offset + interval.to());
        }
        if (recording.speech().isEmpty()) {
            noise += recording.samples().length;
            passedNoise += count(passed, offset, offset + recording.samples().length, true);
        } else if (!run.ends().isEmpty()) {
            int last = offset
                    + recording.speech().get(recording.speech().size() - 1).to();
            endDelays.add((run.ends().get(run.ends().size() - 1) - last) / (double) Pcm16.RATE);
        }
    }

    private void judge(String name, boolean[] passed, int from, int to) {
        intervals++;
        speech += to - from;
        int missing = count(passed, from, to, false);
        lost += missing;
        int first = from;
        while (first < to && !passed[first]) {
            first++;
        }
        if (first == to) {
            dropped++;
        } else {
            late += first - from > TOLERANCE ? 1 : 0;
            cut += missing - (first - from) > TOLERANCE ? 1 : 0;
        }
        if (missing > TOLERANCE) {
            faults.add(String.format(
                    Locale.ROOT,
                    "%s %.2f-%.2f: %s %.2f s, first %.2f s",
                    name,
                    (from - ListeningCondition.MARGIN) / (double) Pcm16.RATE,
                    (to - ListeningCondition.MARGIN) / (double) Pcm16.RATE,
                    first == to ? "dropped" : "lost",
                    missing / (double) Pcm16.RATE,
                    (first - from) / (double) Pcm16.RATE));
        }
    }

    private static int count(boolean[] passed, int from, int to, boolean value) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += passed[i] == value ? 1 : 0;
        }
        return count;
    }

    int intervals() {
        return intervals;
    }

    int late() {
        return late;
    }

    /** Returns the share of the intervals that were dropped, 0 to 1. */
    double dropped() {
        return dropped / (double) Math.max(1, intervals);
    }

    /** Returns the share of the speech's time that did not pass, 0 to 1. */
    double lost() {
        return lost / (double) Math.max(1, speech);
    }

    /** Returns the share of the time without speech that passed, 0 to 1. */
    double passed() {
        return passedNoise / (double) Math.max(1, noise);
    }

    List<String> faults() {
        return faults;
    }

    /** Returns the median time from the end of the last speech of a recording to the end of its utterance, in seconds. */
    double endDelay() {
        List<Double> sorted = endDelays.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    @Override
    public String toString() {
        return noise > 0
                ? String.format(Locale.ROOT, "%.1f %%", 100 * passed())
                : String.format(Locale.ROOT, "%d/%d/%d of %d, %.2f %%", dropped, late, cut, intervals, 100 * lost());
    }
}

package dev.roomscribe.audio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints the tables of {@code docs/benchmarks.md} about recordings of people: per kind of recording and condition how many
 * intervals of speech were dropped, late and cut, and the share of the speech that was lost or of the noise that passed.
 *
 * <p>Arguments: the folder of the recordings; {@code faults} to list what was lost.
 */
public final class PeopleBenchmark {
    private PeopleBenchmark() {}

    public static void main(String[] args) throws IOException {
        List<LabelledRecording> recordings = new ArrayList<>(LabelledRecording.read(Path.of(args[0])));
        recordings.addAll(SynthesizedRecordings.all());
        for (boolean half : new boolean[] {true, false}) {
            print("%n%s half%n%n| peak over floor, dBFS |", half ? "Tuning" : "Reporting");
            for (LabelledRecording.Kind kind : LabelledRecording.Kind.values()) {
                print(" %s |", kind.name().toLowerCase(Locale.ROOT));
            }
            print("%n|---|---|---|---|---|---|---|%n");
            for (ListeningCondition condition : ListeningCondition.ALL) {
                row(recordings, half, condition, args.length > 1);
            }
        }
    }

    private static void row(
            List<LabelledRecording> recordings, boolean half, ListeningCondition condition, boolean listsFaults) {
        List<String> faults = new ArrayList<>();
        print("| %s |", condition.title());
        for (LabelledRecording.Kind kind : LabelledRecording.Kind.values()) {
            GateScore score = GateScore.of(
                    recordings.stream()
                            .filter(recording -> recording.kind() == kind && recording.isForTuning() == half)
                            .toList(),
                    condition);
            print(" %s |", score);
            faults.addAll(score.faults());
        }
        print("%n");
        if (listsFaults) {
            faults.forEach(fault -> print("  %s%n", fault));
        }
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}

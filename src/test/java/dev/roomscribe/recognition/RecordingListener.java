package dev.roomscribe.recognition;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records the results of a stream. */
public class RecordingListener implements SpeechListener {
    public final List<Hypothesis> partials = new CopyOnWriteArrayList<>();
    public final List<Utterance> finals = new CopyOnWriteArrayList<>();
    public final List<AudioOutcome> outcomes = new CopyOnWriteArrayList<>();
    public final List<String> failures = new CopyOnWriteArrayList<>();

    @Override
    public void onPartial(Hypothesis hypothesis) {
        partials.add(hypothesis);
    }

    @Override
    public void onFinal(Utterance utterance) {
        finals.add(utterance);
    }

    @Override
    public void onOutcome(AudioOutcome outcome) {
        outcomes.add(outcome);
    }

    @Override
    public void onFailed(String reason) {
        failures.add(reason);
    }

    /** Returns the reported losses. */
    public List<AudioOutcome> lost() {
        return outcomes.stream().filter(outcome -> outcome.kind().isLoss()).toList();
    }

    public List<String> texts() {
        return finals.stream().map(Utterance::text).toList();
    }
}

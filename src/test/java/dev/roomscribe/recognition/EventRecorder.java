package dev.roomscribe.recognition;

import java.util.ArrayList;
import java.util.List;

/** Records everything that a stream reports, in one list, for tests that run on one thread. */
public class EventRecorder implements SpeechListener {
    /** A call of {@link SpeechListener#onFailed}. */
    public record Failed(String reason) {}

    public final List<Object> events = new ArrayList<>();

    @Override
    public void onPartial(Hypothesis hypothesis) {
        events.add(hypothesis);
    }

    @Override
    public void onFinal(Utterance utterance) {
        events.add(utterance);
    }

    @Override
    public void onOutcome(AudioOutcome outcome) {
        events.add(outcome);
    }

    @Override
    public void onFailed(String reason) {
        events.add(new Failed(reason));
    }

    public <T> List<T> all(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    public List<AudioOutcome> outcomes() {
        return all(AudioOutcome.class);
    }

    public List<Utterance> finals() {
        return all(Utterance.class);
    }

    public List<String> texts() {
        return finals().stream().map(Utterance::text).toList();
    }

    /** Returns the first sample that was not reported. */
    public long reported() {
        List<AudioOutcome> outcomes = outcomes();
        return outcomes.isEmpty() ? 0 : outcomes.get(outcomes.size() - 1).toSample();
    }
}

package dev.roomscribe.recognition;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a stream said. */
public class RecordingListener implements SpeechListener {
    public final List<Hypothesis> partials = new CopyOnWriteArrayList<>();
    public final List<Utterance> finals = new CopyOnWriteArrayList<>();
    public final List<LostAudio> losses = new CopyOnWriteArrayList<>();
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
    public void onLost(LostAudio loss) {
        losses.add(loss);
    }

    @Override
    public void onFailed(String why) {
        failures.add(why);
    }

    public List<String> texts() {
        return finals.stream().map(Utterance::text).toList();
    }
}

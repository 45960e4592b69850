package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.SpeechListener;
import dev.roomscribe.recognition.Utterance;

/** Calls a listener, and logs what it throws: a fault of the listener must not change what is decoded or reported. */
final class GuardedListener implements SpeechListener {
    private static final System.Logger LOG = System.getLogger(GuardedListener.class.getName());

    private final SpeechListener listener;

    GuardedListener(SpeechListener listener) {
        this.listener = listener;
    }

    @Override
    public void onPartial(Hypothesis hypothesis) {
        call(() -> listener.onPartial(hypothesis));
    }

    @Override
    public void onFinal(Utterance utterance) {
        call(() -> listener.onFinal(utterance));
    }

    @Override
    public void onOutcome(AudioOutcome outcome) {
        call(() -> listener.onOutcome(outcome));
    }

    @Override
    public void onFailed(String reason) {
        call(() -> listener.onFailed(reason));
    }

    private static void call(Runnable method) {
        try {
            method.run();
        } catch (Throwable fault) {
            LOG.log(System.Logger.Level.ERROR, "A speech listener failed; its stream continues", fault);
        }
    }
}

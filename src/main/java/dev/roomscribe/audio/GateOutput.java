package dev.roomscribe.audio;

import java.util.Arrays;

/** Collects the output of one call of a {@link SpeechGate}, and passes adjoining samples to its sink in one piece. */
final class GateOutput {
    private final SpeechGate.Sink sink;
    private short[] speech;
    private int speechSamples;
    private int silentSamples;

    /** @param expectedSamples the expected number of speech samples; more are possible */
    GateOutput(SpeechGate.Sink sink, int expectedSamples) {
        this.sink = sink;
        speech = new short[expectedSamples];
    }

    void speech(short[] samples, int from, int count) {
        emitSilence();
        if (speechSamples + count > speech.length) {
            speech = Arrays.copyOf(speech, Math.max(2 * speech.length, speechSamples + count));
        }
        System.arraycopy(samples, from, speech, speechSamples, count);
        speechSamples += count;
    }

    void silence(int samples) {
        emitSpeech();
        silentSamples += samples;
    }

    void endOfSpeech() {
        emit();
        sink.endOfSpeech();
    }

    /** Passes on everything that has been collected. */
    void emit() {
        emitSpeech();
        emitSilence();
    }

    private void emitSpeech() {
        if (speechSamples > 0) {
            sink.speech(Arrays.copyOf(speech, speechSamples));
            speechSamples = 0;
        }
    }

    private void emitSilence() {
        if (silentSamples > 0) {
            sink.silence(silentSamples);
            silentSamples = 0;
        }
    }
}

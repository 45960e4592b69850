package dev.roomscribe.audio;

import java.util.Arrays;

/** Tells a sink what adjoins in one piece. */
final class GateOutput {
    private final SpeechGate.Sink sink;
    private short[] speech;
    private int speechSamples;
    private int silentSamples;

    /** @param expected how many samples of speech there may be; more are possible */
    GateOutput(SpeechGate.Sink sink, int expected) {
        this.sink = sink;
        speech = new short[expected];
    }

    void speech(short[] samples, int from, int count) {
        tellSilence();
        if (speechSamples + count > speech.length) {
            speech = Arrays.copyOf(speech, Math.max(2 * speech.length, speechSamples + count));
        }
        System.arraycopy(samples, from, speech, speechSamples, count);
        speechSamples += count;
    }

    void silence(int samples) {
        tellSpeech();
        silentSamples += samples;
    }

    void endOfSpeech() {
        tell();
        sink.endOfSpeech();
    }

    /** Tells what it has not told yet. */
    void tell() {
        tellSpeech();
        tellSilence();
    }

    private void tellSpeech() {
        if (speechSamples > 0) {
            sink.speech(Arrays.copyOf(speech, speechSamples));
            speechSamples = 0;
        }
    }

    private void tellSilence() {
        if (silentSamples > 0) {
            sink.silence(silentSamples);
            silentSamples = 0;
        }
    }
}

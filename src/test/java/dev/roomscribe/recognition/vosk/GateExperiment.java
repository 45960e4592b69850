package dev.roomscribe.recognition.vosk;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.SpeechGate;
import dev.roomscribe.recognition.Decoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Decodes a recording with a model, through the speech gate or without it. */
final class GateExperiment {
    private static final int BATCH = 1_920;
    private static final int CHUNK = 320;
    private static final double RATE = 16_000;

    /**
     * One utterance.
     *
     * @param words with their times in seconds of the recording
     * @param endedAt when its end was detected, in seconds of the recording
     */
    record TimedUtterance(List<Decoder.DecodedWord> words, double endedAt) {}

    /**
     * All utterances of a recording.
     *
     * @param share the share of the recording that was decoded, 0 to 1
     */
    record Result(List<TimedUtterance> utterances, double share) {
        List<String> words() {
            return allWords().stream().map(Decoder.DecodedWord::text).toList();
        }

        List<Decoder.DecodedWord> allWords() {
            return utterances.stream()
                    .flatMap(utterance -> utterance.words().stream())
                    .toList();
        }
    }

    private final List<TimedUtterance> utterances = new ArrayList<>();
    private final Decoder decoder;
    private short[] queued = {};
    /** Pairs of a sample of the decoder and the sample of the track that it corresponds to. */
    private final List<long[]> splices = new ArrayList<>(List.of(new long[] {0, 0}));

    private long decoded;
    private long gated;
    private long pushed;

    private GateExperiment(Decoder decoder) {
        this.decoder = decoder;
    }

    /** Decodes the whole recording. */
    static Result ungated(VoskModel model, short[] recording) {
        try (Decoder decoder = model.open()) {
            GateExperiment run = new GateExperiment(decoder);
            for (int from = 0; from < recording.length; from += BATCH) {
                run.pushed = Math.min(recording.length, from + BATCH);
                run.speech(Arrays.copyOfRange(recording, from, (int) run.pushed));
            }
            run.flush();
            return new Result(run.utterances, 1);
        }
    }

    /** Decodes the audio that passes the gate. */
    static Result gated(VoskModel model, short[] recording, GateOptions options) {
        try (Decoder decoder = model.open()) {
            GateExperiment run = new GateExperiment(decoder);
            SpeechGate gate = new SpeechGate(options);
            SpeechGate.Sink sink = new SpeechGate.Sink() {
                @Override
                public void speech(short[] samples) {
                    run.speech(samples);
                }

                @Override
                public void silence(int samples) {
                    run.silence(samples);
                }

                @Override
                public void endOfSpeech() {
                    run.flush();
                }
            };
            for (int from = 0; from < recording.length; from += CHUNK) {
                run.pushed = Math.min(recording.length, from + CHUNK);
                gate.push(Arrays.copyOfRange(recording, from, (int) run.pushed), sink);
            }
            gate.restart(sink);
            run.flush();
            return new Result(run.utterances, run.decoded / (double) recording.length);
        }
    }

    private void speech(short[] samples) {
        int before = queued.length;
        queued = Arrays.copyOf(queued, before + samples.length);
        System.arraycopy(samples, 0, queued, before, samples.length);
        gated += samples.length;
        int from = 0;
        for (; from + BATCH <= queued.length; from += BATCH) {
            decode(Arrays.copyOfRange(queued, from, from + BATCH));
        }
        queued = Arrays.copyOfRange(queued, from, queued.length);
    }

    private void silence(int samples) {
        flush();
        gated += samples;
        splices.add(new long[] {decoded, gated});
    }

    private void decode(short[] samples) {
        decoded += samples.length;
        if (decoder.accept(samples, samples.length, false).endpoint()) {
            addUtterance(decoder.result());
        }
    }

    private void flush() {
        if (queued.length > 0) {
            decode(queued);
            queued = new short[0];
        }
        addUtterance(decoder.flush());
    }

    private void addUtterance(Decoder.Decoded result) {
        if (!result.words().isEmpty()) {
            utterances.add(new TimedUtterance(
                    result.words().stream()
                            .map(word -> new Decoder.DecodedWord(
                                    word.text(), placed(word.start()), placed(word.end()), word.confidence()))
                            .toList(),
                    pushed / RATE));
        }
    }

    private double placed(double seconds) {
        // A word that touches a splice belongs to the audio before it.
        long[] splice = splices.get(0);
        for (long[] next : splices) {
            if (next[0] <= (seconds + 0.02) * RATE) {
                splice = next;
            }
        }
        return seconds + (splice[1] - splice[0]) / RATE;
    }
}

package dev.roomscribe.recognition.vosk;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.SpeechGate;
import dev.roomscribe.recognition.Decoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a model hears of a recording, through a gate or without one. */
final class Gated {
    private static final int BATCH = 1_920;
    private static final int CHUNK = 320;
    private static final double RATE = 16_000;

    /**
     * One utterance.
     *
     * @param words with their times in seconds of the recording
     * @param toldAt when its end was known, in seconds of the recording
     */
    record Heard(List<Decoder.DecodedWord> words, double toldAt) {}

    /** Everything of a recording. */
    record Result(List<Heard> utterances, double share) {
        List<String> words() {
            return allWords().stream().map(Decoder.DecodedWord::text).toList();
        }

        List<Decoder.DecodedWord> allWords() {
            return utterances.stream().flatMap(heard -> heard.words().stream()).toList();
        }
    }

    private final List<Heard> heard = new ArrayList<>();
    private final Decoder decoder;
    private short[] waiting = {};
    /** Pairs of a sample of the decoder and the sample of the track that it is. */
    private final List<long[]> splices = new ArrayList<>(List.of(new long[] {0, 0}));

    private long decoded;
    private long told;
    private long pushed;

    private Gated(Decoder decoder) {
        this.decoder = decoder;
    }

    /** Decodes everything. */
    static Result ungated(VoskModel model, short[] recording) {
        try (Decoder decoder = model.open()) {
            Gated run = new Gated(decoder);
            for (int from = 0; from < recording.length; from += BATCH) {
                run.pushed = Math.min(recording.length, from + BATCH);
                run.speech(Arrays.copyOfRange(recording, from, (int) run.pushed));
            }
            run.flush();
            return new Result(run.heard, 1);
        }
    }

    /** Decodes what the gate lets through. */
    static Result gated(VoskModel model, short[] recording, GateOptions options) {
        try (Decoder decoder = model.open()) {
            Gated run = new Gated(decoder);
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
            return new Result(run.heard, run.decoded / (double) recording.length);
        }
    }

    private void speech(short[] samples) {
        int before = waiting.length;
        waiting = Arrays.copyOf(waiting, before + samples.length);
        System.arraycopy(samples, 0, waiting, before, samples.length);
        told += samples.length;
        int from = 0;
        for (; from + BATCH <= waiting.length; from += BATCH) {
            decode(Arrays.copyOfRange(waiting, from, from + BATCH));
        }
        waiting = Arrays.copyOfRange(waiting, from, waiting.length);
    }

    private void silence(int samples) {
        flush();
        told += samples;
        splices.add(new long[] {decoded, told});
    }

    private void decode(short[] samples) {
        decoded += samples.length;
        if (decoder.accept(samples, samples.length, false).endpoint()) {
            settle(decoder.result());
        }
    }

    private void flush() {
        if (waiting.length > 0) {
            decode(waiting);
            waiting = new short[0];
        }
        settle(decoder.flush());
    }

    private void settle(Decoder.Decoded result) {
        if (!result.words().isEmpty()) {
            heard.add(new Heard(
                    result.words().stream()
                            .map(word -> new Decoder.DecodedWord(
                                    word.text(), placed(word.start()), placed(word.end()), word.confidence()))
                            .toList(),
                    pushed / RATE));
        }
    }

    private double placed(double seconds) {
        // A word that touches a splice is on its near side.
        long[] splice = splices.get(0);
        for (long[] next : splices) {
            if (next[0] <= (seconds + 0.02) * RATE) {
                splice = next;
            }
        }
        return seconds + (splice[1] - splice[0]) / RATE;
    }
}

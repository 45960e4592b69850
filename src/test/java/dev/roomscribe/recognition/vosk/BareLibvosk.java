package dev.roomscribe.recognition.vosk;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.Decoder.Decoded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Decodes a recording with libvosk and its binding alone, without the pool. */
public final class BareLibvosk {
    private BareLibvosk() {}

    /** Returns the utterances that have text. */
    public static List<Decoded> decode(VoskModel model, short[] recording) {
        List<Decoded> utterances = new ArrayList<>();
        try (Decoder recognizer = model.open()) {
            for (int from = 0; from < recording.length; from += Decoder.BATCH_SAMPLES) {
                short[] piece =
                        Arrays.copyOfRange(recording, from, Math.min(recording.length, from + Decoder.BATCH_SAMPLES));
                if (recognizer.accept(piece, piece.length, false).endpoint()) {
                    utterances.add(recognizer.result());
                }
            }
            utterances.add(recognizer.flush());
        }
        utterances.removeIf(utterance -> utterance.text().isEmpty());
        return utterances;
    }
}

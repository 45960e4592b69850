package dev.roomscribe.recognition.vosk;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.Decoder.Decoded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What libvosk says of a recording with nothing of ours around it but the binding. */
public final class BareLibvosk {
    /** As its reference says it is best fed: 120 ms. */
    private static final int PIECE = 1_920;

    private BareLibvosk() {}

    /** Returns the utterances that have any text. */
    public static List<Decoded> decode(VoskModel model, short[] recording) {
        List<Decoded> utterances = new ArrayList<>();
        try (Decoder recognizer = model.open()) {
            for (int from = 0; from < recording.length; from += PIECE) {
                short[] piece = Arrays.copyOfRange(recording, from, Math.min(recording.length, from + PIECE));
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

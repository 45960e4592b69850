package dev.roomscribe.recognition.vosk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.recognition.Decoder.Decoded;
import dev.roomscribe.recognition.Decoder.DecodedWord;
import dev.roomscribe.recognition.DecoderException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses libvosk's JSON results; every key may be absent. */
final class VoskResult {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * How much later than the speech libvosk ends a word before a pause: a decoding step of 30 ms counts as speech if its
     * beginning is. Measured with the built-in model on four synthesized voices, 84 sentences: the last word ended 21 ms
     * after the last sample above 1 % of full scale, and 20 ms after the synthesizer's own end of the word. Words without
     * a pause after them had no such lag (1 ms).
     */
    private static final double PAUSE_LAG_SECONDS = 0.02;

    /** A word that begins sooner after the word before it continues its speech. */
    private static final double MIN_PAUSE_SECONDS = 0.01;

    private VoskResult() {}

    static String partial(String json) {
        return parse(json).path("partial").asText("").strip();
    }

    static Decoded decoded(String json) {
        JsonNode result = parse(json);
        List<DecodedWord> words = new ArrayList<>();
        JsonNode array = result.path("result");
        for (int i = 0; i < array.size(); i++) {
            JsonNode word = array.get(i);
            double nextStart =
                    i + 1 < array.size() ? array.get(i + 1).path("start").asDouble() : Double.MAX_VALUE;
            words.add(new DecodedWord(
                    word.path("word").asText(),
                    word.path("start").asDouble(),
                    end(word, nextStart),
                    confidence(word.path("conf"))));
        }
        return new Decoded(result.path("text").asText("").strip(), words);
    }

    private static double end(JsonNode word, double nextStart) {
        double start = word.path("start").asDouble();
        double end = word.path("end").asDouble();
        return nextStart - end < MIN_PAUSE_SECONDS ? end : Math.max((start + end) / 2, end - PAUSE_LAG_SECONDS);
    }

    /** Rounding in libvosk can make a confidence slightly larger than 1; any other value out of range is ignored. */
    private static @Nullable Double confidence(JsonNode node) {
        double value = node.asDouble(-1);
        return value < 0 || value > 1.001 ? null : Double.valueOf(Math.min(value, 1));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            // Usually a decimal comma: libvosk prints numbers with the locale of the process.
            throw new DecoderException("libvosk returned invalid JSON; run the service with LC_ALL=C.UTF-8");
        }
    }
}

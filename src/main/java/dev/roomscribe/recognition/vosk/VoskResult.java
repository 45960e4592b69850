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

    private VoskResult() {}

    static String partial(String json) {
        return parse(json).path("partial").asText("").strip();
    }

    static Decoded decoded(String json) {
        JsonNode result = parse(json);
        List<DecodedWord> words = new ArrayList<>();
        for (JsonNode word : result.path("result")) {
            words.add(new DecodedWord(
                    word.path("word").asText(),
                    word.path("start").asDouble(),
                    word.path("end").asDouble(),
                    confidence(word.path("conf"))));
        }
        return new Decoded(result.path("text").asText("").strip(), words);
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

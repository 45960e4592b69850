package dev.roomscribe.transcript.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.export.text.ShownText;
import dev.roomscribe.transcript.export.text.Speakers;
import dev.roomscribe.transcript.log.SessionSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the {@code verbose_json} of OpenAI's transcription API, with the speakers of its {@code diarized_json}: one segment
 * per utterance. It adds ids, confidences and gaps, and leaves out the fields that only describe Whisper's decoding.
 */
final class VerboseJson {
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Segment(
            int id,
            double start,
            double end,
            String text,
            String speaker,
            String peerId,
            String utteranceId,
            @Nullable Double confidence,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean truncated) {}

    private record SpokenWord(String word, double start, double end, String speaker) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Gap(double start, @Nullable Double end, GapReason reason) {}

    private final TranscriptView transcript;
    private final Speakers speakers = new Speakers(UnaryOperator.identity());

    private VerboseJson(TranscriptView transcript) {
        this.transcript = transcript;
    }

    static Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
        VerboseJson file = new VerboseJson(transcript);
        return Stream.of(
                () -> Stream.of(file.head()),
                file::text,
                () -> Stream.of("\",\"segments\":["),
                file::segments,
                () -> Stream.of("],\"words\":["),
                file::words,
                () -> Stream.of("],\"gaps\":["),
                file::gaps,
                () -> Stream.of("]}"));
    }

    /** Returns the beginning of the object up to the quote that begins the text. */
    private String head() {
        ObjectNode head = EventJson.MAPPER
                .createObjectNode()
                .put("task", "transcribe")
                .put("language", language())
                .put("duration", duration());
        if (transcript.isBeginningLost()) {
            head.put("beginning_lost", true);
        }
        String json = EventJson.write(head);
        return json.substring(0, json.length() - 1) + ",\"text\":\"";
    }

    /** Returns the English name of the language, as OpenAI does. */
    private String language() {
        return transcript.spans().stream()
                .flatMap(span -> span.started() == null
                        ? Stream.empty()
                        : Stream.ofNullable(span.started().language()))
                .findFirst()
                .map(tag -> Locale.forLanguageTag(tag).getDisplayLanguage(Locale.ENGLISH))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .orElse("unknown");
    }

    /** Returns the time from the start of the first session to the last event of the last one, in seconds. */
    private double duration() {
        List<SessionSpan> spans = transcript.spans();
        if (spans.isEmpty()) {
            return 0;
        }
        SessionSpan last = spans.get(spans.size() - 1);
        Instant end = last.ended() == null ? last.lastAt() : last.ended().endedAt();
        return Math.max(0, Duration.between(spans.get(0).begin(), end).toMillis()) / 1000.0;
    }

    private Stream<String> text() {
        AtomicBoolean hasPrevious = new AtomicBoolean();
        return utterances((utterance, shown) -> Stream.of((hasPrevious.getAndSet(true) ? " " : "")
                + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(shown.text()))));
    }

    private Stream<String> segments() {
        AtomicInteger number = new AtomicInteger();
        return list(utterances((utterance, shown) -> Stream.of(new Segment(
                number.getAndIncrement(),
                utterance.start(),
                utterance.end(),
                shown.text(),
                speakers.of(utterance),
                utterance.peerId(),
                utterance.utteranceId(),
                utterance.confidence(),
                utterance.truncated()))));
    }

    private Stream<String> words() {
        return list(utterances((utterance, shown) -> shown.words().stream()
                .map(word -> new SpokenWord(word.word(), word.start(), word.end(), speakers.of(utterance)))));
    }

    private Stream<String> gaps() {
        return list(transcript
                .utterancesAndGaps(speakers)
                .filter(StreamGap.class::isInstance)
                .map(StreamGap.class::cast)
                .map(gap -> new Gap(gap.from(), gap.to(), gap.reason())));
    }

    private <T> Stream<T> utterances(BiFunction<FinalTranscript, ShownText, Stream<T>> convert) {
        return transcript
                .utterancesAndGaps(speakers)
                .filter(FinalTranscript.class::isInstance)
                .map(FinalTranscript.class::cast)
                .flatMap(utterance -> {
                    ShownText shown = transcript.shown(utterance);
                    return shown.isEmpty() ? Stream.empty() : convert.apply(utterance, shown);
                });
    }

    private static Stream<String> list(Stream<? extends Record> items) {
        AtomicBoolean hasPrevious = new AtomicBoolean();
        return items.map(item -> (hasPrevious.getAndSet(true) ? "," : "")
                + EventJson.write(EventJson.MAPPER.<ObjectNode>valueToTree(item)));
    }
}

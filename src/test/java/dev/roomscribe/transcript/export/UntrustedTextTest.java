package dev.roomscribe.transcript.export;

import static dev.roomscribe.transcript.export.Exports.render;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.export.text.Speakers;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.text.EngineTokens;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Names and texts are untrusted: for any content, files are valid and contain the same text. */
class UntrustedTextTest {
    /** A strict reader of plain text: the first colon ends the name. */
    private static final Pattern PLAIN_TEXT_LINE = Pattern.compile(
            "\\[[0-9]{2,}:[0-9]{2}:[0-9]{2}\\] (?:(?<gap>\\(.*\\))|(?<speaker>[^(:](?:[^:]|:(?! ))*?): .*)");

    record Utterance(@Nullable String name, String text, double start, double length) {}

    @Property
    void aNameThatEndsWithDashesFormsNoArrow(@ForAll @IntRange(max = 5) int dashes) {
        List<Utterance> utterances = List.of(new Utterance("Ana" + "-".repeat(dashes), ">-->", 1, 1));
        CueFile file = CueFile.webVtt(render(TranscriptFormat.WEBVTT, room(utterances)));
        assertSameText(
                file.cues(),
                utterances,
                WebVtt::voice,
                text -> text.replace('{', '｛').replace('}', '｝').replace('\\', '＼'));
    }

    @Property(tries = 200)
    void everyTranscriptIsValidWebVttWithTheSameText(@ForAll("utterances") List<Utterance> utterances) {
        CueFile file = CueFile.webVtt(render(TranscriptFormat.WEBVTT, room(utterances)));
        assertThat(file.notices()).hasSize(1);
        assertSameText(
                file.cues(),
                utterances,
                WebVtt::voice,
                text -> text.replace('{', '｛').replace('}', '｝').replace('\\', '＼'));
    }

    @Property(tries = 200)
    void everyTranscriptIsValidSubRipWithTheSameText(@ForAll("utterances") List<Utterance> utterances) {
        CueFile file = CueFile.subRip(render(TranscriptFormat.SUBRIP, room(utterances)));
        assertThat(file.notices()).hasSize(1);
        assertSameText(
                file.cues(),
                utterances,
                SubRip::label,
                text -> text.replaceAll("&(?=#?[A-Za-z0-9]+;)", "＆")
                        .replace('<', '‹')
                        .replace('>', '›')
                        .replace('{', '｛')
                        .replace('}', '｝')
                        .replace('\\', '＼'));
    }

    @Property(tries = 200)
    void everyTranscriptIsPlainTextWithOneLinePerUtteranceAndGap(@ForAll("utterances") List<Utterance> utterances) {
        String file = render(TranscriptFormat.TEXT, room(utterances));
        assertThat(file.codePoints().filter(character -> Character.getType(character) == Character.CONTROL))
                .hasSize(shown(utterances).size() + 1)
                .containsOnly((int) '\n');
        assertThat(file).doesNotContain("\u2028", "\u2029");
    }

    @Property(tries = 200)
    void everyLineOfPlainTextNamesTheSpeakerOfItsUtterance(@ForAll("utterances") List<Utterance> utterances) {
        List<String> speakers = new ArrayList<>();
        int gaps = 0;
        for (String line :
                render(TranscriptFormat.TEXT, room(utterances)).lines().toList()) {
            Matcher parsed = PLAIN_TEXT_LINE.matcher(line);
            assertThat(parsed.matches()).as(line).isTrue();
            if (parsed.group("gap") != null) {
                gaps++;
            } else {
                speakers.add(parsed.group("speaker"));
            }
        }
        assertThat(speakers)
                .containsExactlyElementsOf(byStart(shown(utterances)).stream()
                        .map(names(utterances, PlainText::label))
                        .toList());
        assertThat(gaps).isEqualTo(1);
    }

    @Property(tries = 200)
    void everyTranscriptIsJsonWithTheSameText(@ForAll("utterances") List<Utterance> utterances) throws Exception {
        JsonNode file = new ObjectMapper().readTree(render(TranscriptFormat.JSON, room(utterances)));
        assertThat(file.get("utterances").findValuesAsText("transcript"))
                .isEqualTo(byStart(utterances).stream().map(Utterance::text).toList());
    }

    @Provide
    Arbitrary<List<Utterance>> utterances() {
        return Combinators.combine(
                        untrustedText().injectNull(0.2),
                        untrustedText(),
                        Arbitraries.doubles().between(0, 500_000).ofScale(4),
                        Arbitraries.doubles().between(-1, 20).ofScale(4))
                .as(Utterance::new)
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> untrustedText() {
        Arbitrary<String> special = Arbitraries.of(
                "-->",
                "--->",
                "-",
                ">",
                "<",
                "<script>",
                "</v>",
                "<v Eve>",
                "&",
                "&amp;",
                "&#10;",
                "\n",
                "\r",
                "\r\n",
                "\n\n",
                "\t",
                "\0",
                "\u001b[31m",
                "\u0085",
                "\u009b",
                "\u2028",
                "\u2029",
                "\u202e",
                "\u200b",
                "\u2066",
                "\u200d",
                "\u3164",
                "[",
                "]",
                ": ",
                "(",
                ")",
                "{\\an8}",
                "\\N",
                "[00:00:10] Bob: no",
                "(1.5 s missing: it)",
                "NOTE ",
                "WEBVTT",
                "STYLE",
                "00:00:01.000 --> 00:00:02.000",
                "1",
                " ",
                "a",
                "ñ",
                "𝄞");
        return Arbitraries.oneOf(special, Arbitraries.strings().ofMaxLength(4))
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    private interface Transformation {
        String of(String text);
    }

    /** Asserts that the cues contain every word of each speaker and are ordered by start. */
    private static void assertSameText(
            List<CueFile.Cue> cues,
            List<Utterance> utterances,
            UnaryOperator<String> form,
            Transformation transformed) {
        Function<Utterance, String> names = names(utterances, form);
        assertThat(cues).isSortedAccordingTo(Comparator.comparingLong(CueFile.Cue::start));
        assertThat(words(cues.stream(), CueFile.Cue::speaker, CueFile.Cue::text))
                .containsExactlyInAnyOrderEntriesOf(words(
                        shown(utterances).stream(), names, utterance -> transformed.of(oneLine(utterance.text()))));
        assertThat(cues).allSatisfy(cue -> {
            assertThat(cue.lines()).hasSizeLessThanOrEqualTo(2);
            assertThat(cue.end() - cue.start()).isLessThanOrEqualTo(7_000);
        });
    }

    /** {@link SpeakersTest} tests these rules; here the files must contain their result. */
    private static Function<Utterance, String> names(List<Utterance> utterances, UnaryOperator<String> form) {
        Speakers speakers = new Speakers(form);
        utterances.forEach(utterance -> speakers.of("p1", utterance.name()));
        return utterance -> speakers.of("p1", utterance.name());
    }

    /** Returns the utterances with a word that is no token of the engine. */
    private static List<Utterance> shown(List<Utterance> utterances) {
        return utterances.stream()
                .filter(utterance -> !EngineTokens.areAll(utterance.text())
                        && !oneLine(utterance.text()).isEmpty())
                .toList();
    }

    /** Returns the words of each speaker, sorted, as utterances of one speaker may overlap. */
    private static <T> Map<String, List<String>> words(
            Stream<T> items, Function<T, String> speaker, Function<T, String> text) {
        return items.flatMap(item -> Stream.of(text.apply(item).split("[ \n]+"))
                        .filter(word -> !word.isEmpty())
                        .map(word -> Map.entry(speaker.apply(item), word)))
                .sorted(Map.Entry.comparingByValue())
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    private static List<Utterance> byStart(List<Utterance> utterances) {
        return utterances.stream()
                .sorted(Comparator.comparingDouble(Utterance::start))
                .toList();
    }

    /** Returns the text with every run of control characters and line separators replaced by a space. */
    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        boolean run = false;
        for (int character : text.codePoints().toArray()) {
            boolean control = switch (Character.getType(character)) {
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
                default -> false;
            };
            if (!control) {
                line.appendCodePoint(character);
            } else if (!run) {
                line.append(' ');
            }
            run = control;
        }
        return line.toString().strip();
    }

    private static RoomTranscript room(List<Utterance> utterances) {
        List<DurableEvent> events = new ArrayList<>();
        events.add(TestEvents.started());
        events.add(TestEvents.gap("p1", 1, 2.0, "Oh."));
        for (Utterance utterance : utterances) {
            events.add(TestEvents.utterance(
                    "p1",
                    utterance.name(),
                    "u" + events.size(),
                    utterance.text(),
                    utterance.start(),
                    utterance.start() + utterance.length()));
        }
        return Exports.room(events.toArray(DurableEvent[]::new));
    }
}

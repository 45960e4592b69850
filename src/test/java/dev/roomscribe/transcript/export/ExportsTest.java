package dev.roomscribe.transcript.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.live.Delivery;
import dev.roomscribe.transcript.live.RecordingObserver;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.live.TestSubscriber;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExportsTest {
    @Test
    void webVttHasVoicesInARegionThatScrolls() {
        assertThat(render(TranscriptFormat.WEBVTT, meeting())).isEqualTo("""
                        WEBVTT

                        REGION
                        id:captions
                        width:80%
                        lines:4
                        regionanchor:50%,100%
                        viewportanchor:50%,90%
                        scroll:up

                        1
                        00:00:01.000 --> 00:00:02.500 region:captions
                        <v Ana>hello

                        2
                        00:00:05.000 --> 00:00:06.500 region:captions
                        [1.5 s missing: overload]

                        3
                        00:13:32.340 --> 00:13:33.600 region:captions
                        <v p2>we ship
                        """);
    }

    @Test
    void everyFileSaysThatItsBeginningIsNoLongerKept() {
        Transcripts brief = new Transcripts(
                new MemoryStore(new Retention(2, Duration.ofHours(1)), new MutableClock()),
                new SubscriberLimits(100, 100, Duration.ofSeconds(2)),
                new MutableClock(),
                new RecordingObserver());
        RoomTranscript room = brief.open("r1");
        List.of(TestEvents.started(), TestEvents.utterance("a"), TestEvents.utterance("b"), TestEvents.utterance("c"))
                .forEach(room::append);
        assertThat(render(TranscriptFormat.WEBVTT, room)).contains("\n[The beginning is no longer kept.]\n");
        assertThat(render(TranscriptFormat.SUBRIP, room)).contains("[The beginning is no longer kept.]\r\n");
        assertThat(render(TranscriptFormat.TEXT, room)).startsWith("(The beginning is no longer kept.)\n");
        assertThat(render(TranscriptFormat.JSON, room)).contains("\"beginning_lost\":true");
    }

    @Test
    void subRipHasSpeakersBeforeTheirText() {
        assertThat(render(TranscriptFormat.SUBRIP, meeting())).isEqualTo("""
                        1\r
                        00:00:01,000 --> 00:00:02,500\r
                        Ana: hello\r
                        \r
                        2\r
                        00:00:05,000 --> 00:00:06,500\r
                        [1.5 s missing: overload]\r
                        \r
                        3\r
                        00:13:32,340 --> 00:13:33,600\r
                        p2: we ship\r
                        \r
                        """);
    }

    @Test
    void textHasALineForEachUtteranceAndGap() {
        assertThat(render(TranscriptFormat.TEXT, meeting())).isEqualTo("""
                        [00:00:01] Ana: hello
                        [00:00:05] (1.5 s missing: overload)
                        [00:13:32] p2: we ship
                        """);
    }

    @Test
    void aGapWhoseEndNobodyKnowsSaysSo() {
        assertThat(render(TranscriptFormat.TEXT, room(TestEvents.gap("p1", 5, null, "Oh."))))
                .isEqualTo("[00:00:05] (from here on missing: overload)\n");
    }

    @Test
    void jsonHasTheSessionPeersUtterancesAndGaps() throws Exception {
        RoomTranscript room = meeting();
        room.append(TestEvents.ended());
        JsonNode file = new ObjectMapper().readTree(render(TranscriptFormat.JSON, room));
        assertThat(file.fieldNames())
                .toIterable()
                .containsExactly("room_id", "session", "ended", "peers", "utterances", "gaps");
        assertThat(file.get("session").get("session_id").textValue()).isEqualTo("s1");
        assertThat(file.get("ended").get("reason").textValue()).isEqualTo("stopped");
        // Whoever was heard was there, though it may no longer be kept how they came.
        assertThat(file.get("peers"))
                .hasToString("[{\"peer_id\":\"p1\",\"name\":\"Name of p1\"},{\"peer_id\":\"p2\"}]");
        assertThat(file.get("utterances").findValuesAsText("transcript")).containsExactly("hello", "we ship");
        assertThat(file.get("utterances").get(1).get("start").doubleValue()).isEqualTo(812.34);
        assertThat(file.get("gaps").findValuesAsText("detail")).containsExactly("Too much at once.");
    }

    @Test
    void aRoomWithoutAnythingIsAValidFile() {
        assertThat(CueFile.webVtt(render(TranscriptFormat.WEBVTT, room())).cues())
                .isEmpty();
        assertThat(render(TranscriptFormat.SUBRIP, room())).isEmpty();
        assertThat(render(TranscriptFormat.TEXT, room())).isEmpty();
        assertThat(render(TranscriptFormat.JSON, room()))
                .isEqualTo("{\"room_id\":\"r1\",\"peers\":[],\"utterances\":[],\"gaps\":[]}");
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheLatestSessionIsWritten(TranscriptFormat format) {
        String file = render(
                format,
                room(
                        TestEvents.started(),
                        TestEvents.joined("p8"),
                        TestEvents.utterance("earlier"),
                        TestEvents.gap("p8", 1, 2.0, "Earlier gap."),
                        TestEvents.ended(),
                        TestEvents.started(),
                        TestEvents.utterance("later")));
        assertThat(file).contains("later").doesNotContain("earlier", "Earlier", "p8", "ended");
    }

    @Test
    void utterancesAreOrderedByTheirStartNotByWhenTheyWereSettled() {
        RoomTranscript room = room(
                TestEvents.utterance("p1", null, "u1", "second", 2, 9),
                TestEvents.utterance("p2", null, "u2", "third", 3, 4),
                TestEvents.utterance("p3", null, "u3", "first", 1, 10));
        assertThat(CueFile.webVtt(render(TranscriptFormat.WEBVTT, room)).cues().stream()
                        .map(CueFile.Cue::text))
                .containsExactly("first", "second", "third");
    }

    @Test
    void aHundredHoursTakeThreeDigits() {
        RoomTranscript room = room(TestEvents.utterance("p1", null, "u1", "still here", 360_000 + 61.5, 360_000 + 62));
        assertThat(render(TranscriptFormat.WEBVTT, room)).contains("100:01:01.500 --> 100:01:02.500");
        assertThat(render(TranscriptFormat.SUBRIP, room)).contains("100:01:01,500 --> 100:01:02,500");
        assertThat(render(TranscriptFormat.TEXT, room)).contains("[100:01:01]");
    }

    @Test
    void aCueLastsASecondHoweverShortTheUtterance() {
        RoomTranscript room = room(
                TestEvents.utterance("p1", null, "u1", "a", 1, 1), TestEvents.utterance("p1", null, "u2", "b", 2, 1));
        assertThat(render(TranscriptFormat.WEBVTT, room))
                .contains("00:00:01.000 --> 00:00:02.000", "00:00:02.000 --> 00:00:03.000");
    }

    @ParameterizedTest
    @EnumSource
    void filesAreTheSameWhateverTheMachineSpeaks(TranscriptFormat format) {
        String expected = render(format, meeting());
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("de-DE", "ar-EG-u-nu-arab", "tr-TR")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(render(format, meeting())).as(tag).isEqualTo(expected);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aGapOfMinutesIsShownForAsLongAsItTakesToRead() {
        RoomTranscript room = room(TestEvents.gap("p1", 60, 300.0, "Oh."), TestEvents.gap("p1", 400, null, "Oh."));
        assertThat(CueFile.webVtt(render(TranscriptFormat.WEBVTT, room)).notices())
                .containsExactly(
                        new CueFile.Cue(60_000, 67_000, "", "[240.0 s missing: overload]"),
                        new CueFile.Cue(400_000, 402_000, "", "[from here on missing: overload]"));
    }

    @Test
    void whatTakesLongToSayIsSaidInCuesThatCanBeRead() {
        RoomTranscript room = room(
                TestEvents.utterance(
                        "p1",
                        "Ana",
                        "u1",
                        "so what we found last week is that the old boiler needs a new valve before winter and that"
                                + " nobody has ordered one so far",
                        0,
                        9),
                TestEvents.utterance("p2", "Bob", "u2", "oh dear", 4, 4.5));
        assertThat(CueFile.webVtt(render(TranscriptFormat.WEBVTT, room)).cues())
                .extracting(CueFile.Cue::speaker, CueFile.Cue::lines)
                .containsExactly(
                        tuple("Ana", List.of("so what we found last week is", "that the old boiler needs a new")),
                        tuple("Bob", List.of("oh dear")),
                        tuple("Ana", List.of("valve before winter and that", "nobody has ordered one so far")));
    }

    @Test
    void aLongNameLeavesRoomForWhatIsSaid() {
        RoomTranscript room = room(TestEvents.utterance(
                "p1",
                "Professor Wilhelmina von Hohenstein",
                "u1",
                "let us begin with the minutes of the last meeting",
                1,
                4));
        assertThat(CueFile.subRip(render(TranscriptFormat.SUBRIP, room)).cues())
                .extracting(CueFile.Cue::speaker, CueFile.Cue::lines)
                .containsExactly(
                        tuple("Professor Wilhelmin…", List.of("let us begin", "with the minutes of the last meeting")));
    }

    @Test
    void jsonLinesAreTheEventsOfTheStream() {
        RoomTranscript room = meeting();
        List<String> streamed = new TestSubscriber(room.subscribe(new SubscriptionRequest("0", false, Set.of())))
                .drain().stream()
                        .map(delivery -> ((Delivery.Event) delivery).json())
                        .toList();
        assertThat(render(TranscriptFormat.JSON_LINES, room).lines()).containsExactlyElementsOf(streamed);
    }

    @ParameterizedTest
    @EnumSource
    void aSuffixFindsItsFormat(TranscriptFormat format) {
        String suffix =
                switch (format) {
                    case JSON -> "json";
                    case JSON_LINES -> "jsonl";
                    case WEBVTT -> "vtt";
                    case SUBRIP -> "srt";
                    case TEXT -> "txt";
                };
        assertThat(TranscriptFormat.bySuffix(suffix)).contains(format);
        assertThat(TranscriptFormat.bySuffix("." + suffix)).isEmpty();
    }

    // Whatever strangers call themselves, and whatever is understood of what they say

    record Spoken(@Nullable String name, String text, double start, double length) {}

    @Property
    void aNameThatEndsInDashesMakesNoArrow(@ForAll @IntRange(max = 5) int dashes) {
        List<Spoken> meeting = List.of(new Spoken("Ana" + "-".repeat(dashes), ">-->", 1, 1));
        CueFile file = CueFile.webVtt(render(TranscriptFormat.WEBVTT, room(meeting)));
        assertSame(file.cues(), meeting, name -> name, text -> text);
    }

    @Property(tries = 200)
    void anyMeetingIsAValidWebVttFileThatSaysTheSame(@ForAll("meetings") List<Spoken> meeting) {
        CueFile file = CueFile.webVtt(render(TranscriptFormat.WEBVTT, room(meeting)));
        assertThat(file.notices()).hasSize(1);
        assertSame(file.cues(), meeting, name -> name, text -> text);
    }

    @Property(tries = 200)
    void anyMeetingIsAValidSubRipFileThatSaysTheSame(@ForAll("meetings") List<Spoken> meeting) {
        CueFile file = CueFile.subRip(render(TranscriptFormat.SUBRIP, room(meeting)));
        assertThat(file.notices()).hasSize(1);
        assertSame(file.cues(), meeting, ExportsTest::atMostTwenty, text -> text.replace('<', '‹')
                .replace('>', '›'));
    }

    @Property(tries = 200)
    void anyMeetingHasOneLineOfTextForEachUtteranceAndGap(@ForAll("meetings") List<Spoken> meeting) {
        String file = render(TranscriptFormat.TEXT, room(meeting));
        assertThat(file.codePoints().filter(character -> Character.getType(character) == Character.CONTROL))
                .hasSize(meeting.size() + 1)
                .containsOnly((int) '\n');
        assertThat(file).doesNotContain("\u2028", "\u2029");
    }

    @Property(tries = 200)
    void anyMeetingIsJsonThatSaysTheSame(@ForAll("meetings") List<Spoken> meeting) throws Exception {
        JsonNode file = new ObjectMapper().readTree(render(TranscriptFormat.JSON, room(meeting)));
        assertThat(file.get("utterances").findValuesAsText("transcript"))
                .isEqualTo(byStart(meeting).stream().map(Spoken::text).toList());
    }

    @Provide
    Arbitrary<List<Spoken>> meetings() {
        Arbitrary<String> names = hostile().map(name -> name.replace(':', ';').replace('[', '('));
        return Combinators.combine(
                        names.injectNull(0.2),
                        hostile(),
                        Arbitraries.doubles().between(0, 500_000).ofScale(4),
                        Arbitraries.doubles().between(-1, 20).ofScale(4))
                .as(Spoken::new)
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> known = Arbitraries.of(
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
                "NOTE ",
                "WEBVTT",
                "STYLE",
                "00:00:01.000 --> 00:00:02.000",
                "1",
                " ",
                "a",
                "ñ",
                "𝄞");
        return Arbitraries.oneOf(known, Arbitraries.strings().ofMaxLength(4))
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    private interface Shown {
        String of(String text);
    }

    /** What each says, word for word, in cues of their own that begin in order. */
    private static void assertSame(List<CueFile.Cue> cues, List<Spoken> meeting, Shown name, Shown shown) {
        assertThat(cues).isSortedAccordingTo(Comparator.comparingLong(CueFile.Cue::start));
        assertThat(words(cues.stream(), CueFile.Cue::speaker, CueFile.Cue::text))
                .containsExactlyInAnyOrderEntriesOf(words(
                        meeting.stream(),
                        spoken -> shown.of(name.of(name(spoken))),
                        spoken -> shown.of(oneLine(spoken.text()))));
        assertThat(cues).allSatisfy(cue -> {
            assertThat(cue.lines()).hasSizeLessThanOrEqualTo(2);
            assertThat(cue.end() - cue.start()).isLessThanOrEqualTo(7_000);
        });
    }

    private static String atMostTwenty(String name) {
        int[] characters = name.codePoints().toArray();
        return characters.length <= 20 ? name : new String(characters, 0, 19).strip() + "…";
    }

    private static String name(Spoken spoken) {
        String name = spoken.name() == null ? "" : oneLine(spoken.name());
        return name.isEmpty() ? "p1" : name;
    }

    /** Returns all words of each, sorted: who says several things may say them at once. */
    private static <T> Map<String, List<String>> words(
            Stream<T> things, Function<T, String> speaker, Function<T, String> text) {
        return things.flatMap(thing -> Stream.of(text.apply(thing).split("[ \n]+"))
                        .filter(word -> !word.isEmpty())
                        .map(word -> Map.entry(speaker.apply(thing), word)))
                .sorted(Map.Entry.comparingByValue())
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    private static List<Spoken> byStart(List<Spoken> meeting) {
        return meeting.stream()
                .sorted(Comparator.comparingDouble(Spoken::start))
                .toList();
    }

    /** Returns a text with a space for every run of what ends lines or controls terminals. */
    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        boolean run = false;
        for (int character : text.codePoints().toArray()) {
            boolean bad =
                    switch (Character.getType(character)) {
                        case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
                        default -> false;
                    };
            if (!bad) {
                line.appendCodePoint(character);
            } else if (!run) {
                line.append(' ');
            }
            run = bad;
        }
        return line.toString().strip();
    }

    private static String render(TranscriptFormat format, RoomTranscript room) {
        return render(format, room, Selection.LATEST);
    }

    private static String render(TranscriptFormat format, RoomTranscript room, Selection selection) {
        StringBuilder file = new StringBuilder();
        format.render(SessionIndex.of(room.logSnapshot()).view(selection).orElseThrow())
                .forEachRemaining(file::append);
        return file.toString();
    }

    private static RoomTranscript room(List<Spoken> meeting) {
        List<DurableEvent> events = new ArrayList<>();
        events.add(TestEvents.started());
        events.add(TestEvents.gap("p1", 1, 2.0, "Oh."));
        for (Spoken spoken : meeting) {
            events.add(TestEvents.utterance(
                    "p1",
                    spoken.name(),
                    "u" + events.size(),
                    spoken.text(),
                    spoken.start(),
                    spoken.start() + spoken.length()));
        }
        return room(events.toArray(DurableEvent[]::new));
    }

    private static RoomTranscript meeting() {
        return room(
                TestEvents.started(),
                TestEvents.joined("p1"),
                TestEvents.utterance("p2", null, "u2", "we ship", 812.34, 813.6),
                TestEvents.utterance("p1", "Ana", "u1", "hello", 1, 2.5),
                TestEvents.gap("p1", 5, 6.5, "Too much at once."));
    }

    private static RoomTranscript room(DurableEvent... events) {
        Transcripts transcripts = new Transcripts(
                new MemoryStore(new Retention(1_000, Duration.ofHours(1)), new MutableClock()),
                new SubscriberLimits(100, 100, Duration.ofSeconds(2)),
                new MutableClock(),
                new RecordingObserver());
        RoomTranscript room = transcripts.open("r1");
        for (DurableEvent event : events) {
            room.append(event);
        }
        return room;
    }
}

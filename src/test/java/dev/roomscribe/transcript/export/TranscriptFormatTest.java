package dev.roomscribe.transcript.export;

import static dev.roomscribe.transcript.export.Exports.exampleRoom;
import static dev.roomscribe.transcript.export.Exports.render;
import static dev.roomscribe.transcript.export.Exports.room;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.transcript.MutableClock;
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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files in all formats for given events. */
class TranscriptFormatTest {
    @Test
    void webVttContainsVoices() {
        assertThat(render(TranscriptFormat.WEBVTT, exampleRoom())).isEqualTo("""
                        WEBVTT

                        1
                        00:00:01.000 --> 00:00:02.500
                        <v Ana>hello

                        2
                        00:00:05.000 --> 00:00:07.706
                        [1.5 s missing: recognition
                        was too far behind]

                        3
                        00:13:32.340 --> 00:13:33.600
                        <v p2>we ship
                        """);
    }

    @Test
    void everyFormatStatesThatTheBeginningHasExpired() {
        Transcripts transcripts = new Transcripts(
                new MemoryStore(new Retention(2, Duration.ofHours(1)), new MutableClock()),
                new SubscriberLimits(100, 100, Duration.ofSeconds(2)),
                new MutableClock(),
                new RecordingObserver());
        RoomTranscript room = transcripts.open("r1");
        List.of(TestEvents.started(), TestEvents.utterance("a"), TestEvents.utterance("b"), TestEvents.utterance("c"))
                .forEach(room::append);
        assertThat(render(TranscriptFormat.WEBVTT, room)).contains("\n[The beginning is no longer kept.]\n");
        assertThat(render(TranscriptFormat.SUBRIP, room)).contains("[The beginning is no longer kept.]\r\n");
        assertThat(render(TranscriptFormat.TEXT, room)).startsWith("(The beginning is no longer kept.)\n");
        assertThat(render(TranscriptFormat.JSON, room)).contains("\"beginning_lost\":true");
    }

    @Test
    void subRipContainsSpeakersBeforeTheText() {
        assertThat(render(TranscriptFormat.SUBRIP, exampleRoom())).isEqualTo("""
                        1\r
                        00:00:01,000 --> 00:00:02,500\r
                        Ana: hello\r
                        \r
                        2\r
                        00:00:05,000 --> 00:00:07,706\r
                        [1.5 s missing: recognition\r
                        was too far behind]\r
                        \r
                        3\r
                        00:13:32,340 --> 00:13:33,600\r
                        p2: we ship\r
                        \r
                        """);
    }

    @Test
    void plainTextContainsALinePerUtteranceAndGap() {
        assertThat(render(TranscriptFormat.TEXT, exampleRoom())).isEqualTo("""
                        [00:00:01] Ana: hello
                        [00:00:05] (1.5 s missing: recognition was too far behind)
                        [00:13:32] p2: we ship
                        """);
    }

    @Test
    void aGapWithAnUnknownEndIsStatedAsSuch() {
        assertThat(render(TranscriptFormat.TEXT, room(TestEvents.gap("p1", 5, null, "Oh."))))
                .isEqualTo("[00:00:05] (from here on missing: recognition was too far behind)\n");
    }

    @Test
    void jsonContainsSessionPeersUtterancesAndGaps() throws Exception {
        RoomTranscript room = exampleRoom();
        room.append(TestEvents.ended());
        JsonNode file = new ObjectMapper().readTree(render(TranscriptFormat.JSON, room));
        assertThat(file.fieldNames())
                .toIterable()
                .containsExactly("room_id", "session", "ended", "peers", "utterances", "gaps");
        assertThat(file.get("session").get("session_id").textValue()).isEqualTo("s1");
        assertThat(file.get("ended").get("reason").textValue()).isEqualTo("stopped");
        // A peer with an utterance is listed, as the event of its joining may have expired.
        assertThat(file.get("peers"))
                .hasToString("[{\"peer_id\":\"p1\",\"name\":\"Name of p1\",\"display_name\":\"Name of p1\"},"
                        + "{\"peer_id\":\"p2\",\"display_name\":\"p2\"}]");
        assertThat(file.get("utterances").findValuesAsText("transcript")).containsExactly("hello", "we ship");
        assertThat(file.get("utterances").get(1).get("start").doubleValue()).isEqualTo(812.34);
        assertThat(file.get("gaps").findValuesAsText("detail")).containsExactly("Too much at once.");
    }

    @Test
    void anEmptyRoomResultsInAValidFile() {
        assertThat(CueFile.webVtt(render(TranscriptFormat.WEBVTT, room())).cues())
                .isEmpty();
        assertThat(render(TranscriptFormat.SUBRIP, room()))
                .isEqualTo("1\r\n00:00:00,000 --> 00:00:02,000\r\n[Nothing was said.]\r\n\r\n");
        assertThat(render(TranscriptFormat.TEXT, room())).isEmpty();
        assertThat(render(TranscriptFormat.JSON, room()))
                .isEqualTo("{\"room_id\":\"r1\",\"peers\":[],\"utterances\":[],\"gaps\":[]}");
        assertThat(render(TranscriptFormat.VERBOSE_JSON, room()))
                .isEqualTo("{\"task\":\"transcribe\",\"language\":\"unknown\",\"duration\":0.0,\"text\":\"\","
                        + "\"segments\":[],\"words\":[],\"gaps\":[]}");
        assertThat(render(TranscriptFormat.HTML, room())).contains("<dd>none: nothing was said</dd>");
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
    void utterancesAreOrderedByStart() {
        RoomTranscript room = room(
                TestEvents.utterance("p1", null, "u1", "second", 2, 9),
                TestEvents.utterance("p2", null, "u2", "third", 3, 4),
                TestEvents.utterance("p3", null, "u3", "first", 1, 10));
        assertThat(CueFile.webVtt(render(TranscriptFormat.WEBVTT, room)).cues().stream()
                        .map(CueFile.Cue::text))
                .containsExactly("first", "second", "third");
    }

    @Test
    void aHundredHoursHaveThreeDigits() {
        RoomTranscript room = room(TestEvents.utterance("p1", null, "u1", "still here", 360_000 + 61.5, 360_000 + 62));
        assertThat(render(TranscriptFormat.WEBVTT, room)).contains("100:01:01.500 --> 100:01:02.500");
        assertThat(render(TranscriptFormat.SUBRIP, room)).contains("100:01:01,500 --> 100:01:02,500");
        assertThat(render(TranscriptFormat.TEXT, room)).contains("[100:01:01]");
    }

    @Test
    void aCueLastsAtLeastASecond() {
        RoomTranscript room = room(
                TestEvents.utterance("p1", null, "u1", "a", 1, 1), TestEvents.utterance("p1", null, "u2", "b", 2, 1));
        assertThat(render(TranscriptFormat.WEBVTT, room))
                .contains("00:00:01.000 --> 00:00:02.000", "00:00:02.000 --> 00:00:03.000");
    }

    @ParameterizedTest
    @EnumSource
    void filesDoNotDependOnTheLocale(TranscriptFormat format) {
        String expected = render(format, exampleRoom());
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("de-DE", "ar-EG-u-nu-arab", "tr-TR")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(render(format, exampleRoom())).as(tag).isEqualTo(expected);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aLongGapIsShownForTheTimeItTakesToRead() {
        RoomTranscript room = room(TestEvents.gap("p1", 60, 300.0, "Oh."), TestEvents.gap("p1", 400, null, "Oh."));
        assertThat(CueFile.webVtt(render(TranscriptFormat.WEBVTT, room)).notices())
                .containsExactly(
                        new CueFile.Cue(60_000, 67_000, "", "[4 min 0 s missing: recognition\nwas too far behind]"),
                        new CueFile.Cue(
                                400_000, 403_118, "", "[from here on missing: recognition\nwas too far behind]"));
    }

    @Test
    void aLongUtteranceIsDividedIntoReadableCues() {
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
    void aLongNameIsCutSoThatTextFitsOnTheLine() {
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
    void jsonLinesEqualTheEventsOfTheStream() {
        RoomTranscript room = exampleRoom();
        List<String> streamed = new TestSubscriber(room.subscribe(new SubscriptionRequest("0", false, Set.of())))
                .drain().stream()
                        .map(delivery -> ((Delivery.Event) delivery).json())
                        .toList();
        assertThat(render(TranscriptFormat.JSON_LINES, room).lines()).containsExactlyElementsOf(streamed);
    }

    @ParameterizedTest
    @EnumSource
    void aSuffixFindsItsFormat(TranscriptFormat format) {
        String suffix = switch (format) {
            case JSON -> "json";
            case JSON_LINES -> "jsonl";
            case WEBVTT -> "vtt";
            case SUBRIP -> "srt";
            case TEXT -> "txt";
            case VERBOSE_JSON -> "verbose.json";
            case HTML -> "html";
        };
        assertThat(TranscriptFormat.bySuffix(suffix)).contains(format);
        assertThat(TranscriptFormat.bySuffix("." + suffix)).isEmpty();
    }
}

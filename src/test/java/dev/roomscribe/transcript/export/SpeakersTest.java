package dev.roomscribe.transcript.export;

import static dev.roomscribe.transcript.export.Exports.render;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.live.RoomTranscript;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How files show the names that peers choose. */
class SpeakersTest {
    private static final Pattern HTML_SPEAKER = Pattern.compile("<b><bdi>(.*?)</bdi>:</b>");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ana",
                "Zoë O'Brien (she)",
                "山田\u3000太郎",
                "علی\u200cرضا",
                "12:30 [x] \"A\"",
                "👩‍💻 Eve",
                "🏴󠁧󠁢󠁳󠁣󠁴󠁿 Ian",
                "\ud83e\udec7 new"
            })
    void anOrdinaryNameIsTheSameInEveryFormat(String name) throws Exception {
        assertThat(shown(said("p1", name))).containsExactly(List.of(name, name, name, name, name));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "Bob & Co,Bob ＆ Co,Bob & Co,Bob & Co",
                "<v Eve>Bob,‹v Eve›Bob,‹v Eve›Bob,<v Eve>Bob",
                "{\\an8}B,｛＼an8｝B,｛＼an8｝B,{\\an8}B",
                "a-->b,a--›b,a--›b,a-->b",
                "Ana--,Ana-‐,Ana--,Ana--",
                "Al: no. [1] Bob,Al: no. [1] Bob,Al： no. [1] Bob,Al： no. [1] Bob",
                "(1.5 s missing),(1.5 s missing),(1.5 s missing),（1.5 s missing)",
                "[1.5 s missing],[1.5 s missing],［1.5 s missing],[1.5 s missing]",
                "Ana:,Ana:,Ana：,Ana："
            })
    void aNameCannotLookLikeAPartOfTheFile(String name, String webVtt, String subRip, String text) throws Exception {
        assertThat(shown(said("p1", name))).containsExactly(List.of(webVtt, subRip, text, name, name));
    }

    @Test
    void harmfulCharactersAreRemovedFromNamesThatAnEarlierVersionStored() throws Exception {
        String shown = "ecilA Lee";
        assertThat(shown(said("p1", "\u202eecilA\n\u200bLee")))
                .containsExactly(List.of(shown, shown, shown, shown, shown));
    }

    @Test
    void aNameWithoutAVisibleCharacterIsReplacedByTheId() throws Exception {
        assertThat(shown(said("p1", null), said("p2", "\u200d\u3164"), said("\u202e", "")))
                .extracting(names -> names.get(0))
                .containsExactly("p1", "p2", "unknown");
    }

    @Test
    void peersOfOneNameAreNumberedInTheOrderOfTheirAppearance() throws Exception {
        assertThat(shown(
                        joined("p2", "Ana"),
                        said("p1", "Ana"),
                        said("p2", "Ana"),
                        said("p3", "A\u200dna"),
                        TestEvents.left("p1"),
                        joined("p1", "Ana"),
                        said("p1", "Ana")))
                .extracting(names -> names.get(0))
                .containsExactly("Ana (2)", "Ana", "A\u200dna (3)", "Ana (2)");
        assertThat(shown(said("p1", "Ana"), said("p2", "Ana")))
                .containsExactly(
                        List.of("Ana", "Ana", "Ana", "Ana", "Ana"),
                        List.of("Ana (2)", "Ana (2)", "Ana (2)", "Ana (2)", "Ana (2)"));
    }

    @Test
    void aNumberedNameIsNotThatOfAnotherPeer() throws Exception {
        assertThat(shown(
                        said("p1", "Ana (2)"),
                        said("p2", "Ana"),
                        said("p3", "Ana"),
                        said("p4", "p5"),
                        said("p5", null)))
                .extracting(names -> names.get(0))
                .containsExactly("Ana (2)", "Ana", "Ana (3)", "p5", "p5 (2)");
    }

    @Test
    void aPeerThatTakesTheNameOfAnotherIsNumbered() throws Exception {
        assertThat(shown(said("p1", "Ana"), said("p2", "Bob"), said("p2", "Ana"), said("p2", "Bob")))
                .extracting(names -> names.get(0))
                .containsExactly("Ana", "Bob", "Ana (2)", "Bob");
    }

    @Test
    void longNamesThatAreCutToTheSameTextAreNumbered() throws Exception {
        assertThat(shown(said("p1", "Professor Wilhelmina von Stein"), said("p2", "Professor Wilhelmina Berg")))
                .extracting(names -> names.get(1))
                .containsExactly("Professor Wilhelmin…", "Professor Wilhelmin… (2)");
    }

    @Test
    void aTimeWindowShowsTheNamesOfTheWholeSession() {
        RoomTranscript room = Exports.room(
                TestEvents.started(),
                TestEvents.utterance("p1", "Ana", "u1", "late", 5, 6),
                TestEvents.utterance("p2", "Ana", "u2", "early", 1, 2));
        Selection early = new Selection(null, null, MutableClock.START.plusSeconds(4));
        StringBuilder file = new StringBuilder();
        TranscriptFormat.TEXT
                .render(SessionIndex.of(room.logSnapshot()).view(early).orElseThrow())
                .forEachRemaining(file::append);
        assertThat(file).hasToString("[00:00:01] Ana (2): early\n");
    }

    @Test
    void jsonContainsTheNameAsItIsAndTheDisplayName() throws Exception {
        String name = "Alice: I agree. [00:00:10] Bob";
        JsonNode file = new ObjectMapper()
                .readTree(render(
                        TranscriptFormat.JSON,
                        Exports.room(TestEvents.started(), said("p1", name), said("p2", name), said("p3", null))));
        assertThat(file.get("utterances").findValuesAsText("speaker")).containsExactly(name, name);
        assertThat(file.get("peers").findValuesAsText("name")).containsExactly(name, name);
        assertThat(file.get("peers").findValuesAsText("display_name")).containsExactly(name, name + " (2)", "p3");
    }

    private static DurableEvent joined(String peer, String name) {
        return new PeerJoined(TestEvents.SESSION, peer, name, null, 1, MutableClock.START);
    }

    private static FinalTranscript said(String peer, @Nullable String name) {
        return TestEvents.utterance(peer, name, "utterance of " + peer, "word", 1, 2);
    }

    /** Returns the speaker of each utterance in WebVTT, SubRip, text, HTML and verbose JSON. */
    private static List<List<String>> shown(DurableEvent... events) throws Exception {
        RoomTranscript room = Exports.room(events);
        List<String> webVtt = CueFile.webVtt(render(TranscriptFormat.WEBVTT, room)).cues().stream()
                .map(CueFile.Cue::speaker)
                .toList();
        List<String> subRip = CueFile.subRip(render(TranscriptFormat.SUBRIP, room)).cues().stream()
                .map(CueFile.Cue::speaker)
                .toList();
        List<String> text = render(TranscriptFormat.TEXT, room)
                .lines()
                .map(line -> line.substring(line.indexOf(' ') + 1).split(":(?= )", 2)[0])
                .toList();
        List<String> html = HTML_SPEAKER
                .matcher(render(TranscriptFormat.HTML, room))
                .results()
                .map(SpeakersTest::unescaped)
                .toList();
        List<String> verbose = new ObjectMapper()
                .readTree(render(TranscriptFormat.VERBOSE_JSON, room))
                .get("segments")
                .findValuesAsText("speaker");
        List<List<String>> all = new ArrayList<>();
        for (int i = 0; i < verbose.size(); i++) {
            all.add(List.of(webVtt.get(i), subRip.get(i), text.get(i), html.get(i), verbose.get(i)));
        }
        return all;
    }

    private static String unescaped(MatchResult found) {
        return found.group(1)
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}

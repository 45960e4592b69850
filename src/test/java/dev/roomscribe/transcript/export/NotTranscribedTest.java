package dev.roomscribe.transcript.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.live.RecordingObserver;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Two sessions of a room with 44 s between them: the first from 0 s to 10 s, the second from 54 s. */
class NotTranscribedTest {
    private final MutableClock clock = new MutableClock();
    private final RoomTranscript room = new Transcripts(
                    new MemoryStore(new Retention(1_000, Duration.ofHours(1)), clock),
                    new SubscriberLimits(100, 100, Duration.ofSeconds(2)),
                    clock,
                    new RecordingObserver())
            .open("r1");

    @BeforeEach
    void twoSessions() {
        room.append(new SessionStarted("one", clock.instant(), "agent", "model", null));
        utterance("one", "before", 3);
        clock.advance(Duration.ofSeconds(10));
        room.append(new SessionEnded("one", 10, clock.instant(), SessionEndReason.STOPPED, null));
        clock.advance(Duration.ofSeconds(44));
        room.append(new SessionStarted("two", clock.instant(), "agent", "model", null));
        room.append(new PeerJoined("two", "p2", "Bob", null, 0, clock.instant()));
        utterance("two", "after", 5);
    }

    private void utterance(String session, String text, double start) {
        room.append(new FinalTranscript(
                session,
                "p1",
                "t1",
                "Ana",
                text,
                1,
                text,
                null,
                null,
                List.of(),
                start,
                start + 1,
                clock.instant().plusMillis(Math.round(start * 1000)),
                null,
                "model",
                EndReason.ENDPOINT,
                false));
    }

    private String render(TranscriptFormat format, Selection selection) {
        StringBuilder file = new StringBuilder();
        format.render(SessionIndex.of(room.logSnapshot()).view(selection).orElseThrow())
                .forEachRemaining(file::append);
        return file.toString();
    }

    private static Selection window(int fromSecond, int toSecond) {
        return new Selection(null, at(fromSecond), at(toSecond));
    }

    private static Instant at(int second) {
        return MutableClock.START.plusSeconds(second);
    }

    @Test
    void theFileOfASessionBeginsWithTheNote() throws Exception {
        assertThat(render(TranscriptFormat.TEXT, Selection.LATEST)).isEqualTo("""
                        [00:00:00] (not transcribed for 44.0 s)
                        [00:00:05] Ana: after
                        """);
        assertThat(CueFile.webVtt(render(TranscriptFormat.WEBVTT, Selection.LATEST))
                        .notices())
                .containsExactly(new CueFile.Cue(0, 1_647, "", "[not transcribed for 44.0 s]"));
        assertThat(render(TranscriptFormat.SUBRIP, Selection.LATEST))
                .startsWith("1\r\n00:00:00,000 --> 00:00:01,647\r\n[not transcribed for 44.0 s]\r\n");
        JsonNode gap = new ObjectMapper()
                .readTree(render(TranscriptFormat.JSON, Selection.LATEST))
                .get("gaps")
                .get(0);
        assertThat(gap.get("from").doubleValue()).isEqualTo(-44);
        assertThat(gap.get("to").doubleValue()).isZero();
        assertThat(gap.get("started_at").textValue()).isEqualTo("2026-09-21T14:13:30.000Z");
    }

    @Test
    void theFileOfTheFirstSessionDoesNotMentionIt() {
        assertThat(render(TranscriptFormat.TEXT, new Selection("one", null, null)))
                .isEqualTo("[00:00:03] Ana: before\n");
    }

    @Test
    void inAWindowTheGapStandsAtItsPlace() {
        assertThat(render(TranscriptFormat.TEXT, window(0, 100))).isEqualTo("""
                        [00:00:03] Ana: before
                        [00:00:10] (not transcribed for 44.0 s)
                        [00:00:59] Ana: after
                        """);
        assertThat(CueFile.webVtt(render(TranscriptFormat.WEBVTT, window(0, 100)))
                        .notices())
                .containsExactly(new CueFile.Cue(10_000, 17_000, "", "[not transcribed for 44.0 s]"));
    }

    @ParameterizedTest
    @CsvSource({"0, 20", "20, 30", "50, 100", "53, 54", "9, 11"})
    void everyWindowThatContainsAPartOfTheGapStatesIt(int from, int to) {
        for (TranscriptFormat format :
                List.of(TranscriptFormat.TEXT, TranscriptFormat.WEBVTT, TranscriptFormat.SUBRIP)) {
            assertThat(render(format, window(from, to))).contains("not transcribed for 44.0 s");
        }
        for (TranscriptFormat format : List.of(TranscriptFormat.JSON, TranscriptFormat.JSON_LINES)) {
            assertThat(render(format, window(from, to))).contains("not_transcribed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWindowOutsideOfItContainsNothingOfIt(TranscriptFormat format) {
        assertThat(render(format, window(0, 10))).doesNotContain("transcribed");
        assertThat(render(format, window(54, 100)))
                .doesNotContain("transcribed")
                .contains("after");
    }

    @Test
    void whatFollowsTheGapIsNotInAWindowThatEndsBefore() {
        assertThat(render(TranscriptFormat.JSON_LINES, window(20, 30))).doesNotContain("Bob");
    }
}

package dev.roomscribe.transcript.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.event.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the events of a session add up to, however its log is divided. */
class SessionTotalsTest {
    private static List<LogEntry> entries(DurableEvent... events) {
        List<LogEntry> entries = new ArrayList<>();
        for (DurableEvent event : events) {
            EventId previous = new EventId(1, entries.size());
            LogEntry entry = LogEntry.of("r1", previous.next(), previous, event, MutableClock.START);
            entries.add(LogEntry.read(entry.id(), previous, entry.json(), entry.appendedAt()));
        }
        return entries;
    }

    private static List<SessionSpan> spans(List<LogEntry> entries) {
        SessionSpans spans = SessionSpans.ofPart();
        entries.forEach(spans::add);
        return spans.list();
    }

    private static SessionTotals totals(DurableEvent... events) {
        List<LogEntry> entries = entries(events);
        SessionTotals all = spans(entries).get(0).totals();
        for (int cut = 1; cut < entries.size(); cut++) {
            SessionSpans parts = SessionSpans.ofLog(new EventId(1, 0));
            spans(entries.subList(0, cut)).forEach(parts::add);
            List<SessionSpan> rest = spans(entries.subList(cut, entries.size()));
            rest.forEach(parts::add);
            assertThat(SpanJson.read(SpanJson.write("r1", parts.list()))).hasValue(parts.list());
            assertThat(parts.list().get(0).totals()).as("divided at %s", cut).isEqualTo(all);
        }
        return all;
    }

    private static StreamGap gap(GapReason reason, double from, double to) {
        return new StreamGap(TestEvents.SESSION, null, null, from, to, reason, MutableClock.START, "lost");
    }

    /** Its words, and what was said, contain the names of the members that are looked for. */
    private static FinalTranscript withWords(double start, double end) {
        return new FinalTranscript(
                TestEvents.SESSION,
                "p1",
                "t1",
                "Ana \"start\":7",
                "u9",
                1,
                "\"end\":9",
                null,
                0.9,
                List.of(new Word("\"end\":9", start + 0.1, end - 0.1, 0.5)),
                start,
                end,
                MutableClock.START,
                "\"start\":1",
                "model",
                EndReason.ENDPOINT,
                true);
    }

    @Test
    void theLengthsOfFinalsAreTheTalkTimeOfTheirSpeakers() {
        assertThat(totals(
                        TestEvents.started(),
                        TestEvents.utterance("p1", "Ana", "u1", "one", 1, 2.5),
                        TestEvents.utterance("p2", null, "u2", "two", 3, 4),
                        withWords(10.001, 12.25),
                        TestEvents.ended()))
                .isEqualTo(new SessionTotals(
                        3,
                        0,
                        0,
                        List.of(new TalkTime("p1", "Ana \"start\":7", 3_749, 2), new TalkTime("p2", null, 1_000, 1))));
    }

    @Test
    void aPeerHasItsNewestName() {
        assertThat(totals(
                                TestEvents.started(),
                                TestEvents.utterance("p1", "Ana", "u1", "one", 1, 2),
                                TestEvents.utterance("p1", "Ana López", "u2", "two", 3, 4),
                                TestEvents.utterance("p1", null, "u3", "three", 5, 6))
                        .speakers())
                .containsExactly(new TalkTime("p1", "Ana López", 3_000, 3));
    }

    @Test
    void onlyGapsInWhichSomethingIsLostCount() {
        assertThat(totals(
                        TestEvents.started(),
                        gap(GapReason.NOT_TRANSCRIBED, -600, 0),
                        gap(GapReason.OVERLOAD, 1, 2.5),
                        gap(GapReason.PAUSED, 3, 13),
                        gap(GapReason.CONNECTION_LOST, 14, 15),
                        TestEvents.gap("p1", 16, null, "lost")))
                .isEqualTo(new SessionTotals(0, 3, 2_500, List.of()));
    }

    @Test
    void theNumberOfSpeakersIsBounded() {
        DurableEvent[] events = IntStream.range(0, SessionTotals.MAX_SPEAKERS + 10)
                .mapToObj(n -> TestEvents.utterance("p" + n, "u" + n, "word"))
                .toArray(DurableEvent[]::new);
        SessionTotals totals = totals(events);
        assertThat(totals.finals()).isEqualTo(SessionTotals.MAX_SPEAKERS + 10);
        assertThat(totals.speakers()).hasSize(SessionTotals.MAX_SPEAKERS);
    }
}

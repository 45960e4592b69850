package dev.roomscribe.transcript.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.event.TranscriptErased;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The behaviour of every log, independent of where it is stored. */
public abstract class TranscriptLogContract extends LogFixture {
    @Test
    public void idsStartAtOneInAnEpochNamedByTheClock() {
        assertThat(append(TestEvents.utterance("a"))).hasToString("1790000000000-1");
        clock.advance(Duration.ofMinutes(1));
        assertThat(append(TestEvents.utterance("b"))).hasToString("1790000000000-2");
    }

    @Test
    public void anEmptyLogStartsWhereItEnds() {
        assertThat(log().start()).isEqualTo(id(0));
        assertThat(read(id(0))).isEmpty();
        assertThat(log().mayClose()).isTrue();
    }

    @Test
    public void entriesAreReadAsTheyWereAppended() {
        append(TestEvents.utterance("𝄞 \u2028 \" \n\u0000"));
        append(TestEvents.ended());
        List<LogEntry> entries = await(log().read(id(0), id(2), 1_000_000));
        assertThat(entries.get(0).json())
                .isEqualTo(EventJson.of("r1", id(1), TestEvents.utterance("𝄞 \u2028 \" \n\u0000")));
        assertThat(entries.get(0).event()).contains(TestEvents.utterance("𝄞 \u2028 \" \n\u0000"));
        assertThat(entries.get(1).type()).isEqualTo("session.ended");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.appendedAt()).isEqualTo(clock.instant());
            assertThat(entry.previous()).isEqualTo(id(entry.id().sequence() - 1));
        });
    }

    @Test
    public void readingReturnsPagesBetweenTwoPositions() {
        List.of("a", "b", "c").forEach(text -> append(TestEvents.utterance(text)));
        assertThat(read(id(1))).containsExactly(2L, 3L);
        assertThat(read(id(3))).isEmpty();
        assertThat(sequences(await(log().read(id(0), id(2), 1_000_000)))).containsExactly(1L, 2L);
        assertThat(sequences(await(log().read(id(0), id(3), 1)))).containsExactly(1L);
    }

    @Test
    public void readingBackReturnsTheLastEntriesBetweenTwoPositions() {
        List.of("a", "b", "c").forEach(text -> append(TestEvents.utterance(text)));
        assertThat(sequences(await(log().readBack(id(0), id(3), 1_000_000)))).containsExactly(1L, 2L, 3L);
        assertThat(sequences(await(log().readBack(id(1), id(2), 1_000_000)))).containsExactly(2L);
        assertThat(sequences(await(log().readBack(id(0), id(2), 1)))).containsExactly(2L);
        assertThat(await(log().readBack(id(2), id(2), 1))).isEmpty();
    }

    @Test
    public void aPositionBeforeATimeIsNotAfterAnyEventOfThatTime() {
        LogRange all = new LogRange(id(0), id(3));
        List<Instant> times = IntStream.range(0, 3)
                .mapToObj(i -> {
                    append(TestEvents.utterance("t" + i));
                    Instant appended = clock.instant();
                    clock.advance(Duration.ofMinutes(1));
                    return appended;
                })
                .toList();
        assertThat(await(log().positionBefore(all, times.get(0)))).isEqualTo(id(0));
        assertThat(await(log().positionBefore(all, times.get(1)))).isBetween(id(0), id(1));
        assertThat(await(log().positionBefore(all, clock.instant()))).isEqualTo(id(3));
    }

    @Test
    public void theListenerIsCalledInOrderBeforeTheAppendCompletes() {
        append(TestEvents.started());
        assertThat(calls).containsExactly("1 session.started");
        append(TestEvents.utterance("a"));
        append(TestEvents.ended());
        assertThat(calls).containsExactly("1 session.started", "2 transcript.final", "3 session.ended");
    }

    @Test
    public void concurrentAppendsGetOneOrder() {
        List<CompletionStage<EventId>> appended = IntStream.range(0, 500)
                .parallel()
                .mapToObj(i -> log().append(TestEvents.utterance("t" + i)))
                .toList();
        assertThat(appended.stream().map(stage -> await(stage).sequence()))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 500).boxed().toList());
        assertThat(calls)
                .isEqualTo(LongStream.rangeClosed(1, 500)
                        .mapToObj(i -> i + " transcript.final")
                        .toList());
    }

    @Test
    public void anErasedLogContinuesWithNewIds() {
        append(TestEvents.started());
        append(TestEvents.ended());
        assertThat(await(log().erase())).isTrue();
        assertThat(read(id(0))).isEmpty();
        EventId next = append(TestEvents.utterance("a"));
        assertThat(next.epoch()).isGreaterThan(id(0).epoch());
        assertThat(next.sequence()).isEqualTo(1);
        assertThat(calls).containsExactly("1 session.started", "2 session.ended", "erased 0", "1 transcript.final");
    }

    @Test
    public void theWordsOfOnePeerAreErasedWhileASessionIsRunning() {
        append(TestEvents.started());
        append(TestEvents.utterance("p1", "u1", "secret"));
        append(TestEvents.utterance("p2", "u2", "public"));
        assertThat(log().erasures()).isZero();
        await(log().erase("p1"));
        List<LogEntry> entries = await(log().read(id(0), id(9), 1_000_000));
        assertThat(sequences(entries)).containsExactly(1L, 2L, 3L);
        assertThat(entries.get(1).event().orElseThrow())
                .isEqualTo(new TranscriptErased(
                        "s1", "u1", 1.0, 2.0, TestEvents.utterance("").startedAt()));
        assertThat(entries.get(1).json()).doesNotContain("secret").doesNotContain("p1");
        assertThat(entries.get(2).json()).contains("public");
        assertThat(log().erasures()).isEqualTo(1);
        assertThat(calls).endsWith("erased p1 up to 3");
        append(TestEvents.utterance("p1", "u3", "later"));
        assertThat(await(log().read(id(3), id(9), 1_000_000)).get(0).json()).contains("later");
    }

    @Test
    public void aLogIsNotErasedWhileASessionIsRunning() {
        append(TestEvents.started());
        assertThat(await(log().erase())).isFalse();
        assertThat(read(id(0))).containsExactly(1L);
        append(TestEvents.ended());
        assertThat(await(log().erase())).isTrue();
    }

    private static SessionStarted startedAt(String session, Instant at) {
        return new SessionStarted(session, at, "agent", "model", null);
    }

    private static SessionEnded endedAt(String session, Instant at) {
        return new SessionEnded(session, 9, at, SessionEndReason.STOPPED, null);
    }

    @Test
    public void theTimeSinceThePreviousSessionIsAGapAfterTheStart() {
        append(startedAt("one", clock.instant()));
        clock.advance(Duration.ofSeconds(9));
        append(endedAt("one", clock.instant()));
        clock.advance(Duration.ofSeconds(44));
        EventId start = append(startedAt("two", clock.instant()));
        append(TestEvents.utterance("a"));
        assertThat(start).isEqualTo(id(3));
        assertThat(calls)
                .containsExactly(
                        "1 session.started",
                        "2 session.ended",
                        "3 session.started",
                        "4 stream.gap",
                        "5 transcript.final");
        StreamGap gap =
                (StreamGap) await(log().read(id(3), id(4), 1)).get(0).event().orElseThrow();
        assertThat(gap.sessionId()).isEqualTo("two");
        assertThat(gap.reason()).isEqualTo(GapReason.NOT_TRANSCRIBED);
        assertThat(gap.from()).isEqualTo(-44);
        assertThat(gap.to()).isZero();
        assertThat(gap.startedAt()).isEqualTo(clock.instant().minusSeconds(44));
    }

    @Test
    public void aChangeOfTheClockDuringThePreviousSessionDoesNotMatter() {
        append(startedAt("one", clock.instant()));
        clock.advance(Duration.ofHours(-1));
        append(endedAt("one", clock.instant().plus(Duration.ofHours(1))));
        clock.advance(Duration.ofSeconds(44));
        append(startedAt("two", clock.instant()));
        StreamGap gap =
                (StreamGap) await(log().read(id(3), id(4), 1)).get(0).event().orElseThrow();
        assertThat(gap.from()).isEqualTo(-44);
    }

    @Test
    public void thereIsNoSuchGapAfterTheLogWasErased() {
        append(startedAt("one", clock.instant()));
        append(endedAt("one", clock.instant()));
        assertThat(await(log().erase())).isTrue();
        clock.advance(Duration.ofSeconds(44));
        append(startedAt("two", clock.instant()));
        append(TestEvents.ended());
        assertThat(calls).endsWith("erased 0", "1 session.started", "2 session.ended");
    }
}

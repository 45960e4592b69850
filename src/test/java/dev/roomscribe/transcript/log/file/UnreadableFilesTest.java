package dev.roomscribe.transcript.log.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.LogEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The files of a room cannot be read when its log is opened. */
class UnreadableFilesTest {
    private final SimulatedStore store = SimulatedStore.started();

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void openUnreadable() {
        store.kill();
        store.disk.readsFail = true;
        store.clock.advance(Duration.ofSeconds(10));
        store.openLog();
    }

    @Test
    void eventsAreStoredOnceTheFilesCanBeRead() {
        store.append(TestEvents.started(), TestEvents.utterance("a"), TestEvents.ended());
        openUnreadable();
        assertThat(store.log().start()).as("readers get a gap").isNotEqualTo(new EventId(0, 0));
        store.append(TestEvents.started(), TestEvents.utterance("b"));
        assertThat(store.unwritten).isEqualTo(2);
        store.tick();
        assertThat(store.unwritten).isEqualTo(2);
        store.disk.readsFail = false;
        store.tick();
        assertThat(store.unwritten).isZero();
        store.append(TestEvents.utterance("c"));
        assertThat(texts()).containsExactly("a", "b", "c");
        List<EventId> ids = store.stored().stream().map(LogEntry::id).toList();
        assertThat(ids).isSortedAccordingTo(EventId::compareTo).doesNotHaveDuplicates();
        assertThat(ids).containsAll(store.delivered.stream().map(LogEntry::id).toList());
        assertNothingIsMissing();
        store.append(TestEvents.ended());
        store.restart();
        assertThat(texts()).as("after a restart").containsExactly("a", "b", "c");
        assertNothingIsMissing();
        store.append(TestEvents.started());
        assertThat(store.stored().get(store.stored().size() - 1).type()).isEqualTo("session.started");
    }

    @Test
    void aSessionThatACrashInterruptedIsEndedBeforeTheEventsThatWait() {
        store.append(TestEvents.started(), TestEvents.utterance("a"));
        openUnreadable();
        store.append(TestEvents.started(), TestEvents.utterance("b"));
        store.disk.readsFail = false;
        store.tick();
        assertThat(store.events().stream().map(DurableEvent::type))
                .containsExactly(
                        "session.started",
                        "transcript.final",
                        "stream.gap",
                        "session.ended",
                        "session.started",
                        "transcript.final");
        assertNothingIsMissing();
        assertThat(store.events(SessionEnded.class))
                .extracting(SessionEnded::at)
                .containsExactly(12.0);
        store.killAndOpen(Duration.ZERO);
        assertThat(store.events(SessionEnded.class)).as("after another crash").hasSize(2);
    }

    @Test
    void theTimeSinceTheLastSessionIsAGapOnceTheFilesCanBeRead() {
        store.append(TestEvents.started(), endedAfter(Duration.ofSeconds(4)));
        openUnreadable();
        store.append(startedNow("s2"));
        store.disk.readsFail = false;
        store.tick();
        assertThat(gaps())
                .extracting(StreamGap::sessionId, StreamGap::from, StreamGap::to, StreamGap::startedAt)
                .containsExactly(tuple("s2", -6.0, 0.0, MutableClock.START.plusSeconds(4)));
        assertThat(store.delivered.get(store.delivered.size() - 1).type()).isEqualTo("stream.gap");
        store.restart();
        store.append(endedAfter("s2", Duration.ofSeconds(12)));
        store.append(startedNow("s3"));
        assertThat(gaps()).as("each interval once").hasSize(2);
    }

    @Test
    void theTimeBeforeASessionThatHasEndedMeanwhileIsAGapOfTheNextOne() {
        store.append(TestEvents.started(), endedAfter(Duration.ofSeconds(4)));
        openUnreadable();
        store.append(startedNow("s2"), endedAfter("s2", Duration.ofSeconds(10)));
        store.disk.readsFail = false;
        store.tick();
        assertThat(gaps()).as("no event comes between two sessions").isEmpty();
        store.restart();
        store.clock.advance(Duration.ofSeconds(9));
        store.append(startedNow("s3"));
        assertThat(gaps())
                .extracting(StreamGap::sessionId, StreamGap::from, StreamGap::to)
                .containsExactly(tuple("s3", -16.0, -10.0), tuple("s3", -10.0, 0.0));
    }

    @Test
    void nothingIsLostIfTheClockWasSetBackMeanwhile() {
        store.append(TestEvents.started(), TestEvents.utterance("a"), TestEvents.ended());
        store.clock.advance(Duration.ofHours(-1));
        openUnreadable();
        store.append(TestEvents.started(), TestEvents.utterance("b"));
        store.disk.readsFail = false;
        store.tick();
        assertThat(store.lost).isZero();
        assertThat(texts()).containsExactly("a", "b");
        assertThat(store.stored().stream().map(LogEntry::id))
                .isSortedAccordingTo(EventId::compareTo)
                .containsAll(store.delivered.stream().map(LogEntry::id).toList());
        store.append(TestEvents.ended());
        store.clock.advance(Duration.ofHours(-1));
        openUnreadable();
        store.append(TestEvents.started(), TestEvents.utterance("c"));
        store.disk.readsFail = false;
        store.tick();
        assertThat(store.lost).isZero();
        assertThat(texts()).as("once more").containsExactly("a", "b", "c");
        assertNothingIsMissing();
    }

    private static SessionEnded endedAfter(Duration length) {
        return endedAfter(TestEvents.SESSION, length);
    }

    private static SessionEnded endedAfter(String sessionId, Duration sinceStart) {
        return new SessionEnded(
                sessionId, sinceStart.toSeconds(), MutableClock.START.plus(sinceStart), SessionEndReason.STOPPED, null);
    }

    private SessionStarted startedNow(String sessionId) {
        return new SessionStarted(sessionId, store.clock.instant(), "agent", "model", "en");
    }

    private List<StreamGap> gaps() {
        return store.events(StreamGap.class);
    }

    @Test
    void theEventsThatWaitAreBounded() {
        store.append(TestEvents.started(), TestEvents.utterance("a"));
        openUnreadable();
        String longText = "x".repeat(100_000);
        IntStream.range(0, 20).forEach(n -> store.append(TestEvents.utterance(n + longText)));
        assertThat(store.lost).isBetween(5L, 15L);
        store.disk.readsFail = false;
        store.tick();
        List<LogEntry> stored = store.stored();
        assertThat(store.events(FinalTranscript.class)).hasSize((int) (1 + 20 - store.lost));
        LogEntry firstKept = stored.get(stored.size() - (int) (20 - store.lost));
        assertThat(firstKept.previous())
                .as("readers see that events are missing")
                .isGreaterThan(stored.get(stored.indexOf(firstKept) - 1).id());
    }

    @Test
    void aRoomWhoseFilesStayUnreadableMayBeClosed() {
        store.append(TestEvents.started(), TestEvents.ended());
        openUnreadable();
        assertThat(store.log().mayClose()).isTrue();
        store.append(TestEvents.started());
        assertThat(store.log().mayClose()).isFalse();
    }

    private List<String> texts() {
        return store.events(FinalTranscript.class).stream()
                .map(FinalTranscript::transcript)
                .toList();
    }

    private void assertNothingIsMissing() {
        EventId position = store.log().start();
        for (LogEntry entry : store.stored()) {
            assertThat(entry.previous()).isLessThanOrEqualTo(position);
            position = entry.id();
        }
    }
}

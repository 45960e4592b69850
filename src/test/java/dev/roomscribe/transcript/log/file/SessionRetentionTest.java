package dev.roomscribe.transcript.log.file;

import static dev.roomscribe.transcript.event.TestEvents.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.live.RecordingObserver;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.live.TestSubscriber;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.StoredRoom;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that are started with a retention, on a disk in memory and in virtual time. */
class SessionRetentionTest {
    private final SimulatedStore store = SimulatedStore.started();
    private Transcripts transcripts;

    @BeforeEach
    void start() {
        transcripts = new Transcripts(
                store.store(),
                new SubscriberLimits(100, 10, Duration.ofSeconds(2)),
                store.clock,
                new RecordingObserver());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private RoomTranscript room() {
        RoomTranscript room = transcripts.open("r2");
        store.run();
        return room;
    }

    private void append(DurableEvent... events) {
        for (DurableEvent event : events) {
            var unused = room().append(event);
        }
        store.run();
    }

    private SessionStarted started(String session, @Nullable Integer retention) {
        return new SessionStarted(session, store.clock.instant(), "agent", "model", null, retention);
    }

    private SessionEnded ended(String session, @Nullable Integer retention) {
        return new SessionEnded(session, 9, store.clock.instant(), SessionEndReason.STOPPED, null, retention);
    }

    private void hold(String session, @Nullable Integer retention, String text) {
        append(started(session, retention), said(session, text), ended(session, retention));
    }

    /** Lets time pass and sweeps, as the service does every minute. */
    private void after(Duration elapsed) {
        store.clock.advance(elapsed);
        transcripts.eraseExpiredSessions(room -> true);
        store.run();
    }

    private boolean isStored(String text) throws IOException {
        return store.content().contains(text);
    }

    private long sessions() throws IOException {
        return store.store().room("r2").map(StoredRoom::sessions).orElse(0);
    }

    private void restart() {
        store.kill();
        start();
        store.run();
    }

    private TestSubscriber subscribe(@Nullable String after) {
        return new TestSubscriber(room().subscribe(new SubscriptionRequest(after, true, Set.of()), () -> true));
    }

    @Test
    void aSessionIsKeptUntilItsRetentionHasPassedAndErasedThen() throws IOException {
        append(started("s1", 3_600), said("s1", "secret"));
        after(Duration.ofDays(1));
        append(ended("s1", 3_600));
        after(Duration.ofSeconds(3_599));
        assertThat(isStored("secret")).isTrue();
        assertThat(sessions()).isEqualTo(1);
        after(Duration.ofSeconds(1));
        assertThat(isStored("secret")).isFalse();
        assertThat(isStored("agent")).isFalse();
        assertThat(sessions()).isZero();
        assertThat(store.store().rooms()).isEmpty();
    }

    @Test
    void onlyTheSessionsThatAskForItAreErased() throws IOException {
        hold("s1", null, "first");
        hold("s2", 60, "second");
        hold("s3", 7_200, "third");
        append(started("s4", 0), said("s4", "fourth"));
        after(Duration.ofHours(1));
        assertThat(isStored("second")).isFalse();
        assertThat(List.of(isStored("first"), isStored("third"), isStored("fourth")))
                .containsOnly(true);
        assertThat(sessions()).isEqualTo(3);
    }

    /** Otherwise a reader could miss the end of the session. */
    @Test
    void aRetentionOfLessThanTenSecondsActsAsTenSeconds() throws IOException {
        hold("s1", 0, "secret");
        after(Duration.ofMillis(9_999));
        assertThat(isStored("secret")).isTrue();
        after(Duration.ofMillis(1));
        assertThat(isStored("secret")).isFalse();
    }

    @Test
    void theRetentionSurvivesRestarts() throws IOException {
        hold("s1", 3_600, "secret");
        restart();
        after(Duration.ofSeconds(3_599));
        assertThat(isStored("secret")).isTrue();
        restart();
        // The log of the room is not open.
        after(Duration.ofSeconds(1));
        assertThat(isStored("secret")).isFalse();
        assertThat(sessions()).isZero();
    }

    @Test
    void aSessionThatACrashEndedIsKeptFromTheNextStartOn() throws IOException {
        append(started("s1", 3_600), said("s1", "secret"));
        store.clock.advance(Duration.ofDays(1));
        restart();
        after(Duration.ofSeconds(3_599));
        assertThat(isStored("secret")).isTrue();
        after(Duration.ofSeconds(1));
        assertThat(isStored("secret")).isFalse();
    }

    @Test
    void aSessionIsErasedOfWhichTheStartOrTheEndIsLost() throws IOException {
        append(said("s1", "without start"), ended("s1", 60));
        append(new SessionResumed("s2", 9, store.clock.instant(), "agent", "model", null, 60), said("s2", "resumed"));
        append(ended("s2", null));
        append(started("s3", 60), said("s3", "without end"));
        hold("s4", null, "kept");
        after(Duration.ofSeconds(60));
        assertThat(List.of(isStored("resumed"), isStored("without start"), isStored("without end")))
                .containsOnly(false);
        assertThat(isStored("kept")).isTrue();
    }

    @Test
    void anErasureThatFailsIsTriedAgain() throws IOException {
        hold("s1", 60, "secret");
        store.disk.writesFail = true;
        after(Duration.ofSeconds(60));
        assertThat(isStored("secret")).isTrue();
        store.disk.writesFail = false;
        after(Duration.ofSeconds(60));
        assertThat(isStored("secret")).isFalse();
    }

    @Test
    void readersAreToldAndLaterIdsStayValid() {
        append(started("s1", 60), said("s1", "secret"), said("s1", "secret too"), ended("s1", 60));
        TestSubscriber live = subscribe("0");
        assertThat(live.read()).hasSize(4);
        TestSubscriber waiting = subscribe(null);
        String second = room().range().start().next().next().toString();
        after(Duration.ofSeconds(60));
        assertThat(live.drain())
                .singleElement()
                .satisfies(notice -> assertThat(TestSubscriber.json(notice).toString())
                        .isEqualTo("{\"type\":\"transcript.erased\",\"room_id\":\"r2\",\"session_id\":\"s1\"}"));
        assertThat(TestSubscriber.json(waiting.poll().orElseThrow()).toString())
                .contains("session.snapshot")
                .doesNotContain("secret")
                .doesNotContain("s1");
        hold("s2", null, "public");
        List<String> later = List.of("session.started", "final public", "session.ended");
        assertThat(live.read()).isEqualTo(later);
        restart();
        TestSubscriber resumed = subscribe(second);
        assertThat(resumed.read().subList(0, 2)).containsOnly("transcript.erased");
        assertThat(resumed.read()).isEmpty();
        assertThat(subscribe(second).read().subList(2, 5)).isEqualTo(later);
    }
}

package dev.roomscribe.session.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.transcript.event.SessionPhase;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.live.RecordingObserver;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.live.TestSubscriber;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a session's status is reported to the subscribers of its room. */
class StatusReporterTest {
    private static final Instant START = Instant.parse("2026-09-21T14:13:20Z");
    private static final InstantSource CLOCK = InstantSource.fixed(START);
    private static final Duration TICK = Duration.ofMillis(100);

    private final RoomTranscript room = new Transcripts(
                    new MemoryStore(new Retention(100, Duration.ofHours(1)), CLOCK),
                    new SubscriberLimits(100, 10, Duration.ofSeconds(2)),
                    CLOCK,
                    new RecordingObserver())
            .open("r1");
    private final TestSubscriber subscriber =
            new TestSubscriber(room.subscribe(new SubscriptionRequest(null, true, true, Set.of())));
    private final StatusReporter reporter = new StatusReporter("s1", room, 0);
    private Duration now = Duration.ZERO;

    StatusReporterTest() {
        room.append(new SessionStarted("s1", START, "agent", "model", "en-US"));
        reporter.pause(false);
        reporter.enter(SessionPhase.LISTENING);
        assertThat(subscriber.read()).containsExactly("session.snapshot", "session.started", "status listening");
    }

    /** Lets time pass while the lag has a value; returns what subscribers receive. */
    private List<String> with(long lagMs, Duration time) {
        StreamLoad load = new StreamLoad(Duration.ZERO, Duration.ofMillis(lagMs), Duration.ZERO, Duration.ZERO);
        for (Duration end = now.plus(time); now.compareTo(end) < 0; ) {
            now = now.plus(TICK);
            reporter.tick(now.toNanos(), () -> load);
        }
        return subscriber.read();
    }

    @Test
    void aLagThatAReaderNoticesIsReportedRoundedAndAtMostEveryTwoSeconds() {
        Duration period = Duration.ofSeconds(2);
        assertThat(with(140, period)).as("hardly any").isEmpty();
        assertThat(with(320, period.minus(TICK))).isEmpty();
        assertThat(with(320, TICK)).containsExactly("status listening 300");
        assertThat(with(440, period)).as("nearly the same").isEmpty();
        assertThat(with(949, period)).containsExactly("status listening 900");
        assertThat(with(1_200, period)).as("nearly the same").isEmpty();
        assertThat(with(2_600, period)).containsExactly("status listening 3000");
        assertThat(with(3_400, period)).isEmpty();
        assertThat(with(0, period)).containsExactly("status listening");
    }

    @Test
    void aChangeOfTheStateOrAPauseIsReportedAtOnce() {
        assertThat(with(500, Duration.ofSeconds(2))).containsExactly("status listening 500");
        reporter.enter(SessionPhase.RECONNECTING);
        assertThat(subscriber.read()).containsExactly("status reconnecting 500");
        reporter.pause(true);
        reporter.pause(true);
        assertThat(subscriber.read()).containsExactly("status reconnecting paused 500");
        reporter.enter(SessionPhase.LISTENING);
        reporter.pause(false);
        assertThat(subscriber.read()).containsExactly("status listening paused 500", "status listening 500");
    }
}

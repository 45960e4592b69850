package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionPhase;
import dev.roomscribe.transcript.event.SessionStatusUpdate;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TestEvents;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The status of the running session in the streams of its room. */
class StatusTest extends SubscriptionFixture {
    private TestSubscriber subscribeToStatus(@Nullable String after) {
        return subscribe(new SubscriptionRequest(after, true, true, Set.of()));
    }

    private void report(SessionPhase phase, boolean paused, long lagMs) {
        room.report(new SessionStatusUpdate("s1", phase, paused, lagMs));
    }

    @Test
    void theStatusFollowsTheSnapshotAndThenEachChange() {
        room.append(TestEvents.started());
        TestSubscriber subscriber = subscribeToStatus(null);
        assertThat(subscriber.read()).containsExactly("session.snapshot", "status listening");
        report(SessionPhase.LISTENING, false, 0);
        assertThat(subscriber.read()).as("nothing has changed").isEmpty();
        report(SessionPhase.LISTENING, false, 300);
        assertThat(subscriber.read()).containsExactly("status listening 300");
        report(SessionPhase.LISTENING, true, 300);
        assertThat(subscriber.read()).containsExactly("status listening paused 300");
        assertThat(snapshot(requestAll(null)).at("/session/paused").booleanValue())
                .isTrue();
    }

    @Test
    void noStatusFollowsTheEndOfTheSession() {
        room.append(TestEvents.started());
        TestSubscriber subscriber = subscribeToStatus(null);
        assertThat(subscriber.readOne()).isEqualTo("session.snapshot");
        report(SessionPhase.ENDING, false, 0);
        room.append(TestEvents.ended());
        assertThat(subscriber.read()).containsExactly("session.ended");
        report(SessionPhase.LISTENING, false, 0);
        assertThat(subscriber.read()).isEmpty();
        assertThat(subscribeToStatus(null).read()).containsExactly("session.snapshot");
    }

    @Test
    void aStatusHasNoIdAndIsTheSameObjectForAllSubscribers() {
        room.append(TestEvents.started());
        TestSubscriber one = subscribeToStatus("0");
        TestSubscriber other = subscribeToStatus("0");
        one.readOne();
        other.readOne();
        Delivery.Event status = (Delivery.Event) one.poll().orElseThrow();
        assertThat(status.id()).isNull();
        assertThat(other.poll().orElseThrow()).isSameAs(status);
        assertThat(observer.published).as("it is not counted as a caption").hasSize(1);
    }

    @Test
    void aStreamThatResumesReceivesTheStatusAfterTheReplay() {
        room.append(TestEvents.started());
        room.append(TestEvents.utterance("one"));
        room.publish(TestEvents.partial("p1", "u2", 1, "open"));
        report(SessionPhase.RECONNECTING, false, 0);
        assertThat(subscribeToStatus(id(1)).read()).containsExactly("final one", "status reconnecting", "partial open");
    }

    @Test
    void aSlowSubscriberReceivesOnlyTheNewestStatus() {
        room.append(TestEvents.started());
        TestSubscriber subscriber = subscribeToStatus(null);
        assertThat(subscriber.readOne()).isEqualTo("session.snapshot");
        report(SessionPhase.LISTENING, false, 300);
        report(SessionPhase.LISTENING, false, 600);
        report(SessionPhase.RECONNECTING, false, 600);
        assertThat(subscriber.read()).containsExactly("status reconnecting 600");
    }

    @Test
    void aStatusComesAfterTheStartOfItsSession() {
        TestSubscriber subscriber = subscribeToStatus(null);
        report(SessionPhase.LISTENING, true, 0);
        assertThat(subscriber.read()).containsExactly("session.snapshot");
        room.append(TestEvents.started());
        assertThat(subscriber.read()).containsExactly("session.started", "status listening paused");
    }

    @Test
    void theLogTellsThePauseUntilTheSessionReports() {
        room.append(TestEvents.started());
        room.append(new StreamGap(
                "s1", null, null, 1, 2.0, GapReason.PAUSED, TestEvents.started().startedAt(), "Off the record.", true));
        TestSubscriber subscriber = subscribeToStatus(null);
        assertThat(subscriber.read()).containsExactly("session.snapshot", "status listening paused");
        report(SessionPhase.RESUMING, false, 0);
        assertThat(subscriber.read()).containsExactly("status resuming");
    }

    /** While no node of a cluster has the room, another one shows that, until the session reports again or is not seen so. */
    @Test
    void aSessionWithoutAProcessIsInterrupted() {
        room.append(TestEvents.started());
        report(SessionPhase.LISTENING, true, 300);
        TestSubscriber subscriber = subscribeToStatus(null);
        assertThat(subscriber.read()).containsExactly("session.snapshot", "status listening paused 300");
        transcripts.setInterrupted(List.of("r1"));
        transcripts.setInterrupted(List.of("r1"));
        assertThat(subscriber.read()).containsExactly("status interrupted paused");
        transcripts.setInterrupted(List.of("r2"));
        assertThat(subscriber.read()).containsExactly("status listening paused 300");
        transcripts.setInterrupted(List.of("r1"));
        assertThat(snapshot(requestAll(null)).at("/session/state").textValue()).isEqualTo("interrupted");
        assertThat(subscriber.read()).containsExactly("status interrupted paused");
        report(SessionPhase.RESUMING, true, 0);
        assertThat(subscriber.read()).containsExactly("status resuming paused");
    }

    @Test
    void onlySubscribersThatRequestItReceiveTheStatus() {
        room.append(TestEvents.started());
        TestSubscriber subscriber = subscribeWithSnapshot();
        report(SessionPhase.RECONNECTING, false, 0);
        assertThat(subscriber.read()).containsExactly("session.snapshot");
        TestSubscriber filtered = subscribe(new SubscriptionRequest(null, false, true, Set.of("p7")));
        assertThat(filtered.read()).containsExactly("session.snapshot", "status reconnecting");
    }

    @Test
    void anErasedRoomHasNoStatus() {
        room.append(TestEvents.started());
        report(SessionPhase.LISTENING, false, 300);
        room.append(TestEvents.ended());
        room.erase();
        assertThat(subscribeToStatus(null).read()).containsExactly("session.snapshot");
    }
}

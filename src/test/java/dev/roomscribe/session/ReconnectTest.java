package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.live.TestSubscriber;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A session survives the loss of its connection, and publishes a gap for the audio that it missed. */
class ReconnectTest extends ReconnectFixture {
    private static final double KEEP_ALIVE_SECONDS = KEEP_ALIVE_TIMEOUT.toMillis() / 1000.0;
    /** Sessions use the monotonic clock, and this test the wall clock, in whole milliseconds. */
    private static final double CLOCK_ERROR_SECONDS = 0.1;

    @Test
    void brokenConnectionIsRestoredByTheSameAgentAndPublishesAGap() {
        String agent = startSpeaking(WORD_AND_PAUSE);
        double droppedAt = sessionSeconds();
        agent().drop();
        StreamGap gap = awaitGap();
        double seenAt = sessionSeconds();
        awaitFinalAfter(gap);

        assertThat(agent().id()).isEqualTo(agent);
        assertThat(gap.reason()).isEqualTo(GapReason.CONNECTION_LOST);
        assertThat(gap.peerId()).isNull();
        assertThat(gap.trackId()).isNull();
        assertThat(gap.from()).isBetween(droppedAt - KEEP_ALIVE_SECONDS, gap.to());
        assertThat(gap.to()).isBetween(droppedAt - CLOCK_ERROR_SECONDS, seenAt + CLOCK_ERROR_SECONDS);
        assertThat(service.published(roomId, SessionStarted.class)).hasSize(1);
        assertThat(service.published(roomId, SessionEnded.class)).isEmpty();
        assertThat(status().state()).isEqualTo(SessionState.LISTENING);
    }

    @Test
    void finalOfTheSpeechBeforeTheLossPrecedesTheGap() {
        startSpeaking(ENDLESS_LOW);
        agent().drop();
        awaitGap();
        List<CaptionEvent> events = service.published(roomId).stream()
                .filter(event -> event instanceof FinalTranscript || event instanceof StreamGap)
                .toList();
        assertThat(events).hasSize(2);
        assertThat(events.get(0))
                .isInstanceOfSatisfying(
                        FinalTranscript.class,
                        utterance -> assertThat(utterance.end())
                                .isLessThanOrEqualTo(((StreamGap) events.get(1)).from() + 0.1));
    }

    @Test
    void statusAndSnapshotShowReconnecting() {
        startSpeaking(ENDLESS_LOW);
        service.fishjam.faults().refuseSockets(503, 10_000);
        agent().drop();
        soon().until(() -> status().state() == SessionState.RECONNECTING);
        assertThat(shownStates()).containsExactly("reconnecting", "status reconnecting");
        service.fishjam.faults().heal();
        soon().until(() -> status().state() == SessionState.LISTENING);
        assertThat(shownStates()).containsExactly("listening", "status listening");
        assertThat(room.agents()).hasSize(1);
    }

    @Test
    void expiredTokenIsRefreshed() {
        String agent = startSpeaking(WORD_AND_PAUSE);
        service.fishjam.expireTokens();
        agent().drop();
        awaitFinalAfter(awaitGap());
        assertThat(agent().id()).isEqualTo(agent);
    }

    @Test
    void crashedAgentIsReplaced() {
        String agent = startSpeaking(WORD_AND_PAUSE);
        agent().crash("Internal server error");
        awaitFinalAfter(awaitGap());
        assertThat(agent().id()).isNotEqualTo(agent);
        assertThat(status().agentId()).isEqualTo(agent().id());
    }

    @Test
    void agentDeletedWhileReconnectingIsReplaced() {
        String agent = startSpeaking(WORD_AND_PAUSE);
        service.fishjam.faults().refuseSockets(503, 10_000);
        EmbeddedPeer deleted = agent();
        deleted.drop();
        soon().until(() -> status().state() == SessionState.RECONNECTING);
        deleted.remove();
        service.fishjam.faults().heal();
        awaitFinalAfter(awaitGap());
        assertThat(agent().id()).isNotEqualTo(agent);
    }

    @Test
    void halfOpenConnectionIsDetectedAndItsLostAudioIsInTheGap() {
        startSpeaking(WORD_AND_PAUSE);
        double frozenAt = sessionSeconds();
        agent().freeze();
        StreamGap gap = awaitGap();
        awaitFinalAfter(gap);
        // At the freeze, the last message was younger than the timeout; at the detection, it was older.
        assertThat(gap.from())
                .isBetween(
                        frozenAt - KEEP_ALIVE_SECONDS - CLOCK_ERROR_SECONDS,
                        gap.to() - KEEP_ALIVE_SECONDS + CLOCK_ERROR_SECONDS);
        assertThat(gap.to()).isGreaterThan(frozenAt);
        assertThat(room.agents()).hasSize(1);
    }

    @Test
    void agentWhoseServerIsGoneIsReplaced() {
        String agent = startSpeaking(WORD_AND_PAUSE);
        service.fishjam.faults().refuseSockets(404, 1);
        agent().drop();
        awaitFinalAfter(awaitGap());
        assertThat(agent().id()).isNotEqualTo(agent);
    }

    @Test
    void agentWhoseConnectionsKeepFailingIsReplaced() {
        String agent = startSpeaking(WORD_AND_PAUSE);
        service.fishjam.faults().refuseSockets(503, 5);
        agent().drop();
        awaitFinalAfter(awaitGap());
        assertThat(agent().id()).isNotEqualTo(agent);
    }

    @Test
    void listedPeersAreSubscribedAgainAndRemovedOnesAreIgnored() {
        EmbeddedPeer ana = room.join("Ana", Playback.of(WORD_AND_PAUSE).looping());
        EmbeddedPeer bob = room.join("Bob");
        await(service.sessions.start(roomId, new StartOptions(true, Set.of(ana.id(), bob.id()))));
        awaitPartial();
        bob.remove();
        agent().drop();
        awaitFinalAfter(awaitGap());

        agent().crash("Internal server error");
        soon().until(() -> service.published(roomId, StreamGap.class).size() == 2);
        awaitFinalAfter(service.published(roomId, StreamGap.class).get(1));
        assertThat(service.published(roomId, SessionEnded.class)).isEmpty();
    }

    private double sessionSeconds() {
        return Duration.between(status().startedAt(), java.time.Instant.now()).toMillis() / 1000.0;
    }

    /** Returns the session states in the first two events that a new subscriber receives: its snapshot and its status. */
    private List<String> shownStates() {
        TestSubscriber subscriber = new TestSubscriber(
                service.transcripts.open(roomId).subscribe(new SubscriptionRequest(null, false, true, Set.of())));
        String snapshot = TestSubscriber.json(subscriber.poll().orElseThrow())
                .at("/session/state")
                .textValue();
        String status = subscriber.readOne();
        subscriber.close();
        return List.of(snapshot, status);
    }
}

package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.support.TcpProxy;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.StreamGap;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions that are off the record. */
class SessionPauseTest extends ToneSessionFixture {
    /** Far below the length of a word. */
    private static final double TOLERANCE = 0.15;

    private SessionStatus setPaused(boolean paused) {
        return await(service.sessions.setPaused(roomId, paused)).orElseThrow();
    }

    private double audioSeconds() {
        return await(service.sessions.status(roomId)).orElseThrow().counts().audioSeconds();
    }

    @Test
    void nothingThatIsSaidDuringAPauseIsPublished() {
        room.join("Ana", Playback.of(ENDLESS_LOW).looping());
        service.start(roomId);
        soon().until(() -> !service.partials(roomId).isEmpty());

        SessionStatus paused = setPaused(true);
        assertThat(paused.paused()).isTrue();
        assertThat(paused.state()).isEqualTo(SessionState.LISTENING);
        // What was said before is final when the call completes, and the gap has begun.
        assertThat(service.finals(roomId)).isNotEmpty();
        assertThat(service.published(roomId, StreamGap.class))
                .singleElement()
                .satisfies(gap -> assertThat(gap.continues()).isTrue());
        int finals = service.finals(roomId).size();
        int partials = service.published(roomId, PartialTranscript.class).size();
        double received = audioSeconds();
        assertThat(setPaused(true).paused()).as("paused again").isTrue();
        await(service.sessions.endUtterances(roomId));

        room.join("Bob", Playback.of(ENDLESS_LOW).looping());
        soon().until(() -> service.published(roomId, PeerJoined.class).size() == 2);
        // Bob's audio arrives, but is not passed on.
        soon().pollDelay(Duration.ofMillis(300)).until(() -> true);
        assertThat(service.finals(roomId)).hasSize(finals);
        assertThat(service.published(roomId, PartialTranscript.class)).hasSize(partials);
        assertThat(audioSeconds()).isEqualTo(received);

        assertThat(setPaused(false).paused()).isFalse();
        assertThat(setPaused(false).paused()).as("resumed again").isFalse();
        soon().until(() -> service.published(roomId, PartialTranscript.class).size() > partials);
        await(service.sessions.stop(roomId));

        List<StreamGap> gaps = service.published(roomId, StreamGap.class);
        assertThat(gaps).allSatisfy(gap -> {
            assertThat(gap.reason()).isEqualTo(GapReason.PAUSED);
            assertThat(gap.peerId()).isNull();
        });
        for (int i = 1; i < gaps.size(); i++) {
            assertThat(gaps.get(i).from()).isCloseTo(gaps.get(i - 1).to(), within(0.0001));
        }
        StreamGap last = gaps.get(gaps.size() - 1);
        assertThat(gaps.stream().filter(gap -> !gap.continues())).containsExactly(last);
        assertThat(service.finals(roomId))
                .hasSizeGreaterThan(finals)
                .allSatisfy(utterance -> assertThat(utterance)
                        .matches(
                                spoken -> spoken.end() <= gaps.get(0).from() + TOLERANCE
                                        || spoken.start() >= last.to() - TOLERANCE,
                                "is not in the pause " + gaps));
        FinalTranscript before = service.finals(roomId).get(finals - 1);
        List<CaptionEvent> all = service.published(roomId);
        assertThat(all.indexOf(before)).isLessThan(all.indexOf(gaps.get(0)));
    }

    @Test
    void aResumeDirectlyAfterThePauseTakesEffect() {
        room.join("Ana", Playback.of(LOW_THEN_PAUSE).looping());
        service.start(roomId);
        var pausing = service.sessions.setPaused(roomId, true);
        var resuming = service.sessions.setPaused(roomId, false);
        await(pausing);
        assertThat(await(resuming).orElseThrow().paused()).isFalse();
        firstFinal();
        await(service.sessions.stop(roomId));
    }

    /** The network delivers it after the session was resumed. */
    @Test
    void whatIsSaidDuringAPauseIsNotRecognizedHoweverLateItArrives() {
        try (TcpProxy network = new TcpProxy(URI.create(service.fishjam.url()))) {
            service.fishjam.faults().peerSocketUrl("ws://" + network.url().getAuthority() + "/socket/agent/websocket");
            try {
                service.start(roomId);
            } finally {
                service.fishjam.faults().heal();
            }
            room.join("Ana", Playback.of(ENDLESS_LOW).looping());
            soon().until(() -> !service.partials(roomId).isEmpty());
            setPaused(true);
            int finals = service.finals(roomId).size();
            int partials = service.published(roomId, PartialTranscript.class).size();
            network.limitTo(0);
            soon().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            assertThat(setPaused(false).paused()).isFalse();
            network.restore();
            soon().until(() ->
                    service.published(roomId, PartialTranscript.class).size() > partials);
            await(service.sessions.stop(roomId));

            List<StreamGap> gaps = service.published(roomId, StreamGap.class);
            double resumed = gaps.get(gaps.size() - 1).to();
            assertThat(service.finals(roomId)
                            .subList(finals, service.finals(roomId).size()))
                    .isNotEmpty()
                    .allSatisfy(utterance -> assertThat(utterance.start()).isGreaterThan(resumed - TOLERANCE));
        }
    }

    @Test
    void aPauseEndsWithItsSession() {
        service.start(roomId);
        setPaused(true);
        await(service.sessions.stop(roomId));
        sessionEnd();
        assertThat(service.published(roomId, StreamGap.class))
                .last()
                .satisfies(gap -> assertThat(gap.continues()).isFalse());
        assertThat(service.start(roomId).session().paused()).isFalse();
        await(service.sessions.stop(roomId));
        assertThat(await(service.sessions.setPaused(roomId, true))).isEmpty();
    }
}

package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.StreamGap;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A peer that talks while the room cannot be read. */
class UnidentifiedPeerTest extends ToneSessionFixture {
    private static final Faults.Answer DOWN = new Faults.Answer(503, "application/json", "{\"errors\":\"try later\"}");
    private static final Duration TALK = Duration.ofSeconds(2);

    @AfterEach
    void heal() {
        service.fishjam.faults().heal();
    }

    @Test
    void speechOfAPeerThatIsNotIdentifiedBeforeTheSessionEndsIsAGap() {
        service.start(roomId);
        service.fishjam.faults().answer(DOWN, 10_000);
        EmbeddedPeer ana = room.join("Ana", Playback.of(LOW_THEN_PAUSE).looping());
        soon().until(() ->
                service.fishjam.now().isAfter(ana.recordingStartedAt().plus(TALK)));
        Future<Void> stopped = service.sessions.stop(roomId);
        SessionEnded end = sessionEnd();
        service.fishjam.faults().heal();
        await(stopped);

        assertThat(service.published(roomId, StreamGap.class)).singleElement().satisfies(gap -> {
            assertThat(gap.peerId()).isEqualTo(ana.id());
            assertThat(gap.trackId()).isEqualTo(ana.tracks().get(0).id());
            assertThat(gap.reason()).isEqualTo(GapReason.UNKNOWN_PEER);
            assertThat(gap.to()).isCloseTo(end.at(), within(1.0));
            assertThat(gap.to() - gap.from()).isGreaterThan(1.0);
        });
        List<CaptionEvent> events = service.published(roomId);
        assertThat(events.get(events.size() - 1)).isEqualTo(end);
        assertThat(service.finals(roomId)).isEmpty();
    }
}

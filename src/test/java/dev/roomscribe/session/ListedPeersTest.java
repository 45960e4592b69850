package dev.roomscribe.session;

import static dev.roomscribe.recognition.vosk.ToneModel.MID;
import static dev.roomscribe.recognition.vosk.ToneModel.concat;
import static dev.roomscribe.recognition.vosk.ToneModel.tone;
import static dev.roomscribe.session.TestService.await;
import static dev.roomscribe.support.Sounds.recording;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.transcript.event.PeerJoined;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions that transcribe only the peers that the start request lists. */
class ListedPeersTest extends ToneSessionFixture {
    @Test
    void onlyListedPeersAreSubscribedTranscribedAndShown() {
        EmbeddedPeer ana = room.join("Ana", Playback.of(LOW_THEN_PAUSE).looping());
        room.join("Bob", Playback.of(ENDLESS_LOW).looping());
        SessionStatus started =
                await(service.sessions.start(roomId, listing(ana.id()))).session();
        assertThat(started.options().peers()).containsExactly(ana.id());
        JsonNode agent = service.peerJson(roomId, room.agents().get(0));
        assertThat(agent.path("subscribeMode").asText()).isEqualTo("manual");
        assertThat(agent.path("subscriptions").path("peers"))
                .singleElement()
                .extracting(JsonNode::asText)
                .isEqualTo(ana.id());

        room.join(
                "Eve",
                Playback.of(recording(concat(tone(MID, 500), tone(0, 1500)))).looping());
        soon().until(() -> service.finals(roomId).size() >= 3);
        SessionStatus status = await(service.sessions.status(roomId)).orElseThrow();
        await(service.sessions.stop(roomId));
        assertThat(status.peers())
                .singleElement()
                .extracting(SessionStatus.SpeakerStatus::name)
                .isEqualTo("Ana");
        assertThat(service.published(roomId, PeerJoined.class))
                .singleElement()
                .extracting(PeerJoined::name)
                .isEqualTo("Ana");
        assertThat(service.texts(roomId)).containsOnly("low");
        assertThat(service.finals(roomId))
                .allSatisfy(utterance -> assertThat(utterance.peerId()).isEqualTo(ana.id()));
        assertThat(service.partials(roomId))
                .allSatisfy(partial -> assertThat(partial.peerId()).isEqualTo(ana.id()));
    }

    @Test
    void orderOfListedPeersDoesNotMatter() {
        String ana = room.join("Ana").id();
        String bob = room.join("Bob").id();
        assertThat(await(service.sessions.start(roomId, listing(ana, bob))).created())
                .isTrue();
        assertThat(await(service.sessions.start(roomId, listing(bob, ana))).created())
                .isFalse();
        assertRejected(service.sessions.start(roomId, listing(ana)), SessionException.Reason.OPTIONS_DIFFER, roomId);
        assertThat(await(service.sessions.start(roomId, StartOptions.DEFAULT)).created())
                .isFalse();
        await(service.sessions.stop(roomId));
    }

    @Test
    void absentListedPeerIsReportedAndLeavesNoAgent() {
        String ana = room.join("Ana").id();
        assertRejected(
                service.sessions.start(roomId, listing(ana, "absent")),
                SessionException.Reason.NO_SUCH_PEER,
                "absent is not in the room");
        assertThat(room.agents()).isEmpty();
        assertThat(await(service.sessions.start(roomId, listing(ana))).created())
                .isTrue();
        await(service.sessions.stop(roomId));
    }

    @Test
    void botCannotBeListed() {
        EmbeddedPeer bot = room.join(PeerType.VAPI, Playback.of(LOW_THEN_PAUSE).looping());
        assertRejected(
                service.sessions.start(roomId, listing(bot.id())), SessionException.Reason.NO_SUCH_PEER, bot.id());
        assertThat(room.agents()).isEmpty();
    }

    /** The moment of the removal cannot be controlled, so the start may succeed or fail; it must never leave an agent. */
    @Test
    void listedPeerRemovedDuringTheStartLeavesNoAgent() {
        for (int i = 0; i < 5; i++) {
            EmbeddedPeer ana = room.join("Ana");
            Future<SessionCalls.Started> start = service.sessions.start(roomId, listing(ana.id()));
            soon().pollInterval(Duration.ofMillis(1)).until(() -> !room.agents().isEmpty());
            ana.remove();
            await(start.otherwiseEmpty());
            if (start.failed()) {
                assertRejected(start, SessionException.Reason.NO_SUCH_PEER, ana.id());
                assertThat(room.agents()).isEmpty();
            }
            await(service.sessions.stop(roomId));
            assertThat(room.agents()).isEmpty();
        }
    }

    private static StartOptions listing(String... peers) {
        return new StartOptions(true, new LinkedHashSet<>(List.of(peers)));
    }
}

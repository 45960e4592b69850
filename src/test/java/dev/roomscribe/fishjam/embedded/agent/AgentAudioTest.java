package dev.roomscribe.fishjam.embedded.agent;

import static dev.roomscribe.fishjam.Futures.failureOf;
import static dev.roomscribe.fishjam.Futures.get;
import static dev.roomscribe.support.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.SubscribeMode;
import dev.roomscribe.fishjam.Subscriptions;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.fishjam.embedded.EmbeddedSetup;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.embedded.room.EmbeddedTrack;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The audio that an agent receives, byte for byte and in real time. */
class AgentAudioTest {
    private final EmbeddedSetup setup = EmbeddedSetup.withDefaultClient();
    private final RecordingAgentListener listener = new RecordingAgentListener();

    @AfterEach
    void close() {
        setup.close();
    }

    @Test
    void anAgentReceivesEverySampleInChunksOf20Milliseconds() {
        byte[] speech = EmbeddedSetup.noise(1.0);
        EmbeddedRoom room = setup.fishjam.openRoom("demo");
        setup.connect(setup.createAgent(room), listener);

        long joinedNanos = System.nanoTime();
        EmbeddedPeer alice = room.join("Alice", Playback.of(Recording.pcm(speech)));
        String track = alice.tracks().get(0).id();
        await().untilAsserted(() -> assertThat(listener.audioOf(track)).hasSameSizeAs(speech));

        assertThat(listener.audioOf(track)).isEqualTo(speech);
        List<AudioChunk> chunks = listener.of(track);
        assertThat(chunks.get(0).pcm()).hasSize(608);
        assertThat(chunks.subList(1, 50)).allMatch(chunk -> chunk.pcm().length == 640);
        assertThat(chunks).allMatch(chunk -> chunk.peerId().equals(alice.id()));
        assertThat(chunks.get(0).trackMetadata()).isEqualTo("{\"type\":\"microphone\",\"paused\":false}");
        // Audio is never sent before it was spoken; how late it arrives depends on the machine.
        assertThat(Duration.ofNanos(chunks.get(49).arrivedNanos() - joinedNanos))
                .isGreaterThan(Duration.ofMillis(950));
    }

    @Test
    void aMutedTrackSendsNothingWhileItsRecordingContinues() {
        byte[] speech = EmbeddedSetup.noise(20);
        EmbeddedRoom room = setup.fishjam.openRoom("demo");
        setup.connect(setup.createAgent(room), listener);
        EmbeddedPeer alice = room.join("Alice", Playback.of(Recording.pcm(speech)));
        String track = alice.tracks().get(0).id();
        String other = room.join("Bob", Playback.of(Recording.pcm(speech)))
                .tracks()
                .get(0)
                .id();
        await().until(() -> listener.of(track).size() >= 3);

        alice.mute();
        assertThat(get(setup.client.room("demo")).peer(alice.id()).orElseThrow().tracks())
                .allMatch(dev.roomscribe.fishjam.Track::paused);
        // Both tracks are played by one thread: while Bob's chunks arrive, those of Alice are left out.
        int mutedAt = listener.of(other).size();
        await().until(() -> listener.of(other).size() > mutedAt + 20);
        int before = listener.of(track).size();
        alice.unmute();
        await().until(() -> listener.of(track).size() > before + 2);

        AudioChunk last = listener.of(track).get(before - 1);
        AudioChunk next = listener.of(track).get(before);
        long chunksMissed = (position(speech, next.pcm()) - position(speech, last.pcm())) / 640 - 1;
        assertThat(chunksMissed).isGreaterThan(15);
    }

    @Test
    void scriptedMutesAndLossesAreExactToThePacket() {
        byte[] speech = EmbeddedSetup.noise(0.5);
        EmbeddedRoom room = setup.fishjam.openRoom("demo");
        setup.connect(setup.createAgent(room), listener);

        EmbeddedPeer alice = room.join(
                "Alice",
                Playback.of(Recording.pcm(speech))
                        .muted(Duration.ofMillis(100), Duration.ofMillis(200))
                        .lost(Duration.ofMillis(300), Duration.ofMillis(340)));
        String track = alice.tracks().get(0).id();
        int missing = 7 * 640;
        await().untilAsserted(() -> assertThat(listener.audioOf(track)).hasSize(speech.length - missing));

        byte[] received = listener.audioOf(track);
        byte[] first = Arrays.copyOfRange(speech, 0, 5 * 640 - 32);
        byte[] second = Arrays.copyOfRange(speech, 10 * 640 - 32, 15 * 640 - 32);
        assertThat(received).startsWith(first);
        assertThat(Arrays.copyOfRange(received, first.length, first.length + second.length))
                .isEqualTo(second);
        assertThat(received).endsWith(Arrays.copyOfRange(speech, 17 * 640 - 32, speech.length));
    }

    @Test
    void aLoopedRecordingRepeatsWithoutAGap() {
        byte[] speech = EmbeddedSetup.noise(0.13);
        EmbeddedRoom room = setup.fishjam.openRoom("demo");
        setup.connect(setup.createAgent(room), listener);

        EmbeddedPeer alice =
                room.join("Alice", Playback.of(Recording.pcm(speech)).looping());
        String track = alice.tracks().get(0).id();
        await().until(() -> listener.audioOf(track).length > 3 * speech.length);

        byte[] received = listener.audioOf(track);
        for (int i = 0; i < received.length; i++) {
            assertThat(received[i]).isEqualTo(speech[i % speech.length]);
        }
    }

    @Test
    void aRecordingStartedInThePastPlaysFromThePresent() {
        byte[] speech = EmbeddedSetup.noise(5);
        EmbeddedRoom room = setup.fishjam.openRoom("demo");
        setup.connect(setup.createAgent(room), listener);

        Instant start = Instant.now().minusSeconds(2);
        EmbeddedPeer alice =
                room.join("Alice", Playback.of(Recording.pcm(speech)).startingAt(start));
        String track = alice.tracks().get(0).id();
        await().until(() -> listener.of(track).size() > 1);

        assertThat(listener.of(track).get(0).pcm()).hasSize(608);
        long spokenBytes = 32 * Duration.between(start, Instant.now()).toMillis();
        assertThat(position(speech, listener.of(track).get(0).pcm())).isBetween(64_000L - 640, spokenBytes);
    }

    @Test
    void anAgentReceivesBotsAndSecondTracksButNotDisconnectedPeers() {
        EmbeddedRoom room = setup.fishjam.openRoom("demo");
        setup.connect(setup.createAgent(room), listener);
        Playback talk = Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping();

        EmbeddedPeer bot = room.join(PeerType.VAPI, talk);
        EmbeddedPeer person = room.join("Alice", talk);
        EmbeddedTrack second = person.publish(talk);
        await().until(() ->
                listener.chunks.stream().map(AudioChunk::trackId).distinct().count() == 3);

        assertThat(get(setup.client.room("demo")).peer(bot.id()).orElseThrow().type())
                .isEqualTo(PeerType.VAPI);
        assertThat(second.id()).isNotEqualTo(person.tracks().get(0).id());
        person.leave();
        Peer gone = get(setup.client.room("demo")).peer(person.id()).orElseThrow();
        assertThat(gone.connected()).isFalse();
        assertThat(gone.tracks()).isEmpty();
    }

    @Test
    void aManualAgentReceivesOnlyItsSubscriptions() {
        EmbeddedRoom room = setup.fishjam.openRoom("demo");
        CreatedPeer agent = get(setup.client.createAgent("demo", AgentOptions.manualSubscribe()));
        String agentId = agent.peer().id();
        setup.connect(agent, listener);
        Playback talk = Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping();
        EmbeddedPeer alice = room.join("Alice", talk);
        EmbeddedPeer bob = room.join("Bob", talk);
        EmbeddedTrack bobsSecond = bob.publish(talk);

        get(setup.client.subscribeToPeer("demo", agentId, alice.id()));
        get(setup.client.subscribeToTracks("demo", agentId, List.of(bobsSecond.id(), "no such track")));
        EmbeddedTrack alicesLater = alice.publish(talk);
        await().until(() -> !listener.of(alicesLater.id()).isEmpty()
                && !listener.of(bobsSecond.id()).isEmpty());

        assertThat(listener.of(alice.tracks().get(0).id())).isNotEmpty();
        assertThat(listener.of(bob.tracks().get(0).id())).isEmpty();
        Peer read = get(setup.client.room("demo")).peer(agentId).orElseThrow();
        assertThat(read.subscribeMode()).isEqualTo(SubscribeMode.MANUAL);
        assertThat(read.subscriptions()).isEqualTo(new Subscriptions(List.of(alice.id()), List.of(bobsSecond.id())));
        assertThat(failureOf(setup.client.subscribeToPeer("demo", agentId, "unknown"))
                        .reason())
                .isEqualTo(FishjamException.Reason.NOT_FOUND);
    }

    private static long position(byte[] speech, byte[] chunk) {
        for (int at = 0; at + chunk.length <= speech.length; at += 2) {
            if (Arrays.equals(speech, at, at + chunk.length, chunk, 0, chunk.length)) {
                return at;
            }
        }
        throw new AssertionError("the chunk is not part of the recording");
    }
}

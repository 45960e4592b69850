package dev.roomscribe.fishjam.embedded.agent;

import static dev.roomscribe.fishjam.Futures.failureOf;
import static dev.roomscribe.fishjam.Futures.get;
import static dev.roomscribe.support.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.SubscribeMode;
import dev.roomscribe.fishjam.agent.AgentSocket;
import dev.roomscribe.fishjam.agent.AgentTrack;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.fishjam.agent.TrackImage;
import dev.roomscribe.fishjam.embedded.EmbeddedSetup;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The audio that one agent publishes and another one receives. */
class AgentTracksTest {
    private final EmbeddedSetup setup = new EmbeddedSetup();
    private final EmbeddedRoom room = setup.fishjam.openRoom("demo");
    private final RecordingAgentListener listener = new RecordingAgentListener();
    private final RecordingAgentListener speakerListener = new RecordingAgentListener();
    private CreatedPeer speaker;
    private AgentSocket socket;

    @BeforeEach
    void connectBoth() {
        setup.connect(setup.createAgent(room), listener);
        speaker = setup.createAgent(room);
        socket = setup.connect(speaker, speakerListener);
    }

    @AfterEach
    void close() {
        setup.close();
    }

    @Test
    void aBurstOfAudioIsPlayedInRealTimeAndUnchanged() {
        byte[] speech = EmbeddedSetup.noise(2.51);
        AgentTrack track =
                get(socket.publish(16_000, JsonNodeFactory.instance.objectNode().put("type", "announcement")));
        long sentNanos = System.nanoTime();
        get(track.send(speech));
        await().untilAsserted(() -> assertThat(listener.audioOf(track.id())).hasSameSizeAs(speech));

        assertThat(listener.audioOf(track.id())).isEqualTo(speech);
        List<AudioChunk> chunks = listener.of(track.id());
        assertThat(chunks)
                .allMatch(chunk -> chunk.peerId().equals(speaker.peer().id()));
        assertThat(chunks.get(0).trackMetadata()).isEqualTo("{\"type\":\"announcement\"}");
        // The audio is never played faster than in real time; how late it arrives depends on the machine.
        long span = chunks.get(chunks.size() - 1).arrivedNanos() - sentNanos;
        assertThat(Duration.ofNanos(span)).isGreaterThan(Duration.ofMillis(2_400));
        assertThat(speakerListener.chunks).isEmpty();
    }

    @Test
    void anInterruptionDiscardsQueuedAudio() {
        AgentTrack track = get(socket.publish());
        get(track.send(EmbeddedSetup.noise(60)));
        await().until(() -> !listener.chunks.isEmpty());

        get(track.interrupt());
        byte[] last = {1, 2, 3, 4};
        get(track.send(last));

        await().untilAsserted(() -> {
            List<AudioChunk> chunks = listener.of(track.id());
            assertThat(chunks.get(chunks.size() - 1).pcm()).isEqualTo(last);
        });
        assertThat(listener.audioOf(track.id()).length).isLessThan(10 * 32_000);
    }

    @Test
    void aTrackIsInTheRoomUntilItIsRemoved() {
        AgentTrack track = get(socket.publish());
        await().until(() -> get(setup.client.room("demo")).peers().get(1).tracks().stream()
                .anyMatch(known -> known.id().equals(track.id())));

        get(track.remove());

        await().until(() ->
                get(setup.client.room("demo")).peers().get(1).tracks().isEmpty());
        assertThat(socket.isOpen()).isTrue();
    }

    @Test
    void anAgentAt24kHzReceivesTheSameAudioAtThatRate() {
        RecordingAgentListener high = new RecordingAgentListener();
        CreatedPeer agent = get(setup.client.createAgent("demo", new AgentOptions(24_000, SubscribeMode.AUTO)));
        setup.connect(agent, high);
        AgentTrack track = get(socket.publish(24_000, JsonNodeFactory.instance.objectNode()));
        byte[] tone = tone(24_000, 1);
        get(track.send(tone));
        await().untilAsserted(() -> assertThat(high.audioOf(track.id())).hasSizeBetween(47_990, 48_000));

        assertThat(listener.audioOf(track.id())).hasSizeBetween(31_990, 32_000);
        assertThat(largestDifference(listener.audioOf(track.id()), tone(16_000, 1)))
                .isLessThan(200);
        assertThat(largestDifference(high.audioOf(track.id()), tone)).isLessThan(400);
    }

    /** Returns a tone of 300 Hz, which both rates can represent. */
    private static byte[] tone(int rate, int seconds) {
        ByteBuffer pcm = ByteBuffer.allocate(2 * rate * seconds).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rate * seconds; i++) {
            pcm.putShort((short) (8_000 * Math.sin(2 * Math.PI * 300 * i / rate)));
        }
        return pcm.array();
    }

    private static int largestDifference(byte[] pcm, byte[] expected) {
        ShortBuffer a = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        ShortBuffer b = ByteBuffer.wrap(expected).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        int largest = 0;
        for (int i = 0; i < Math.min(a.limit(), b.limit()); i++) {
            largest = Math.max(largest, Math.abs(a.get(i) - b.get(i)));
        }
        return largest;
    }

    @Test
    void halfASampleIsRejectedByTheClient() {
        AgentTrack track = get(socket.publish());

        assertThatThrownBy(() -> track.send(new byte[3])).hasMessageContaining("even number of bytes");
    }

    @Test
    void aCapturedImageIsAJpeg() throws Exception {
        TrackImage image = get(socket.captureImage("any"));

        assertThat(image.contentType()).isEqualTo("image/jpeg");
        assertThat(ImageIO.read(new ByteArrayInputStream(image.bytes())).getWidth())
                .isEqualTo(16);
    }

    @Test
    void aCapturedImageThatNeverArrivesFailsTheFuture() {
        room.peer(speaker.peer().id()).orElseThrow().freeze();

        assertThat(failureOf(socket.captureImage("any")).reason()).isEqualTo(FishjamException.Reason.NO_RESPONSE);
    }

    @Test
    void unknownMessagesAreIgnoredAndMalformedOnesCounted() {
        EmbeddedPeer agent = room.peer(speaker.peer().id()).orElseThrow();
        for (String frame : List.of("a2060568656c6c6f", "ff", "12160a0270")) {
            agent.sendRaw(HexFormat.of().parseHex(frame));
        }

        await().untilAsserted(() -> assertThat(speakerListener.malformed).hasValue(2));
        assertThat(socket.isOpen()).isTrue();
    }
}

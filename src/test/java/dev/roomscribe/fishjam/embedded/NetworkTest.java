package dev.roomscribe.fishjam.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.agent.AudioChunk;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However bad the way to Fishjam is, what arrives is what was said, in order. */
class NetworkTest {
    private final EmbeddedSetup setup = new EmbeddedSetup();
    private final EmbeddedRoom room = setup.fishjam.openRoom("demo");
    private final RecordingAgentListener hearing = new RecordingAgentListener();

    @AfterEach
    void close() {
        setup.close();
    }

    private List<AudioChunk> heardOver(Network network, byte[] speech, int bytes) {
        setup.connect(setup.agent(room), hearing);
        EmbeddedPeer ana = room.join("Ana", Playback.of(Recording.pcm(speech)).over(network));
        String track = ana.tracks().get(0).id();
        await().untilAsserted(() -> assertThat(hearing.audioOf(track)).hasSize(bytes));
        return hearing.of(track);
    }

    private byte[] audio(List<AudioChunk> chunks) {
        return hearing.audioOf(chunks.get(0).trackId());
    }

    private static List<Long> pausesMs(List<AudioChunk> chunks) {
        return IntStream.range(1, chunks.size())
                .mapToObj(i -> (chunks.get(i).arrivedNanos() - chunks.get(i - 1).arrivedNanos()) / 1_000_000)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"10, 288, 320", "20, 608, 640", "60, 1888, 1920"})
    void aPacketIsAMessageAndTheFirstIsAMillisecondShort(int ms, int first, int next) {
        byte[] speech = EmbeddedSetup.noise(0.6);
        List<AudioChunk> chunks = heardOver(Network.perfect().withPacket(Duration.ofMillis(ms)), speech, speech.length);

        assertThat(audio(chunks)).isEqualTo(speech);
        assertThat(chunks.get(0).pcm()).hasSize(first);
        assertThat(chunks.subList(1, 600 / ms)).allMatch(chunk -> chunk.pcm().length == next);
    }

    @Test
    void aStallEndsInABurstAndNothingIsLost() {
        byte[] speech = EmbeddedSetup.noise(1.5);
        Network stalling = Network.perfect().withStalls(Duration.ofSeconds(1), Duration.ofMillis(400));
        List<AudioChunk> chunks = heardOver(stalling, speech, speech.length);

        assertThat(audio(chunks)).isEqualTo(speech);
        assertThat(pausesMs(chunks)).anyMatch(pause -> pause >= 350);
        assertThat(pausesMs(chunks).stream().filter(pause -> pause <= 5).count())
                .isGreaterThan(15);
    }

    @Test
    void jitterScattersTheArrivalsAndKeepsTheOrder() {
        byte[] speech = EmbeddedSetup.noise(1);
        List<AudioChunk> chunks = heardOver(Network.perfect().withJitter(Duration.ofMillis(60)), speech, speech.length);

        assertThat(audio(chunks)).isEqualTo(speech);
        assertThat(pausesMs(chunks)).anyMatch(pause -> pause >= 35).anyMatch(pause -> pause <= 10);
    }

    @Test
    void withDtxSilenceIsNotSent() {
        byte[] speech = EmbeddedSetup.noise(1.2);
        // Whole packets of silence, a packet inside of its edges.
        Arrays.fill(speech, 400 * 32, 800 * 32, (byte) 0);
        List<AudioChunk> chunks = heardOver(Network.perfect().withDtx(), speech, speech.length - 19 * 640);

        assertThat(pausesMs(chunks)).anyMatch(pause -> pause >= 300);
    }
}

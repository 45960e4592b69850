package dev.roomscribe.fishjam.embedded.media;

import static dev.roomscribe.support.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.fishjam.embedded.EmbeddedSetup;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad network conditions delay or divide the audio, but neither change nor reorder it. */
class NetworkConditionsTest {
    private final EmbeddedSetup setup = new EmbeddedSetup();
    private final EmbeddedRoom room = setup.fishjam.openRoom("demo");
    private final RecordingAgentListener listener = new RecordingAgentListener();

    @AfterEach
    void close() {
        setup.close();
    }

    private List<AudioChunk> receivedOver(NetworkConditions network, byte[] speech, int bytes) {
        setup.connect(setup.createAgent(room), listener);
        EmbeddedPeer ana = room.join("Ana", Playback.of(Recording.pcm(speech)).over(network));
        String track = ana.tracks().get(0).id();
        await().untilAsserted(() -> assertThat(listener.audioOf(track)).hasSize(bytes));
        return listener.of(track);
    }

    private byte[] audio(List<AudioChunk> chunks) {
        return listener.audioOf(chunks.get(0).trackId());
    }

    private static List<Long> arrivalGapsMs(List<AudioChunk> chunks) {
        return IntStream.range(1, chunks.size())
                .mapToObj(i -> (chunks.get(i).arrivedNanos() - chunks.get(i - 1).arrivedNanos()) / 1_000_000)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"10, 288, 320", "20, 608, 640", "60, 1888, 1920"})
    void eachPacketIsOneMessageAndTheFirstIsOneMillisecondShorter(int ms, int first, int next) {
        byte[] speech = EmbeddedSetup.noise(0.6);
        List<AudioChunk> chunks =
                receivedOver(NetworkConditions.perfect().withPacket(Duration.ofMillis(ms)), speech, speech.length);

        assertThat(audio(chunks)).isEqualTo(speech);
        assertThat(chunks.get(0).pcm()).hasSize(first);
        assertThat(chunks.subList(1, 600 / ms)).allMatch(chunk -> chunk.pcm().length == next);
    }

    @Test
    void aStallEndsInABurstWithoutLoss() {
        byte[] speech = EmbeddedSetup.noise(1.5);
        NetworkConditions stalling =
                NetworkConditions.perfect().withStalls(Duration.ofSeconds(1), Duration.ofMillis(400));
        List<AudioChunk> chunks = receivedOver(stalling, speech, speech.length);

        assertThat(audio(chunks)).isEqualTo(speech);
        assertThat(arrivalGapsMs(chunks)).anyMatch(gap -> gap >= 350);
        assertThat(arrivalGapsMs(chunks).stream().filter(gap -> gap <= 5).count())
                .isGreaterThan(15);
    }

    @Test
    void jitterDelaysPacketsAndKeepsTheirOrder() {
        byte[] speech = EmbeddedSetup.noise(1);
        List<AudioChunk> chunks =
                receivedOver(NetworkConditions.perfect().withJitter(Duration.ofMillis(60)), speech, speech.length);

        assertThat(audio(chunks)).isEqualTo(speech);
        assertThat(arrivalGapsMs(chunks)).anyMatch(gap -> gap >= 35).anyMatch(gap -> gap <= 10);
    }

    @Test
    void dtxLeavesOutSilentPackets() {
        byte[] speech = EmbeddedSetup.noise(1.2);
        // 20 packets long, of which 19 are silent as a whole: packets begin 1 ms before their time.
        Arrays.fill(speech, 400 * 32, 800 * 32, (byte) 0);
        List<AudioChunk> chunks = receivedOver(NetworkConditions.perfect().withDtx(), speech, speech.length - 19 * 640);

        assertThat(arrivalGapsMs(chunks)).anyMatch(gap -> gap >= 300);
    }
}

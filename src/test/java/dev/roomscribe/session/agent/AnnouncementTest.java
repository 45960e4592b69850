package dev.roomscribe.session.agent;

import static dev.roomscribe.session.TestService.await;
import static dev.roomscribe.support.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.Track;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.session.SessionState;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.TestService;
import dev.roomscribe.transcript.event.StreamGap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The announcement is played to the peers and is not transcribed. */
class AnnouncementTest {
    @TempDir
    private Path directory;

    private final RecordingAgentListener listener = new RecordingAgentListener();
    private final byte[] pcm = noise(1);
    private TestService service;
    private EmbeddedRoom room;

    @BeforeEach
    void start() throws IOException {
        service = serviceWithAnnouncement(pcm);
        room = service.fishjam.openRoom("demo");
        CreatedPeer other = await(service.client.createAgent("demo", AgentOptions.autoSubscribe()));
        await(service.client.connectAgent(other.token(), other.peerWebsocketUrl(), listener));
    }

    private TestService serviceWithAnnouncement(byte[] announcement) throws IOException {
        Path file = Files.write(directory.resolve("announcement.pcm"), announcement);
        Path model = Files.createDirectories(directory.resolve("model"));
        return TestService.with(VoskModel.load(ToneModel.write(model), null, null))
                .announcement(Announcement.load(file))
                .start();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private static byte[] noise(int seconds) {
        byte[] pcm = new byte[seconds * 32_000];
        new Random(3).nextBytes(pcm);
        return pcm;
    }

    private List<Track> publishedTracks() {
        return await(service.client.room("demo")).peers().stream()
                .flatMap(peer -> peer.tracks().stream())
                .toList();
    }

    private byte[] received() {
        return listener.chunks.isEmpty()
                ? new byte[0]
                : listener.audioOf(listener.chunks.get(0).trackId());
    }

    @Test
    void announcementIsPlayedOnceAndItsTrackIsRemoved() {
        service.start("demo");
        await().untilAsserted(() -> assertThat(received()).isEqualTo(pcm));
        assertThat(publishedTracks()).hasSize(1);

        await().until(() -> publishedTracks().isEmpty());
        assertThat(await(service.sessions.status("demo")).orElseThrow().state()).isEqualTo(SessionState.LISTENING);
        await(service.sessions.stop("demo"));
        assertThat(service.published("demo"))
                .as("only session.started and session.ended: no final, no peer.joined")
                .hasSize(2);
    }

    @Test
    void replacedAgentDoesNotPlayItAgain() {
        service.start("demo");
        await().untilAsserted(() -> assertThat(received()).isEqualTo(pcm));
        await().until(() -> publishedTracks().isEmpty());
        String agent = await(service.sessions.status("demo")).orElseThrow().agentId();
        room.peer(agent).orElseThrow().crash("Internal server error");
        await().until(() -> !service.published("demo", StreamGap.class).isEmpty());

        await().during(Duration.ofMillis(500)).until(() -> publishedTracks().isEmpty());
        assertThat(listener.chunks.stream().map(AudioChunk::trackId).distinct()).hasSize(1);
    }

    @Test
    void announcementCanBeSwitchedOff() {
        await(service.sessions.start("demo", new StartOptions(true, null, false, null)));
        await(service.sessions.stop("demo"));

        assertThat(listener.chunks).isEmpty();
    }

    @Test
    void announcementCanBeInterrupted() throws IOException {
        stop();
        service = serviceWithAnnouncement(noise(50));
        room = service.fishjam.openRoom("demo");
        CreatedPeer other = await(service.client.createAgent("demo", AgentOptions.autoSubscribe()));
        await(service.client.connectAgent(other.token(), other.peerWebsocketUrl(), listener));
        service.start("demo");
        await().until(() -> !listener.chunks.isEmpty());

        assertThat(await(service.sessions.interruptAnnouncement("demo"))).isPresent();

        await().until(() -> publishedTracks().isEmpty());
        assertThat(received().length).isLessThan(20 * 32_000);
        assertThat(await(service.sessions.interruptAnnouncement("demo"))).isPresent();
        assertThat(await(service.sessions.interruptAnnouncement("nowhere"))).isEmpty();
        assertThat(room.agents()).hasSize(2);
    }

    @Test
    void wavFileIsRead() throws IOException {
        Path file = wav(pcm, new AudioFormat(16_000, 16, 1, true, false));

        assertThat(Announcement.load(file).pcm()).isEqualTo(pcm);
        assertThat(Announcement.load(file).duration()).hasSeconds(1);
    }

    @Test
    void unplayableFileIsRejectedWithWhatToSet() throws IOException {
        for (Path file : List.of(
                directory.resolve("missing.wav"),
                Files.write(directory.resolve("nonsense.wav"), new byte[100]),
                wav(pcm, new AudioFormat(16_000, 16, 2, true, false)),
                wav(pcm, new AudioFormat(44_100, 16, 1, true, false)),
                Files.write(directory.resolve("odd.pcm"), new byte[3]),
                Files.write(directory.resolve("empty.raw"), new byte[0]),
                Files.write(directory.resolve("long.PCM"), new byte[61 * 32_000]))) {
            assertThatThrownBy(() -> Announcement.load(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(file.getFileName().toString())
                    .hasMessageContaining("set roomscribe.announcement to a WAV of 16 kHz");
        }
    }

    private Path wav(byte[] samples, AudioFormat format) throws IOException {
        Path file = Files.createTempFile(directory, "announcement", ".wav");
        AudioSystem.write(
                new AudioInputStream(new ByteArrayInputStream(samples), format, samples.length / format.getFrameSize()),
                AudioFileFormat.Type.WAVE,
                file.toFile());
        return file;
    }
}

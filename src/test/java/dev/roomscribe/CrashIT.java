package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.DemoScript;
import dev.roomscribe.support.RemoteFishjam;
import dev.roomscribe.support.RoomscribeProcess;
import dev.roomscribe.support.Sounds;
import dev.roomscribe.transcript.event.EventId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Killing the packaged service or its decoding processes: published events are kept, and no agent is left behind, also if
 * sessions are not to be resumed.
 */
class CrashIT {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(60);

    /** Kills the decoding processes three times: every sentence is still complete, and there is no gap. */
    @Test
    void killedDecodersLoseNoSentenceAndExitWithTheService() {
        try (RoomscribeProcess service = RoomscribeProcess.start(Map.of(), "-Droomscribe.fishjam.embedded=true");
                CaptionClient captions = CaptionClient.startAndStream(service.url(), "demo")) {
            for (int kill = 1; kill <= 3; kill++) {
                int finals = 2 * kill;
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> captions.events("transcript.final").size() >= finals);
                service.children().forEach(ProcessHandle::destroyForcibly);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> captions.events("transcript.final").size() >= 9);
            List<String> said =
                    DemoScript.lines().stream().map(DemoScript.Line::text).toList();
            // The first final may be the end of a sentence that began before the session.
            assertThat(captions.events("transcript.final").stream().skip(1).map(caption -> caption.text("transcript")))
                    .isSubsetOf(said)
                    .doesNotHaveDuplicates();
            assertThat(captions.events("stream.gap")).isEmpty();

            List<ProcessHandle> decoders = service.children();
            assertThat(decoders).isNotEmpty();
            service.kill();
            Awaitility.await().atMost(GRACE).until(() -> decoders.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    /** Deletes the agents that the killed service created, and no other peer. */
    @Test
    void restartDeletesTheAgentsOfAKilledService(@TempDir Path directory) {
        try (RemoteFishjam remote = new RemoteFishjam()) {
            EmbeddedRoom one = remote.openRoom("one");
            EmbeddedRoom two = remote.openRoom("two");
            one.join("Ana");
            EmbeddedPeer foreign = two.join(
                    PeerType.AGENT,
                    Playback.of(Sounds.recording(ToneModel.tone(ToneModel.LOW, 15_000)))
                            .looping());
            Map<String, String> settings = new HashMap<>(remote.toneSettings(directory));
            settings.put("ROOMSCRIBE_SESSION_RESUME", "false");
            try (RoomscribeProcess service = RoomscribeProcess.start(settings);
                    CaptionClient first = CaptionClient.startAndStream(service.url(), "one");
                    CaptionClient second = CaptionClient.startAndStream(service.url(), "two")) {
                Awaitility.await()
                        .atMost(START)
                        .until(() -> one.agents().size() == 1 && two.agents().size() == 2);
                for (CaptionClient captions : List.of(first, second)) {
                    assertThat(captions.status()).isEqualTo(200);
                }
                service.kill();
                assertThat(service.awaitExit(GRACE)).isEqualTo(137);
            }
            assertThat(one.agents()).hasSize(1);
            try (RoomscribeProcess again = RoomscribeProcess.start(settings)) {
                again.url();
                Awaitility.await()
                        .atMost(GRACE)
                        .until(() -> one.agents().isEmpty() && two.agents().equals(List.of(foreign)));
                assertThat(one.peers()).hasSize(1);
                again.terminate();
                assertThat(again.awaitExit(GRACE)).isZero();
            }
        }
    }

    /** Every event that a subscriber received is still there after a crash, and its stream resumes after the last one. */
    @Test
    void killedServiceKeepsEveryPublishedFinalAndStreamsResume(@TempDir Path directory) {
        Map<String, String> settings =
                Map.of("ROOMSCRIBE_DATA_DIRECTORY", directory.toString(), "ROOMSCRIBE_SESSION_RESUME", "false");
        String demo = "-Droomscribe.fishjam.embedded=true";
        List<CaptionClient.Event> seen;
        try (RoomscribeProcess service = RoomscribeProcess.start(settings, demo);
                CaptionClient captions = CaptionClient.startAndStream(service.url(), "demo")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> captions.events("transcript.final").size() >= 2);
            service.kill();
            assertThat(service.awaitExit(GRACE)).isEqualTo(137);
            Awaitility.await().atMost(GRACE).until(captions::ended);
            seen = captions.durable();
        }
        String last = seen.get(seen.size() - 1).id();
        String path = "/rooms/demo/transcript/events";
        try (RoomscribeProcess again = RoomscribeProcess.start(settings, demo);
                CaptionClient all = CaptionClient.subscribe(again.url(), path + "?after=0");
                CaptionClient resumed = CaptionClient.subscribe(again.url(), path, "Last-Event-ID", last)) {
            all.await(GRACE, "session.ended");
            resumed.await(GRACE, "session.ended");
            assertThat(all.durable().stream().map(CaptionClient.Event::id))
                    .containsAll(seen.stream().map(CaptionClient.Event::id).toList())
                    .doesNotHaveDuplicates();
            assertThat(all.durable().get(0).type()).isEqualTo("session.started");
            // Only the process ended, so no id is skipped.
            List<Long> sequences = all.durable().stream()
                    .map(event -> EventId.parse(event.id()).orElseThrow().sequence())
                    .toList();
            assertThat(sequences)
                    .isEqualTo(
                            LongStream.rangeClosed(1, sequences.size()).boxed().toList());
            // The events that were logged but not received, and then the end of the session.
            assertThat(resumed.durable()).isEqualTo(eventsAfter(all.durable(), last));
            List<CaptionClient.Event> gaps = resumed.events("stream.gap");
            assertThat(gaps)
                    .isNotEmpty()
                    .allSatisfy(gap -> assertThat(gap.text("reason")).isEqualTo("service_crashed"));
            // The last one concerns all peers; those before it are the audio of single tracks that was not final.
            assertThat(gaps.get(gaps.size() - 1).data().has("peer_id")).isFalse();
            assertThat(gaps.subList(0, gaps.size() - 1))
                    .allSatisfy(gap -> assertThat(gap.data().has("peer_id")).isTrue());
            assertThat(resumed.events("session.ended").get(0).text("reason")).isEqualTo("failed");

            // A second service cannot use the same directory.
            try (RoomscribeProcess second = RoomscribeProcess.start(settings, demo)) {
                assertThat(second.awaitExit(START)).isNotZero();
                assertThat(second.log()).contains("roomscribe.data-directory").doesNotContain("\tat ");
            }
            CaptionClient next = CaptionClient.startAndStream(again.url(), "demo");
            next.close();
            resumed.await(GRACE, "session.started");
            assertThat(EventId.parse(resumed.events("session.started").get(0).id())
                            .orElseThrow())
                    .isGreaterThan(EventId.parse(last).orElseThrow());
        }
    }

    private static List<CaptionClient.Event> eventsAfter(List<CaptionClient.Event> events, String after) {
        return events.stream()
                .dropWhile(event -> !after.equals(event.id()))
                .skip(1)
                .toList();
    }
}

package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.embedded.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.EmbeddedRoom;
import dev.roomscribe.fishjam.embedded.Faults;
import dev.roomscribe.fishjam.embedded.Playback;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.DemoScript;
import dev.roomscribe.support.RemoteFishjam;
import dev.roomscribe.support.RoomscribeProcess;
import dev.roomscribe.support.Sounds;
import dev.roomscribe.support.WebhookReceiver;
import dev.roomscribe.transcript.event.EventId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does to the packaged service: sets it up wrong, points it at a Fishjam and a model, ends it. */
class OperationsIT {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(15);

    @Test
    void packageContainsNoTestLibraries() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("target/quarkus-app"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.endsWith(".jar"))
                    .noneMatch(name -> name.matches("(?i).*(playwright|axe-core|deque|assertj|junit).*"));
        }
    }

    /** One receiver has had everything by the time the service is gone; one that never answers does not hold it up. */
    @Test
    void endedItPostsTheLastEventsAndKeepsItsSecretsToItself() throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        Map<String, String> settings = Map.of(
                "ROOMSCRIBE_WEBHOOK_SECRET", WebhookReceiver.SECRET,
                "ROOMSCRIBE_WEBHOOK_ALLOW_HTTP", "true",
                "ROOMSCRIBE_WEBHOOK_ALLOW_PRIVATE", "true");
        try (WebhookReceiver receiver = new WebhookReceiver(vertx);
                WebhookReceiver dead = new WebhookReceiver(vertx);
                RoomscribeProcess service = RoomscribeProcess.start(settings, "-Droomscribe.fishjam.embedded=true")) {
            dead.answer((posted, response) -> {});
            assertThat(startPosting(service.url(), dead.url("/t0ken"))).isEqualTo(201);
            Awaitility.await().atMost(GRACE).until(() -> dead.requests().size() == 1);
            HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(service.url().resolve("/rooms/demo/transcribe"))
                                    .DELETE()
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            assertThat(startPosting(service.url(), receiver.url("/t0ken"))).isEqualTo(201);
            Awaitility.await().atMost(GRACE).until(() -> !receiver.taken().isEmpty());

            service.terminate();

            assertThat(service.awaitExit(GRACE)).isZero();
            assertThat(receiver.takenTypes()).startsWith("session.started").endsWith("session.ended");
            assertThat(receiver.taken().get(receiver.taken().size() - 1).body()).contains("\"drained\"");
            assertThat(receiver.taken()).allMatch(posted -> posted.isSignedWith(WebhookReceiver.SECRET));
            assertThat(dead.requests()).hasSize(1);
            assertThat(service.log()).doesNotContain("t0ken", WebhookReceiver.SECRET);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static int startPosting(URI service, String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(service.resolve("/rooms/demo/transcribe"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"webhook_url\": \"" + url + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** The processes that decode are killed again and again: whole sentences go on coming, and no gap. */
    @Test
    void decodersThatAreKilledCostNoSentenceAndEndWithTheService() {
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
            // The first may be the rest of a sentence.
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

    /** Three settings lead to a Fishjam and a model of one's own; SIGTERM loses nothing and leaves nothing behind. */
    @Test
    void endedInMidSentenceItSettlesTheSentenceSaysGoodbyeAndLeavesTheRoom(@TempDir Path directory) {
        Vertx vertx = Vertx.vertx();
        try (EmbeddedFishjam fishjam = EmbeddedFishjam.start(
                        vertx, EmbeddedOptions.defaults().withManagementToken("s3cret-of-the-test"))
                .toCompletionStage()
                .toCompletableFuture()
                .join()) {
            EmbeddedRoom room = fishjam.openRoom("weekly");
            room.join(
                    "Ana",
                    Playback.of(Sounds.recording(ToneModel.tone(ToneModel.LOW, 15_000)))
                            .looping());
            Map<String, String> settings = Map.of(
                    "FISHJAM_ID",
                    fishjam.url(),
                    "FISHJAM_MANAGEMENT_TOKEN",
                    "s3cret-of-the-test",
                    "ROOMSCRIBE_DATA_DIRECTORY",
                    directory.resolve("data").toString(),
                    "ROOMSCRIBE_MODEL",
                    ToneModel.write(directory.resolve("tones")).toString(),
                    // Tones are no speech to a gate.
                    "ROOMSCRIBE_RECOGNITION_SKIP_SILENCE",
                    "false",
                    "ROOMSCRIBE_RECOGNITION_ENDPOINTING",
                    "0s");
            try (RoomscribeProcess service = RoomscribeProcess.start(settings);
                    CaptionClient captions = CaptionClient.startAndStream(service.url(), "weekly")) {
                captions.await(Duration.ofSeconds(10), "transcript.partial");
                assertThat(room.agents()).hasSize(1);

                service.terminate();

                Awaitility.await().atMost(GRACE).until(captions::ended);
                assertThat(service.awaitExit(GRACE)).isZero();
                List<String> end = captions.events().stream()
                        .map(CaptionClient.Event::type)
                        .filter(type -> !type.equals("transcript.partial"))
                        .toList();
                assertThat(end).endsWith("transcript.final", "session.ended", "stream.closing");
                assertThat(captions.events("transcript.final").get(0).text("end_reason"))
                        .isEqualTo("drain");
                assertThat(captions.events("session.ended").get(0).text("reason"))
                        .isEqualTo("drained");
                assertThat(room.agents()).isEmpty();
                assertThat(service.log()).doesNotContain("s3cret-of-the-test");
            }
        } finally {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        }
    }

    /** What a killed service leaves in its rooms, the next one takes out of them, and leaves everybody else where they are. */
    @Test
    void killedAndStartedAgainItLeavesNoStrayAgent(@TempDir Path directory) {
        try (RemoteFishjam remote = new RemoteFishjam()) {
            EmbeddedRoom one = remote.fishjam.openRoom("one");
            EmbeddedRoom two = remote.fishjam.openRoom("two");
            one.join("Ana");
            EmbeddedPeer foreign = two.join(
                    PeerType.AGENT,
                    Playback.of(Sounds.recording(ToneModel.tone(ToneModel.LOW, 15_000)))
                            .looping());
            Map<String, String> settings = remote.settings(directory);
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

    /** Whatever a subscriber has read outlives the process, and its stream goes on where it was. */
    @Test
    void killedInMidSessionItKeepsEveryFinalThatWasSeenAndStreamsResume(@TempDir Path directory) {
        Map<String, String> settings = Map.of("ROOMSCRIBE_DATA_DIRECTORY", directory.toString());
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
            seen = captions.events().stream()
                    .filter(event -> event.id() != null)
                    .toList();
        }
        String last = seen.get(seen.size() - 1).id();
        String path = "/rooms/demo/transcript/events";
        try (RoomscribeProcess again = RoomscribeProcess.start(settings, demo);
                CaptionClient all = CaptionClient.subscribe(again.url(), path + "?after=0");
                CaptionClient back = CaptionClient.subscribe(again.url(), path, "Last-Event-ID", last)) {
            all.await(GRACE, "session.ended");
            back.await(GRACE, "session.ended");
            assertThat(all.events().stream().map(CaptionClient.Event::id))
                    .containsAll(seen.stream().map(CaptionClient.Event::id).toList())
                    .doesNotHaveDuplicates();
            assertThat(all.events().get(0).type()).isEqualTo("session.started");
            // What came after the last that was read, if anything was written, and then how it ended.
            assertThat(back.events()).isEqualTo(tail(all.events(), last));
            assertThat(back.events("stream.gap").stream().map(gap -> gap.text("reason")))
                    .containsExactly("service_crashed");
            assertThat(back.events("session.ended").get(0).text("reason")).isEqualTo("failed");

            // Another service may not write there as well.
            try (RoomscribeProcess second = RoomscribeProcess.start(settings, demo)) {
                assertThat(second.awaitExit(START)).isNotZero();
                assertThat(second.log()).contains("roomscribe.data-directory").doesNotContain("\tat ");
            }
            CaptionClient next = CaptionClient.startAndStream(again.url(), "demo");
            next.close();
            back.await(GRACE, "session.started");
            assertThat(EventId.parse(back.events("session.started").get(0).id()).orElseThrow())
                    .isGreaterThan(EventId.parse(last).orElseThrow());
        }
    }

    private static List<CaptionClient.Event> tail(List<CaptionClient.Event> events, String after) {
        return events.stream()
                .dropWhile(event -> !after.equals(event.id()))
                .skip(1)
                .toList();
    }

    @Test
    void endedWhileFishjamDoesNotAnswerItEndsInTimeAndTheNextOneSweeps(@TempDir Path directory) {
        try (RemoteFishjam remote = new RemoteFishjam()) {
            EmbeddedRoom room = remote.fishjam.openRoom("weekly");
            room.join("Ana");
            Map<String, String> settings = remote.settings(directory);
            try (RoomscribeProcess service = RoomscribeProcess.start(settings);
                    CaptionClient captions = CaptionClient.startAndStream(service.url(), "weekly")) {
                Awaitility.await().atMost(START).until(() -> room.agents().size() == 1);
                remote.fishjam.faults().answer(new Faults.Answer(503, "text/plain", ""), 10_000);
                service.terminate();
                assertThat(service.awaitExit(GRACE)).isZero();
                assertThat(captions.events("session.ended")).hasSize(1);
            }
            assertThat(room.agents()).hasSize(1);
            remote.fishjam.faults().heal();
            try (RoomscribeProcess again = RoomscribeProcess.start(settings)) {
                again.url();
                Awaitility.await().atMost(GRACE).until(() -> room.agents().isEmpty());
            }
        }
    }

    /** While it ends it says so to whoever balances the load, and takes on nothing new. */
    @Test
    void endedWhileFishjamIsSilentItIsNotReadyStartsNothingAndStillEndsInTime(@TempDir Path directory) {
        try (RemoteFishjam remote = new RemoteFishjam()) {
            EmbeddedRoom room = remote.fishjam.openRoom("weekly");
            room.join("Ana");
            remote.fishjam.openRoom("other");
            try (RoomscribeProcess service = RoomscribeProcess.start(remote.settings(directory));
                    CaptionClient captions = CaptionClient.startAndStream(service.url(), "weekly")) {
                Awaitility.await().atMost(START).until(() -> room.agents().size() == 1);
                URI url = service.url();
                assertThat(status("GET", url.resolve("/q/health/ready"))).isEqualTo(200);
                remote.fishjam.faults().delayAnswers(Duration.ofHours(1));

                service.terminate();

                Awaitility.await()
                        .atMost(GRACE)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> status("GET", url.resolve("/q/health/ready")) == 503);
                assertThat(status("POST", url.resolve("/rooms/other/transcribe")))
                        .isEqualTo(503);
                assertThat(service.awaitExit(GRACE)).isZero();
                assertThat(captions.events("stream.closing")).hasSize(1);
            }
        }
    }

    private static int status(String method, URI url) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(url)
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

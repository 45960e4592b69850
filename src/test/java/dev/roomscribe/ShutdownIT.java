package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.RemoteFishjam;
import dev.roomscribe.support.RoomscribeProcess;
import dev.roomscribe.support.Signals;
import dev.roomscribe.support.Sounds;
import dev.roomscribe.support.WebhookReceiver;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stopping the packaged service with SIGTERM: sessions are drained within the deadline, and left to the next process. */
class ShutdownIT {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** The service is set up for another Fishjam and model by settings alone. SIGTERM loses no speech and leaves no agent. */
    @Test
    void openUtteranceBecomesFinalAndTheAgentLeaves(@TempDir Path directory) {
        EmbeddedOptions options = EmbeddedOptions.defaults().withManagementToken("s3cret-of-the-test");
        try (RemoteFishjam remote = new RemoteFishjam(options)) {
            EmbeddedRoom room = remote.openRoom("weekly");
            room.join(
                    "Ana",
                    Playback.of(Sounds.recording(ToneModel.tone(ToneModel.LOW, 15_000)))
                            .looping());
            try (RoomscribeProcess service = RoomscribeProcess.start(remote.toneSettings(directory));
                    CaptionClient captions = CaptionClient.startAndStream(service.url(), "weekly")) {
                captions.await(START, "transcript.partial");
                assertThat(room.agents()).hasSize(1);

                service.terminate();

                Awaitility.await().atMost(GRACE).until(captions::ended);
                assertThat(service.awaitExit(GRACE)).isZero();
                List<String> end = captions.events().stream()
                        .map(CaptionClient.Event::type)
                        .filter(type -> !type.equals("transcript.partial") && !type.equals("session.status"))
                        .toList();
                assertThat(end).endsWith("transcript.final", "stream.closing").doesNotContain("session.ended");
                assertThat(captions.events("session.status"))
                        .last()
                        .returns("interrupted", status -> status.text("state"));
                assertThat(captions.events("transcript.final").get(0).text("end_reason"))
                        .isEqualTo("drain");
                assertThat(captions.events("stream.closing")
                                .get(0)
                                .data()
                                .path("retry_ms")
                                .asLong())
                        .isPositive();
                assertThat(room.agents()).isEmpty();
                assertThat(service.log()).doesNotContain("s3cret-of-the-test");
            }
        }
    }

    /** A receiver has every event before the process exits; a receiver that never responds does not delay the exit. */
    @Test
    void lastEventsArePostedAndSecretsAreNotLogged() throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        Map<String, String> settings = Map.of(
                "ROOMSCRIBE_SESSION_RESUME", "false",
                "ROOMSCRIBE_WEBHOOK_SECRET", WebhookReceiver.SECRET,
                "ROOMSCRIBE_WEBHOOK_ALLOW_HTTP", "true",
                "ROOMSCRIBE_WEBHOOK_ALLOW_PRIVATE", "true");
        try (WebhookReceiver receiver = new WebhookReceiver(vertx);
                WebhookReceiver dead = new WebhookReceiver(vertx);
                RoomscribeProcess service = RoomscribeProcess.start(settings, "-Droomscribe.fishjam.embedded=true")) {
            dead.answer((posted, response) -> {});
            assertThat(startWithWebhook(service.url(), dead.url("/t0ken"))).isEqualTo(201);
            Awaitility.await().atMost(GRACE).until(() -> dead.requests().size() == 1);
            HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(service.url().resolve("/rooms/demo/transcribe"))
                                    .DELETE()
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            assertThat(startWithWebhook(service.url(), receiver.url("/t0ken"))).isEqualTo(201);
            Awaitility.await().atMost(GRACE).until(() -> !receiver.accepted().isEmpty());

            service.terminate();

            assertThat(service.awaitExit(GRACE)).isZero();
            assertThat(receiver.acceptedTypes()).startsWith("session.started").endsWith("session.ended");
            assertThat(receiver.accepted().get(receiver.accepted().size() - 1).body())
                    .contains("\"drained\"");
            assertThat(receiver.accepted()).allMatch(posted -> posted.isSignedWith(WebhookReceiver.SECRET));
            assertThat(dead.requests()).hasSize(1);
            assertThat(service.log()).doesNotContain("t0ken", WebhookReceiver.SECRET);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static int startWithWebhook(URI service, String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(service.resolve("/rooms/demo/transcribe"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"webhook_url\": \"" + url + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void shutdownIsBoundedWhileFishjamFailsAndTheNextStartReplacesTheAgent(@TempDir Path directory) {
        try (RemoteFishjam remote = new RemoteFishjam()) {
            EmbeddedRoom room = remote.openRoom("weekly");
            room.join("Ana");
            Map<String, String> settings = remote.toneSettings(directory);
            try (RoomscribeProcess service = RoomscribeProcess.start(settings);
                    CaptionClient captions = CaptionClient.startAndStream(service.url(), "weekly")) {
                Awaitility.await().atMost(START).until(() -> room.agents().size() == 1);
                remote.faults().answer(new Faults.Answer(503, "text/plain", ""), 10_000);
                service.terminate();
                assertThat(service.awaitExit(GRACE)).isZero();
                assertThat(captions.events("session.ended")).isEmpty();
            }
            assertThat(room.agents()).hasSize(1);
            EmbeddedPeer left = room.agents().get(0);
            remote.faults().heal();
            try (RoomscribeProcess again = RoomscribeProcess.start(settings)) {
                again.url();
                Awaitility.await()
                        .atMost(GRACE)
                        .until(() -> room.agents().size() == 1 && !room.agents().contains(left));
            }
        }
    }

    /** Fishjam does not respond at all, so draining takes as long as it may. */
    @Test
    void drainingServiceIsNotReadyAndStartsNoSession(@TempDir Path directory) {
        try (RemoteFishjam remote = new RemoteFishjam()) {
            EmbeddedRoom room = remote.openRoom("weekly");
            room.join("Ana");
            remote.openRoom("other");
            try (RoomscribeProcess service = RoomscribeProcess.start(remote.toneSettings(directory));
                    CaptionClient captions = CaptionClient.startAndStream(service.url(), "weekly")) {
                Awaitility.await().atMost(START).until(() -> room.agents().size() == 1);
                URI url = service.url();
                assertThat(status("GET", service.management().resolve("/q/health/ready")))
                        .isEqualTo(200);
                remote.faults().delayAnswers(Duration.ofHours(1));

                service.terminate();

                Awaitility.await()
                        .atMost(GRACE)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> status("GET", service.management().resolve("/q/health/ready")) == 503);
                assertThat(status("POST", url.resolve("/rooms/other/transcribe")))
                        .isEqualTo(503);
                assertThat(service.awaitExit(GRACE)).isZero();
                assertThat(captions.events("stream.closing")).hasSize(1);
            }
        }
    }

    /** Worker processes are stopped and Fishjam is silent, so every step that waits for them uses all of its time. */
    @Test
    void processEndsBeforeItsDeadlineWhateverDoesNotRespond(@TempDir Path directory) {
        Duration deadline = Duration.ofSeconds(8);
        Duration margin = Duration.ofSeconds(2);
        try (RemoteFishjam remote = new RemoteFishjam()) {
            EmbeddedRoom room = remote.openRoom("weekly");
            room.join(
                    "Ana",
                    Playback.of(Sounds.recording(ToneModel.tone(ToneModel.LOW, 15_000)))
                            .looping());
            Map<String, String> settings = new HashMap<>(remote.toneSettings(directory));
            settings.put("ROOMSCRIBE_SHUTDOWN_TIMEOUT", deadline.toSeconds() + "s");
            try (RoomscribeProcess service = RoomscribeProcess.start(settings);
                    CaptionClient captions = CaptionClient.startAndStream(service.url(), "weekly")) {
                captions.await(START, "transcript.partial");
                List<ProcessHandle> workers = service.children();
                assertThat(workers).isNotEmpty();
                workers.forEach(worker -> Signals.send("STOP", worker));
                remote.faults().delayAnswers(Duration.ofHours(1));
                try {
                    service.terminate();
                    service.awaitExit(deadline.plus(margin));
                    assertThat(service.log()).doesNotContain("RejectedExecutionException");
                    Awaitility.await()
                            .atMost(GRACE)
                            .until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
                } finally {
                    workers.forEach(ProcessHandle::destroyForcibly);
                }
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

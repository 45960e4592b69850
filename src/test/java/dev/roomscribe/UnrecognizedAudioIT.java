package dev.roomscribe;

import static dev.roomscribe.support.SpokenWords.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.RemoteFishjam;
import dev.roomscribe.support.RoomscribeProcess;
import dev.roomscribe.support.Signals;
import dev.roomscribe.support.Sounds;
import dev.roomscribe.support.SpokenWords;
import dev.roomscribe.support.SpokenWords.Spoken;
import dev.roomscribe.support.WebhookReceiver;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Sessions of the packaged service that end, or are interrupted, while recognition is 6 s behind, because its worker processes are stopped. What
 * was said is in finals or gaps, and nothing of a session follows its {@code session.ended}.
 */
@Execution(ExecutionMode.CONCURRENT)
class UnrecognizedAudioIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long BEHIND_MS = 6_000;
    /** Audio at the end of the session that may not have arrived before it. */
    private static final double DELIVERY_SECONDS = 0.3;

    private static final List<String> SPEAKERS = List.of("alice", "bob");
    private static final String ROOM = "weekly";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Vertx vertx = Vertx.vertx();
    private final WebhookReceiver webhook = new WebhookReceiver(vertx);
    private final RemoteFishjam fishjam = new RemoteFishjam();
    private final EmbeddedRoom room = fishjam.openRoom(ROOM);
    private final Map<String, String> peers = new HashMap<>();
    private Instant start = Instant.MAX;

    @AfterEach
    void close() {
        fishjam.close();
        webhook.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void sigtermStatesWhatWasNotRecognizedAsGapsAndTheSessionContinues(@TempDir Path data) {
        List<CaptionClient.Event> streamed;
        try (RoomscribeProcess service = startService(data, true);
                CaptionClient captions = startSession(service.url())) {
            fallBehind(service);
            service.terminate();
            assertThat(service.awaitExit(LIMIT)).isZero();
            Awaitility.await().atMost(LIMIT).until(captions::ended);
            streamed = captions.events();
        }
        assertThat(streamed).noneMatch(event -> event.is("session.ended"));
        try (RoomscribeProcess again = startService(data, true);
                CaptionClient stored = CaptionClient.subscribe(again.url(), events("0"))) {
            CaptionClient.Event resumed = stored.await(LIMIT, "session.resumed");
            List<CaptionClient.Event> before = stored.events().stream()
                    .takeWhile(event -> !event.equals(resumed))
                    .toList();
            assertThat(before).startsWith(durable(streamed).toArray(CaptionClient.Event[]::new));
            assertAccounted(before, seconds(Instant.parse(resumed.text("resumed_at"))), "service_restarted");
        }
    }

    @Test
    void sigtermStatesWhatWasNotRecognizedAsGapsAndTheSessionEnds(@TempDir Path data) {
        List<CaptionClient.Event> streamed;
        try (RoomscribeProcess service = startService(data, false);
                CaptionClient captions = startSession(service.url())) {
            fallBehind(service);
            service.terminate();
            assertThat(service.awaitExit(LIMIT)).isZero();
            Awaitility.await().atMost(LIMIT).until(captions::ended);
            streamed = captions.events();
        }
        assertSessionAccounted(streamed);
        assertNothingFollowsTheEnd(streamed);
        assertThat(webhook.acceptedTypes()).endsWith("session.ended").containsOnlyOnce("session.ended");
        try (RoomscribeProcess again = startService(data, false);
                CaptionClient stored = CaptionClient.subscribe(again.url(), events("0"))) {
            stored.await(LIMIT, "session.ended");
            assertThat(durable(stored.events())).isEqualTo(durable(streamed));
            // The end of this process closes the stream, after which nothing can follow.
            again.terminate();
            assertThat(again.awaitExit(LIMIT)).isZero();
            Awaitility.await().atMost(LIMIT).until(stored::ended);
            assertThat(durable(stored.events())).isEqualTo(durable(streamed));
        }
    }

    @Test
    void deleteStatesWhatWasNotRecognizedAsGapsAndLaterResultsAreIgnored(@TempDir Path data) {
        try (RoomscribeProcess service = startService(data, true);
                CaptionClient captions = startSession(service.url())) {
            fallBehind(service);
            assertThat(send("DELETE", service.url().resolve("/rooms/" + ROOM + "/transcribe"), null))
                    .isLessThan(300);
            captions.await(LIMIT, "session.ended");
            String ended = captions.events("session.ended").get(0).text("session_id");
            service.children().forEach(worker -> Signals.send("CONT", worker));

            // The workers would deliver the results of the ended session before those of the next one.
            assertThat(startWithWebhook(service.url())).isEqualTo(201);
            captions.await(LIMIT, event -> event.is("transcript.final") && !ended.equals(event.text("session_id")));
            List<CaptionClient.Event> first = captions.events().stream()
                    .filter(event -> ended.equals(event.text("session_id")))
                    .toList();
            assertSessionAccounted(first);
            assertNothingFollowsTheEnd(first);
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> webhook.acceptedTypes().contains("transcript.final")
                            && webhook.acceptedTypes().lastIndexOf("session.started") > 0);
            List<String> posted = webhook.accepted().stream()
                    .filter(post -> post.body().contains(ended))
                    .map(WebhookReceiver.Posted::type)
                    .toList();
            assertThat(posted).endsWith("session.ended").containsOnlyOnce("session.ended");
            assertPauseIsStated(service.url(), captions);
        }
    }

    /** The files state that nothing was transcribed between the sessions, also those of this interval only. */
    private static void assertPauseIsStated(URI service, CaptionClient captions) {
        List<CaptionClient.Event> sessions = captions.events().stream()
                .filter(event -> event.is("session.ended") || event.is("session.started"))
                .toList();
        String from = "";
        String to = "";
        for (int i = 0; i + 1 < sessions.size(); i++) {
            if (sessions.get(i).is("session.ended")) {
                from = sessions.get(i).text("ended_at");
                to = sessions.get(i + 1).text("started_at");
            }
        }
        for (String format : List.of("txt", "srt", "vtt")) {
            assertThat(get(service, "/rooms/" + ROOM + "/transcript." + format)).contains("not transcribed for");
            assertThat(get(service, "/rooms/" + ROOM + "/transcript." + format + "?from=" + from + "&to=" + to))
                    .as("%s from %s to %s", format, from, to)
                    .contains("not transcribed for");
        }
        assertThat(get(service, "/rooms/" + ROOM + "/transcript.json")).contains("\"not_transcribed\"");
    }

    private RoomscribeProcess startService(Path data, boolean resume) {
        return RoomscribeProcess.start(Map.of(
                "ROOMSCRIBE_SESSION_RESUME",
                Boolean.toString(resume),
                "FISHJAM_ID",
                fishjam.url(),
                "FISHJAM_MANAGEMENT_TOKEN",
                fishjam.managementToken(),
                "ROOMSCRIBE_DATA_DIRECTORY",
                data.toString(),
                "ROOMSCRIBE_WEBHOOK_SECRET",
                WebhookReceiver.SECRET,
                "ROOMSCRIBE_WEBHOOK_ALLOW_HTTP",
                "true",
                "ROOMSCRIBE_WEBHOOK_ALLOW_PRIVATE",
                "true"));
    }

    /** Starts a session, and then the conversation. */
    private CaptionClient startSession(URI service) {
        assertThat(startWithWebhook(service)).isEqualTo(201);
        CaptionClient captions = CaptionClient.subscribe(service, events("0"));
        captions.await(LIMIT, "session.started");
        start = Instant.now().plusMillis(500);
        for (String speaker : SPEAKERS) {
            EmbeddedPeer peer = room.join(
                    speaker,
                    Playback.of(Sounds.recording(Recordings.demo(speaker)))
                            .looping()
                            .startingAt(start));
            peers.put(speaker, peer.id());
        }
        captions.await(LIMIT, "transcript.final");
        return captions;
    }

    /** Stops the workers and waits until the oldest audio in the queue is 6 s old. */
    private static void fallBehind(RoomscribeProcess service) {
        service.children().forEach(worker -> Signals.send("STOP", worker));
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> JSON.readTree(get(service.url(), "/rooms/" + ROOM + "/transcribe"))
                                .path("lag_ms")
                                .asLong()
                        >= BEHIND_MS);
    }

    private void assertSessionAccounted(List<CaptionClient.Event> session) {
        double ended = session.stream()
                .filter(event -> event.is("session.ended"))
                .mapToDouble(event -> seconds(Instant.parse(event.text("ended_at"))))
                .findFirst()
                .orElseThrow();
        assertAccounted(session, ended - DELIVERY_SECONDS, "session_ended");
        assertThat(session.stream().filter(SpokenWords::isGap))
                .allSatisfy(gap -> assertThat(peers).containsValue(gap.text("peer_id")));
    }

    /** Every word up to a time, in seconds by the wall clock, is in a final or in a gap. */
    private void assertAccounted(List<CaptionClient.Event> session, double until, String reason) {
        int lost = 0;
        for (String speaker : SPEAKERS) {
            String peer = peers.get(speaker);
            List<Spoken> said = SpokenWords.said(speaker, start, 0, until);
            List<Spoken> notRecognized = SpokenWords.notRecognized(said, peer, session);
            assertThat(SpokenWords.outsideGaps(notRecognized, peer, session))
                    .as("words of %s that are neither in a final nor in a gap", speaker)
                    .isEmpty();
            lost += notRecognized.size();
        }
        assertThat(lost).as("words that were not recognized in time").isPositive();
        List<CaptionClient.Event> gaps =
                session.stream().filter(SpokenWords::isGap).toList();
        assertThat(gaps).allSatisfy(gap -> assertThat(gap.text("reason")).isEqualTo(reason));
        assertThat(gaps).anySatisfy(gap -> assertThat(peers).containsValue(gap.text("peer_id")));
    }

    private static void assertNothingFollowsTheEnd(List<CaptionClient.Event> session) {
        List<String> types = session.stream().map(CaptionClient.Event::type).toList();
        int end = types.indexOf("session.ended");
        assertThat(types.subList(end + 1, types.size()))
                .doesNotContain(
                        "session.ended",
                        "transcript.final",
                        "transcript.partial",
                        "stream.gap",
                        "peer.left",
                        "peer.joined");
    }

    private static List<CaptionClient.Event> durable(List<CaptionClient.Event> events) {
        return events.stream().filter(event -> event.id() != null).toList();
    }

    private static String events(String after) {
        return "/rooms/" + ROOM + "/transcript/events?after=" + after;
    }

    private int startWithWebhook(URI service) {
        return send(
                "POST",
                service.resolve("/rooms/" + ROOM + "/transcribe"),
                "{\"webhook_url\": \"" + webhook.url("/captions") + "\"}");
    }

    private static int send(String method, URI url, String body) {
        try {
            HttpRequest.BodyPublisher content =
                    body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
            return HTTP.send(
                            HttpRequest.newBuilder(url)
                                    .header("Content-Type", "application/json")
                                    .method(method, content)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String get(URI service, String path) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(service.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

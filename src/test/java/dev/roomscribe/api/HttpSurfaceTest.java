package dev.roomscribe.api;

import static dev.roomscribe.api.TranscriptEvents.appendSession;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.roomscribe.contract.DocumentedSchemas;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.Management;
import dev.roomscribe.transcript.live.RoomTranscript;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features of the whole HTTP surface: metrics, health, pages, compression, the OpenAPI document and problems. */
@QuarkusTest
class HttpSurfaceTest extends RoomTest {
    @Test
    void metricsAndHealthDescribeTheRunningSession() {
        try (CaptionClient captions = CaptionClient.startAndStream(service, roomId)) {
            room.join("Alice", Playback.of(greeting()).thenSilence());
            captions.await(SOON, "transcript.final");
            String metrics = Management.metrics();
            for (String meter : List.of(
                    "roomscribe_sessions_active ",
                    "roomscribe_recognition_streams_active ",
                    "roomscribe_recognition_capacity_streams ",
                    "roomscribe_recognition_audio_seconds_total ",
                    "roomscribe_recognition_cpu_seconds_total ",
                    "roomscribe_recognition_queue_delay_seconds_count ",
                    "roomscribe_transcript_final_latency_seconds_count ",
                    "roomscribe_transcript_finals_total ",
                    "roomscribe_transcript_partials_total ",
                    "roomscribe_transcript_subscribers ")) {
                double value = metrics.lines()
                        .filter(line -> line.startsWith(meter))
                        .mapToDouble(line -> Double.parseDouble(line.substring(meter.length())))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(meter + "is missing"));
                assertThat(value).as(meter).isPositive();
            }
            assertThat(metrics)
                    .contains("\nroomscribe_recognition_utilization_ratio ")
                    .contains("\nroomscribe_recognition_lag_seconds ")
                    .contains("\nroomscribe_recognition_queued_audio_seconds ")
                    .contains("\nroomscribe_recognition_worker_memory_bytes ")
                    .contains("\nroomscribe_recognition_worker_exits_total{reason=\"crashed\"} ");
        }
        Management.get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'transcription' }.data.model", equalTo("roomscribe-demo-en-1"));
        Management.get("/q/health/live").then().statusCode(200);
        when().get("/q/swagger-ui/").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({"/, 'none'", "/rooms/any-room/captions, 'self'"})
    void pagesAllowOnlyTheirOwnOrigin(String path, String frames) {
        String policy = when().get(path)
                .then()
                .statusCode(200)
                .contentType("text/html;charset=utf-8")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .extract()
                .header("Content-Security-Policy");
        assertThat(policy)
                .startsWith("default-src 'none';")
                .doesNotContain("unsafe", "*", "http")
                .endsWith("frame-ancestors '" + frames.replace("'", "") + "'");
        String script = path.length() > 1 ? "/page/captions.js" : "/page/rooms.js";
        assertThat(when().get(path).asString()).contains(script.substring(1));
        when().get(script)
                .then()
                .statusCode(200)
                .contentType(containsString("text/javascript"))
                .header("Cache-Control", "no-cache");
    }

    @Test
    void filesAndPagesAreCompressedButEventStreamsAreNot() throws Exception {
        RoomTranscript transcript = transcripts.open(roomId);
        appendSession(transcript, "s1", Instant.parse("2026-09-10T10:00:00Z"), "said");
        for (String path : List.of(
                "/rooms/" + roomId + "/transcript",
                "/rooms/" + roomId + "/transcript.json",
                "/rooms/" + roomId + "/transcript.vtt",
                "/rooms/" + roomId + "/captions",
                "/captions.js")) {
            HttpResponse<byte[]> compressed = fetch(path, "gzip", HttpResponse.BodyHandlers.ofByteArray());
            assertThat(compressed.headers().firstValue("Content-Encoding"))
                    .as(path)
                    .contains("gzip");
            assertThat(compressed.headers().allValues("Vary")).as(path).contains("Accept-Encoding");
            HttpResponse<byte[]> plain = fetch(path, "identity", HttpResponse.BodyHandlers.ofByteArray());
            assertThat(plain.headers().firstValue("Content-Encoding")).as(path).isEmpty();
            try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
                assertThat(unpacked.readAllBytes()).as(path).isEqualTo(plain.body());
            }
        }
        HttpResponse<InputStream> captions =
                fetch("/rooms/" + roomId + "/transcript/events", "gzip", HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream stream = captions.body()) {
            assertThat(captions.headers().firstValue("Content-Encoding").orElse("identity"))
                    .isEqualTo("identity");
            assertThat(stream.read()).isEqualTo(':');
        }
    }

    private <T> HttpResponse<T> fetch(String path, String encoding, HttpResponse.BodyHandler<T> body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(service.resolve(path))
                .header("Accept-Encoding", encoding)
                .build();
        return HttpClient.newHttpClient().send(request, body);
    }

    /** No documented path is unknown to the service, and no documented method is rejected. */
    @Test
    void everyDocumentedOperationIsServed() throws IOException {
        byte[] document =
                when().get("/q/openapi").then().statusCode(200).extract().asByteArray();
        JsonNode paths = new YAMLMapper().readTree(document).path("paths");
        assertThat(paths).isNotEmpty();
        paths.properties()
                .forEach(path -> path.getValue().properties().stream()
                        .map(operation -> operation.getKey())
                        .filter(method -> List.of("get", "post", "delete").contains(method))
                        .forEach(method -> {
                            String answer = given().request(
                                            method,
                                            path.getKey()
                                                    .replace("{roomId}", "missing-room")
                                                    .replace("{suffix}", "vtt"))
                                    .asString();
                            assertThat(answer)
                                    .as(method + " " + path.getKey())
                                    .doesNotContain("no-such-path", "not-allowed");
                        }));
    }

    @Test
    void theDocumentsAreServedWithTheSchemasOfEveryEvent() throws IOException {
        byte[] openApi =
                when().get("/q/openapi.json").then().statusCode(200).extract().asByteArray();
        assertThat(new JsonMapper().readTree(openApi).at("/components/schemas"))
                .isEqualTo(DocumentedSchemas.document().at("/components/schemas"));
        when().get("/q/openapi.yaml").then().statusCode(200);
        byte[] asyncApi =
                when().get("/q/asyncapi.yaml").then().statusCode(200).extract().asByteArray();
        assertThat(getClass().getResourceAsStream("/META-INF/asyncapi.yaml")).hasBinaryContent(asyncApi);
        problem(when().post("/q/asyncapi.yaml").then(), 405, "method-not-allowed", "GET, HEAD, OPTIONS");
    }

    @Test
    void unknownPathsAndMethodsAreAnsweredWithProblems() {
        problem(when().get("/nothing").then(), 404, "no-such-path", "/q/openapi");
        problem(when().get("/rooms/x/transcript.pdf").then(), 404, "no-such-path", "/q/openapi");
        problem(when().put("/rooms").then(), 405, "method-not-allowed", "GET, HEAD, OPTIONS");
    }

    @Test
    void fishjamWebhookIsNotFoundWithoutASecret() {
        problem(
                given().body(new byte[] {1}).post("/fishjam/webhooks").then(),
                404,
                "webhook-not-set-up",
                "set roomscribe.fishjam.webhook-secret");
    }
}

package dev.roomscribe.api;

import static dev.roomscribe.api.TranscriptEvents.appendSession;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.support.LoggedFailures;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request may be, on the whole service: every refusal is a problem document, and none is logged as an error. */
@QuarkusTest
class RequestRulesTest extends RoomTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rooms/%s;x/transcript.txt",
                "/rooms/%s;/transcribe",
                "/rooms//%s/transcript.txt",
                "/rooms/./%s/transcript.txt",
                "/rooms/x/../%s/transcript.txt",
                "/rooms/x/%%2e%%2e/%s/transcript.txt",
                "/rooms/%s/transcript.txt;x",
                "/rooms/%s/transcript/events;x",
                "/rooms/%s/captions;x",
                "/page/../captions.js",
                "/captions.js;x"
            })
    void pathIsReadLiterallyOrRefused(String path) {
        appendSession(transcripts.open(roomId), "s0", Instant.parse("2026-09-10T10:00:00Z"), "said");
        for (String method : Set.of("GET", "POST", "DELETE")) {
            refused(method + " " + path.formatted(roomId) + " HTTP/1.1\nHost: localhost\n", 400, "bad-request");
        }
    }

    @Test
    void encodedSemicolonIsPartOfTheRoom() {
        appendSession(transcripts.open(roomId), "s0", Instant.parse("2026-09-10T10:00:00Z"), "said");
        problem(
                given().urlEncodingEnabled(false)
                        .get("/rooms/" + roomId + "%3Bx/transcript.txt")
                        .then(),
                404,
                "not-transcribed",
                "Room " + roomId + ";x has");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%E2%80%A8",
                "%E2%80%AE",
                "a%C2%A0b",
                "%EF%BB%BF",
                "%EE%80%80",
                "%CD%B8",
                "%20",
                "%E3%80%80",
                "%F3%A0%80%81"
            })
    void roomIdHasNoInvisibleCharacters(String room) {
        for (String call : Set.of("GET %s/transcribe", "POST %s/transcribe", "GET %s/transcript", "GET %s/captions")) {
            String line = call.formatted("/rooms/" + room);
            refused(line + " HTTP/1.1\nHost: localhost\n", 400, "bad-request");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /rooms HTTP/1.1 | Host: evil.example | 421 | unknown-host",
                "GET /captions.js HTTP/1.1 | Host: evil.example | 421 | unknown-host",
                "GET /q/openapi HTTP/1.1 | Host: evil.example | 421 | unknown-host",
                "GET /rooms HTTP/1.1 | Host: a b | 400 | bad-request",
                "GET /rooms HTTP/1.1 | X-No-Host: y | 400 | bad-request",
                "POST /rooms/x/transcribe HTTP/1.1 | Origin: https://evil.example | 403 | foreign-origin",
                "DELETE /rooms/x/transcribe HTTP/1.1 | Origin: null | 403 | foreign-origin",
                "POST /fishjam/webhooks HTTP/1.1 | Sec-Fetch-Site: cross-site | 403 | foreign-origin",
                "GET * HTTP/1.1 | X: y | 404 | no-such-path",
                "GET rooms HTTP/1.1 | X: y | 404 | no-such-path",
                "GET ?x HTTP/1.1 | X: y | 400 | bad-request",
                "GET /rooms/%zz/transcribe HTTP/1.1 | X: y | 400 | bad-request",
                "GET /rooms?%zz HTTP/1.1 | X: y | 400 | bad-request",
                "GET /rooms HTTP/1.1 | X y: z | 400 | bad-request",
                "GET /rooms HTTP/1.1 | Content-Length: x | 400 | bad-request",
                "GET /rooms HTTP/9.9 | X: y | 400 | bad-request",
                "G@T /rooms HTTP/1.1 | X: y | 400 | bad-request",
                "PATCH /rooms/x/transcribe HTTP/1.1 | X: y | 405 | method-not-allowed",
                "POST /captions.js HTTP/1.1 | X: y | 405 | method-not-allowed",
                "POST /q/openapi HTTP/1.1 | X: y | 405 | method-not-allowed",
                "GET /rooms HTTP/1.1 | Accept: image/png | 406 | not-acceptable",
                "GET /rooms HTTP/1.1 | Accept: text/plain; charset=\" | 400 | bad-request",
                "POST /rooms/x/transcribe HTTP/1.1 | Content-Type: gzip | 415 | unsupported-media-type",
                "POST /rooms/x/transcribe HTTP/1.1 | Content-Encoding: gzip | 415 | unsupported-media-type",
                "POST /rooms/x/transcribe HTTP/1.1 | Content-Length: 999999 | 413 | body-too-large",
                "POST /rooms/x/transcribe HTTP/1.1 | Expect: 100-continue\\nContent-Length: 999999 | 413 | body-too-large",
                "GET /captions.js HTTP/1.1 | Range: bytes=99999999- | 416 | range-not-satisfiable",
                "GET /rooms HTTP/1.1 | Upgrade: h2c\\nConnection: Upgrade | 400 | bad-request"
            })
    void everyRefusalIsAProblem(String line, String headers, int status, String type) {
        String host = headers.contains("Host") ? "" : "Host: localhost\n";
        refused(line + "\n" + host + headers.replace("\\n", "\n") + "\n", status, type);
    }

    private void refused(String request, int status, String type) {
        try (LoggedFailures log = new LoggedFailures();
                RawHttpClient client = new RawHttpClient(service)) {
            RawHttpClient.Head head = client.send(request + "\n").readHead();
            assertThat(head.status()).as(request).isEqualTo(status);
            assertThat(head.headers()).containsEntry("content-type", "application/problem+json");
            assertThat(client.read(Integer.parseInt(head.headers().get("content-length"))))
                    .contains("\"urn:roomscribe:problem:" + type + "\"", "\"status\":" + status + ",");
            assertThat(log.lines()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u0006", "\t", "\u007f", "\u009f", "\u00ff"})
    void firstByteIsPartOfAMethod(String firstByte) {
        refused(firstByte + "GET / HTTP/1.1\nHost: localhost\n", 400, "bad-request");
    }

    @Test
    void lineAndHeadersHaveALimit() {
        refused("GET /" + "a".repeat(9_000) + " HTTP/1.1\nHost: localhost\n", 414, "target-too-long");
        refused("GET / HTTP/1.1\nHost: localhost\nX: " + "a".repeat(30_000) + "\n", 431, "headers-too-large");
    }

    @Test
    void bodyWithoutALengthHasTheSameLimitOverHttp2() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<String> first = client.send(
                HttpRequest.newBuilder(service.resolve("/rooms")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_2);

        assertThat(start(client, "").statusCode()).isEqualTo(201);
        assertThat(start(client, "{\"partials\":false}").statusCode()).isEqualTo(409);
        HttpResponse<String> tooLarge = start(client, "x".repeat(100_000));
        assertThat(tooLarge.statusCode()).as(tooLarge.body()).isEqualTo(413);
        assertThat(tooLarge.body()).contains("\"urn:roomscribe:problem:body-too-large\"");
        // The connection, which others may share, is still open.
        assertThat(start(client, "").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> start(HttpClient client, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        return client.send(
                HttpRequest.newBuilder(service.resolve("/rooms/" + roomId + "/transcribe"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void bodyWithoutALengthHasTheSameLimit() {
        String head =
                "POST /rooms/" + roomId + "/transcribe HTTP/1.1\nHost: localhost\nContent-Type: application/json\n"
                        + "Transfer-Encoding: chunked\n";
        String chunk = "\n8000\n" + "x".repeat(0x8000);
        refused(head + chunk + chunk + chunk + "\n0\n", 413, "body-too-large");
        try (RawHttpClient client = new RawHttpClient(service)) {
            assertThat(client.send(head + "\n12\n{\"partials\":false}\n0\n\n")
                            .readHead()
                            .status())
                    .isEqualTo(201);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", " null ", "[]", "1", "\"\"", "{", "[[[["})
    void bodyMustBeAnObject(String body) {
        try (LoggedFailures log = new LoggedFailures()) {
            problem(
                    given().contentType("application/json")
                            .body(body)
                            .post("/rooms/{room}/transcribe", roomId)
                            .then(),
                    400,
                    "bad-request",
                    "JSON object");
            assertThat(log.lines()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /, 'GET, HEAD, OPTIONS'",
        "PATCH, /rooms/x/transcribe, 'DELETE, GET, HEAD, OPTIONS, POST'",
        "GET, /rooms/x/transcribe/finalize, 'OPTIONS, POST'",
        "GET, /rooms/x/transcribe/pause, 'DELETE, OPTIONS, POST'",
        "POST, /rooms/x/transcript.vtt, 'GET, HEAD, OPTIONS'",
        "PUT, /rooms/x/transcript, 'DELETE, GET, HEAD, OPTIONS'",
        "GET, /fishjam/webhooks, 'OPTIONS, POST'",
        "DELETE, /page/rooms.js, 'GET, HEAD, OPTIONS'",
        "DELETE, /q/openapi, 'GET, HEAD, OPTIONS'"
    })
    void methodsOfAPathAreListed(String method, String path, String allowed) {
        assertThat(Set.of(when().request(method, path)
                        .then()
                        .statusCode(405)
                        .extract()
                        .header("Allow")
                        .split(",\\s*")))
                .isEqualTo(Set.of(allowed.split(", ")));
    }

    @Test
    void swaggerUiHasAPolicyAndCannotBeFramed() {
        String policy =
                when().get("/q/swagger-ui/").then().statusCode(200).extract().header("Content-Security-Policy");
        assertThat(policy).startsWith("default-src 'none';").endsWith("frame-ancestors 'none'");
    }

    /** A proxy may also have removed a prefix from the path. */
    @ParameterizedTest
    @CsvSource({"transcribe, transcribe", "transcribe/, ../transcribe"})
    void locationRepeatsNeitherTheHostNorThePath(String path, String location) throws Exception {
        given().header("Host", "127.0.0.1:1")
                .post("/rooms/{room}/" + path, roomId)
                .then()
                .statusCode(201)
                .header("Location", equalTo(location));
        URI resolved = URI.create("/rooms/" + roomId + "/" + path).resolve(location);
        assertThat(new ObjectMapper()
                        .readTree(when().get(resolved.toString()).asString())
                        .path("room_id")
                        .asText())
                .isEqualTo(roomId);
    }
}

package dev.roomscribe.api;

import static dev.roomscribe.api.KeysProfile.ALL;
import static dev.roomscribe.api.KeysProfile.ELSEWHERE;
import static dev.roomscribe.api.KeysProfile.bearer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.support.LoggedFailures;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No form of a path and no method avoids the check, a refusal tells nothing, and a connection survives it. */
@QuarkusTest
@TestProfile(KeysProfile.class)
class RefusedRequestsTest {
    private static final String LARGE = "x".repeat(MaxBodySizeFilter.MAX_BYTES);
    private static final String CHUNK = "8000\n" + "x".repeat(0x8000) + "\n";

    @Inject
    Optional<EmbeddedFishjam> fishjam;

    @TestHTTPResource
    URI service;

    private EmbeddedRoom room;

    @BeforeEach
    void startSession() {
        room = fishjam.orElseThrow().openRoom("room-" + UUID.randomUUID());
        given().header("Authorization", bearer(ALL))
                .post("/rooms/{room}/transcribe", room.id())
                .then()
                .statusCode(201);
    }

    @AfterEach
    void closeRoom() {
        fishjam.orElseThrow().faults().heal();
        given().header("Authorization", bearer(ALL))
                .delete("/rooms/{room}/transcribe", room.id())
                .then()
                .statusCode(204);
        room.delete();
    }

    static Stream<String> protectedCalls() throws Exception {
        return AccessTest.protectedOperations().stream()
                .map(operation -> operation.method() + " " + operation.path().replace("{suffix}", "txt"));
    }

    /** Other ways to write a path, of which the service or a proxy in front of it might make the path again. */
    private static List<String> variants(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        String parent = path.substring(0, path.lastIndexOf('/'));
        String encoded = "%" + Integer.toHexString(last.charAt(0)) + last.substring(1);
        return List.of(
                path + "/",
                path + ";",
                path + ";a=b",
                path + "%3Ba=b",
                path + "%3b",
                path + "/.",
                path + "/%2e",
                path + "/x/..",
                path + "/x/%2E%2e",
                path + "%00",
                path + "%20",
                path + "?/captions",
                "/" + path,
                "/." + path,
                "/%2e" + path,
                "/x/.." + path,
                "/x/%2e%2E" + path,
                parent + "//" + last,
                parent + "/./" + last,
                parent + "/;a=b/" + last,
                parent + "/%2E/" + last,
                parent + "%2F" + last,
                parent + "%5C" + last,
                parent + ";a=b/" + last,
                parent + "/" + encoded,
                parent + "/" + last.toUpperCase(Locale.ROOT),
                path.replace("/rooms", "/ROOMS"),
                path.replace("/rooms", "/Rooms"),
                path.replace("/rooms", "/%72ooms"),
                "http://localhost" + path);
    }

    @ParameterizedTest
    @MethodSource("protectedCalls")
    void noFormOfAPathAvoidsTheCheck(String call) {
        String method = call.substring(0, call.indexOf(' '));
        String path = call.substring(call.indexOf(' ') + 1).replace("{roomId}", room.id());
        for (String variant : variants(path)) {
            try (RawHttpClient client = new RawHttpClient(service)) {
                String request = method + " " + variant + " HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n";
                assertThat(client.send(request).readHead().status()).as(variant).isIn(400, 401, 404);
            }
        }
        assertThat(room.agents()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("protectedCalls")
    void otherMethodsOfThePathAreRefused(String call) throws Exception {
        String path = call.substring(call.indexOf(' ') + 1);
        String existing = path.replace("{roomId}", room.id());
        String missing = path.replace("{roomId}", missing());
        if (call.startsWith("GET ")) {
            assertThat(send("HEAD", existing, "").statusCode()).isEqualTo(401);
        }
        for (String method : List.of("PUT", "PATCH", "TRACE", "FOO", "get")) {
            assertThat(send(method, existing, "").statusCode()).as(method).isIn(400, 401, 404, 405, 501);
        }
        HttpResponse<String> options = send("OPTIONS", existing, "");
        assertThat(options.statusCode()).isIn(200, 204);
        assertThat(options.body()).doesNotContain(room.id());
        assertThat(comparable(options)).isEqualTo(comparable(send("OPTIONS", missing, "")));
    }

    @ParameterizedTest
    @MethodSource("protectedCalls")
    void roomOfOthersIsRefusedExactlyAsOneThatDoesNotExist(String call) throws Exception {
        String method = call.substring(0, call.indexOf(' '));
        String path = call.substring(call.indexOf(' ') + 1);
        if (!path.contains("{roomId}")) {
            return;
        }
        String missing = missing();
        // Neither response waits for Fishjam, so their times tell nothing.
        fishjam.orElseThrow().faults().delayAnswers(Duration.ofMinutes(2));
        for (String sent : method.equals("GET") ? List.of("GET", "HEAD") : List.of(method)) {
            HttpResponse<String> existing = send(sent, path.replace("{roomId}", room.id()), bearer(ELSEWHERE));
            HttpResponse<String> absent = send(sent, path.replace("{roomId}", missing), bearer(ELSEWHERE));

            assertThat(existing.statusCode()).isEqualTo(404).isEqualTo(absent.statusCode());
            assertThat(comparable(existing)).isEqualTo(comparable(absent));
            assertThat(existing.body()).isEqualTo(absent.body().replace(missing, room.id()));
        }
    }

    /** Returns the id of no room, as long as that of the room. */
    private String missing() {
        return "room-" + UUID.randomUUID();
    }

    private HttpResponse<String> send(String method, String path, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(30))
                // Otherwise it differs from request to request.
                .header("X-Request-Id", "same");
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, List<String>> comparable(HttpResponse<?> response) {
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        headers.keySet().removeAll(Set.of("date"));
        return headers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Authorization: Bearer rs_nobody_x\n", "Authorization: Basic YTpi\n"})
    void connectionIsUsableOrClosedAfterTheBodyOfARefusedRequest(String authorization) {
        String head = "POST /rooms/" + room.id() + "/tokens HTTP/1.1\nHost: localhost\n"
                + "Content-Type: application/json\n" + authorization;
        String withLength = head + "Content-Length: " + LARGE.length() + "\n\n";
        String chunked = head + "Transfer-Encoding: chunked\n\n";
        try (LoggedFailures log = new LoggedFailures()) {
            checkConnection(withLength + LARGE, "");
            checkConnection(withLength, LARGE);
            checkConnection(withLength + LARGE.substring(9), LARGE.substring(0, 9));
            checkConnection(chunked + CHUNK + CHUNK + "0\n\n", "");
            assertThat(log.lines()).isEmpty();
        }
    }

    /** @param afterResponse what the client sends only when it has received the response */
    private void checkConnection(String request, String afterResponse) {
        try (RawHttpClient client = new RawHttpClient(service)) {
            RawHttpClient.Head refusal = client.send(request).readHead();
            assertThat(refusal.status()).isEqualTo(401);
            assertThat(client.read(Integer.parseInt(refusal.headers().get("content-length"))))
                    .contains("unauthenticated");
            if ("close".equals(refusal.headers().get("connection"))) {
                assertThat(client.readToEnd()).isEmpty();
            } else {
                client.send(afterResponse);
                String next = "GET / HTTP/1.1\nHost: localhost\n\n";
                assertThat(client.send(next).readHead().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void http2ConnectionIsUsableAfterTheBodiesOfRefusedRequests() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpRequest page = HttpRequest.newBuilder(service.resolve("/")).build();
        try (LoggedFailures log = new LoggedFailures()) {
            assertThat(client.send(page, HttpResponse.BodyHandlers.ofString()).version())
                    .isEqualTo(HttpClient.Version.HTTP_2);
            for (String authorization : List.of("Bearer rs_nobody_x", "Basic YTpi", bearer(ELSEWHERE))) {
                for (HttpRequest.BodyPublisher body : List.of(
                        HttpRequest.BodyPublishers.ofString(LARGE),
                        HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(LARGE)))) {
                    HttpRequest refused = HttpRequest.newBuilder(service.resolve("/rooms/" + room.id() + "/transcribe"))
                            .header("Authorization", authorization)
                            .header("Content-Type", "application/json")
                            .POST(body)
                            .build();
                    assertThat(client.send(refused, HttpResponse.BodyHandlers.ofString())
                                    .statusCode())
                            .isIn(401, 404);
                }
            }
            assertThat(client.send(page, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
            assertThat(log.lines()).isEmpty();
        }
    }
}

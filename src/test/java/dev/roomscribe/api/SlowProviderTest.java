package dev.roomscribe.api;

import static dev.roomscribe.api.KeysProfile.ALL;
import static dev.roomscribe.api.KeysProfile.bearer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.security.token.provider.ProviderServer;
import dev.roomscribe.support.LoggedFailures;
import dev.roomscribe.support.Waiting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests whose token cannot be checked before the identity provider has responded. */
@QuarkusTest
@TestProfile(KeysProfile.class)
class SlowProviderTest {
    /** More than the event loops of any machine that runs this, so there is one on each. */
    private static final int CONNECTIONS = 64;

    /** More than is received at once. */
    private static final String BODY = IntStream.range(0, 100)
            .mapToObj(number -> "\"" + number + "-" + "x".repeat(250) + "\"")
            .collect(Collectors.joining(",", "{\"peers\": [", "]}"));

    @Inject
    Optional<EmbeddedFishjam> fishjam;

    @ConfigProperty(name = "roomscribe.auth.provider.jwks-url")
    URI provider;

    @TestHTTPResource
    URI service;

    private final List<EmbeddedRoom> rooms = new ArrayList<>();

    @BeforeEach
    void openRooms() {
        for (int number = 0; number < 4; number++) {
            rooms.add(fishjam.orElseThrow().openRoom("room-" + UUID.randomUUID()));
        }
    }

    @AfterEach
    void closeRooms() {
        for (EmbeddedRoom room : rooms) {
            given().header("Authorization", bearer(ALL))
                    .delete("/rooms/{room}/transcribe", room.id())
                    .then()
                    .statusCode(204);
            room.delete();
        }
    }

    /** One test, because the service keeps the keys of the provider once it has them. */
    @Test
    void requestIsRefusedWhileTheProviderDoesNotRespondAndOtherwiseWaitsForItWithItsBody() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        HttpClients clients = new HttpClients(service);
        try (LoggedFailures log = new LoggedFailures()) {
            HttpResponse<String> refused = clients.post(
                            Version.HTTP_1_1, start(0), BodyPublishers.ofString(BODY), token())
                    .join();
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("5");
            assertThat(refused.body()).contains("urn:roomscribe:problem:provider-unavailable");

            try (ProviderServer slow = new ProviderServer(provider.getPort(), open)) {
                AtomicReference<CompletableFuture<HttpResponse<String>>> first = new AtomicReference<>();
                Waiting.await().until(() -> {
                    CompletableFuture<HttpResponse<String>> pending =
                            clients.post(Version.HTTP_1_1, start(0), BodyPublishers.ofString(BODY), token());
                    first.set(pending);
                    Waiting.await().until(() -> pending.isDone() || slow.requests() > 0);
                    return slow.requests() > 0;
                });
                List<CompletableFuture<HttpResponse<String>>> starts = List.of(
                        first.get(),
                        clients.post(Version.HTTP_1_1, start(1), chunked(), token()),
                        clients.post(Version.HTTP_2, start(2), BodyPublishers.ofString(BODY), token()),
                        clients.post(Version.HTTP_2, start(3), chunked(), token()));
                CompletableFuture<HttpResponse<String>> forbidden = clients.post(
                        Version.HTTP_1_1,
                        "/rooms/" + rooms.get(0).id() + "/tokens",
                        BodyPublishers.ofString("{\"lifetime_seconds\": 60}"),
                        token());
                assertThatEveryEventLoopResponds();
                assertThat(starts).noneMatch(CompletableFuture::isDone);

                open.countDown();

                for (CompletableFuture<HttpResponse<String>> start : starts) {
                    assertThat(start.join().statusCode()).isEqualTo(201);
                }
                // No token of an identity provider may create tokens.
                assertThat(forbidden.join().statusCode()).isEqualTo(403);
            } finally {
                open.countDown();
            }
            for (EmbeddedRoom room : rooms) {
                assertThat(startAgain(room, BODY)).isEqualTo(200);
                assertThat(startAgain(room, "{\"peers\": [\"other\"]}")).isEqualTo(409);
            }
            assertThat(log.lines()).isEmpty();
        }
    }

    private String start(int room) {
        return "/rooms/" + rooms.get(room).id() + "/transcribe";
    }

    private static BodyPublisher chunked() {
        return BodyPublishers.fromPublisher(BodyPublishers.ofString(BODY));
    }

    private void assertThatEveryEventLoopResponds() {
        for (int number = 0; number < CONNECTIONS; number++) {
            try (RawHttpClient client = new RawHttpClient(service)) {
                assertThat(client.send("GET /rooms HTTP/1.1\nHost: localhost\n\n")
                                .readHead()
                                .status())
                        .isEqualTo(401);
            }
        }
    }

    private static int startAgain(EmbeddedRoom room, String body) {
        return given().header("Authorization", bearer(ALL))
                .contentType("application/json")
                .body(body)
                .post("/rooms/{room}/transcribe", room.id())
                .statusCode();
    }

    private static String token() {
        long now = Instant.now().getEpochSecond();
        Map<String, String> claims = ProviderServer.claims();
        claims.put("iat", String.valueOf(now));
        claims.put("exp", String.valueOf(now + 600));
        claims.put("rooms", "[\"room-*\"]");
        claims.put("scope", "\"rooms:write tokens:write\"");
        return "Bearer " + ProviderServer.token(ProviderServer.header("first"), claims, "first");
    }

    /** A connection for each request over HTTP/1.1, and one for all over HTTP/2. */
    private record HttpClients(URI service, HttpClient http1, HttpClient http2) {
        HttpClients(URI service) throws Exception {
            this(
                    service,
                    HttpClient.newBuilder().version(Version.HTTP_1_1).build(),
                    HttpClient.newBuilder().version(Version.HTTP_2).build());
            // A connection begins with HTTP/1.1.
            HttpRequest page = HttpRequest.newBuilder(service).build();
            assertThat(http2.send(page, HttpResponse.BodyHandlers.discarding()).version())
                    .isEqualTo(Version.HTTP_2);
        }

        CompletableFuture<HttpResponse<String>> post(
                Version version, String path, BodyPublisher body, String authorization) {
            HttpRequest request = HttpRequest.newBuilder(service.resolve(path))
                    .header("Authorization", authorization)
                    .header("Content-Type", "application/json")
                    .POST(body)
                    .build();
            return (version == Version.HTTP_2 ? http2 : http1).sendAsync(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}

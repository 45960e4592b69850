package dev.roomscribe.api;

import static dev.roomscribe.api.KeysProfile.ALL;
import static dev.roomscribe.api.KeysProfile.ELSEWHERE;
import static dev.roomscribe.api.KeysProfile.ELSEWHERE_ROOMS;
import static dev.roomscribe.api.KeysProfile.LIMITED;
import static dev.roomscribe.api.KeysProfile.bearer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.security.token.TestTokens;
import dev.roomscribe.support.AuditedLines;
import dev.roomscribe.support.CaptionClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may do what, over real HTTP: every operation of the OpenAPI document with every kind of credential. */
@QuarkusTest
@TestProfile(KeysProfile.class)
class AccessTest extends SignInCases {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    Optional<EmbeddedFishjam> fishjam;

    private EmbeddedRoom room;

    @BeforeEach
    void openRoom() {
        room = fishjam.orElseThrow().openRoom("room-" + UUID.randomUUID());
    }

    @AfterEach
    void closeRoom() {
        as(bearer(ALL)).delete("/rooms/{room}/transcribe", room.id()).then().statusCode(204);
        room.delete();
    }

    /** @param scope null if the operation needs none */
    record Operation(String method, String path, String scope) {
        boolean ofRoom() {
            return path.contains("{roomId}");
        }

        Response send(RequestSpecification request, String roomId) {
            return request.request(method, path.replace("{roomId}", roomId).replace("{suffix}", "txt"));
        }
    }

    static List<Operation> operations() throws IOException {
        JsonNode paths = new YAMLMapper()
                .readTree(AccessTest.class.getResourceAsStream("/META-INF/openapi.yaml"))
                .path("paths");
        List<Operation> operations = new ArrayList<>();
        paths.properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (!operation.getKey().equals("parameters")) {
                        JsonNode security = operation.getValue().path("security");
                        operations.add(new Operation(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                security.path(0).path("bearer").path(0).asText(null)));
                    }
                }));
        return operations;
    }

    static List<Operation> protectedOperations() throws IOException {
        return operations().stream()
                .filter(operation -> operation.scope() != null)
                .toList();
    }

    private static RequestSpecification as(String authorization) {
        return given().header("Authorization", authorization);
    }

    private static String token(String roomId, Instant expiry, String scope) {
        Map<String, String> claims = TestTokens.claims();
        Instant issued = Instant.now().minusSeconds(60);
        claims.put("iat", String.valueOf(issued.getEpochSecond()));
        claims.put("exp", String.valueOf(expiry.getEpochSecond()));
        claims.put("rooms", "[\"" + roomId + "\"]");
        claims.put("scope", "\"" + scope + "\"");
        return "Bearer " + TestTokens.token(TestTokens.header(), claims);
    }

    @ParameterizedTest
    @MethodSource("protectedOperations")
    void requestWithoutAValidCredentialIsRefused(Operation operation) {
        operation
                .send(given(), room.id())
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Bearer realm=\"roomscribe\""))
                .body("type", equalTo("urn:roomscribe:problem:unauthenticated"));
        List<String> wrong = List.of(
                bearer("nobody"),
                bearer(ALL) + "x",
                "Basic YTpi",
                "Bearer",
                token(room.id(), Instant.now().minusSeconds(5), operation.scope()));
        for (String authorization : wrong) {
            operation
                    .send(as(authorization), room.id())
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", containsString("error=\"invalid_token\""));
        }
    }

    @ParameterizedTest
    @MethodSource("protectedOperations")
    void onlyTheScopeOfTheOperationAdmits(Operation operation) {
        for (Scope scope : Scope.values()) {
            if (scope.value().equals(operation.scope())) {
                continue;
            }
            operation
                    .send(as(bearer(KeysProfile.id(scope))), room.id())
                    .then()
                    .statusCode(403)
                    .header("WWW-Authenticate", containsString("scope=\"" + operation.scope() + "\""));
        }
        // Without a transcript, so no stream opens and no session is left but the one that closeRoom stops.
        int status = operation
                .send(as(bearer(KeysProfile.id(Scope.of(operation.scope()).orElseThrow()))), room.id())
                .statusCode();
        assertThat(status).isNotIn(401, 403).isLessThan(500);
    }

    @ParameterizedTest
    @MethodSource("protectedOperations")
    void roomOfOthersAnswersAsOneThatDoesNotExist(Operation operation) {
        if (!operation.ofRoom()) {
            return;
        }
        String missing = "missing-" + UUID.randomUUID();
        as(bearer(ALL)).post("/rooms/{room}/transcribe", room.id()).then().statusCode(201);

        // The room comes before the scope, so the scope of the token does not matter; no token has tokens:write.
        String ofLobby = token("lobby", Instant.now().plusSeconds(60), "captions:read");
        for (String other : List.of(bearer(ELSEWHERE), ofLobby)) {
            Response existing = operation.send(as(other), room.id());
            Response absent = operation.send(as(other), missing);

            assertThat(existing.statusCode()).isEqualTo(404).isEqualTo(absent.statusCode());
            assertThat(existing.path("type").toString())
                    .isEqualTo(absent.path("type").toString());
            assertThat(existing.path("detail").toString())
                    .isEqualTo(absent.path("detail").toString().replace(missing, room.id()));
        }
        if (operation.method().equals("GET")) {
            // The same text as for a room of their own that does not exist.
            String own = ELSEWHERE_ROOMS + UUID.randomUUID();
            assertThat(operation
                            .send(as(bearer(ELSEWHERE)), own)
                            .path("detail")
                            .toString()
                            .replace(own, room.id()))
                    .isEqualTo(operation
                            .send(as(bearer(ELSEWHERE)), room.id())
                            .path("detail")
                            .toString());
        }
    }

    @Test
    void pagesAndTheirScriptsNeedNoCredential() {
        for (String path : List.of("/", "/rooms/x/captions", "/captions.js")) {
            given().get(path).then().statusCode(200);
        }
    }

    @Test
    void credentialInTheQueryIsNotRead() {
        String key = bearer(ALL).substring("Bearer ".length());
        for (String name : List.of("access_token", "token", "key", "authorization")) {
            given().queryParam(name, key).get("/rooms").then().statusCode(401);
        }
    }

    @Test
    void listContainsOnlyTheRoomsOfTheCaller() {
        as(bearer(ALL)).post("/rooms/{room}/transcribe", room.id()).then().statusCode(201);

        as(bearer(ALL)).get("/rooms").then().statusCode(200).body("rooms.room_id", hasItem(room.id()));
        as(bearer(ELSEWHERE)).get("/rooms").then().statusCode(200).body("rooms.room_id", not(hasItem(room.id())));
        as(bearer(ELSEWHERE)).get("/rooms").then().body("demo_room", not("demo"));
        String sessions = "/sessions?running=true&room=" + room.id();
        as(bearer(ALL)).get(sessions).then().statusCode(200).body("sessions.room_id", hasItem(room.id()));
        as(bearer(ELSEWHERE)).get(sessions).then().statusCode(200).body("sessions.room_id", not(hasItem(room.id())));
    }

    @Test
    void startThatSendsCaptionsSomewhereNeedsBothScopes() {
        as(bearer(KeysProfile.id(Scope.ROOMS_WRITE)))
                .header("Accept", "text/event-stream")
                .post("/rooms/{room}/transcribe", room.id())
                .then()
                .statusCode(403);
        as(bearer(KeysProfile.id(Scope.ROOMS_WRITE)))
                .contentType("application/json")
                .body("{\"webhook_url\": \"https://hooks.example.com/captions\"}")
                .post("/rooms/{room}/transcribe", room.id())
                .then()
                .statusCode(403);
        assertThat(room.agents()).isEmpty();
    }

    @Test
    void createdTokenReadsItsRoomAndNoOther() {
        Response created = as(bearer(KeysProfile.id(Scope.TOKENS_WRITE)))
                .contentType("application/json")
                .body("{\"subject\": \"alice\", \"lifetime_seconds\": 60}")
                .post("/rooms/{room}/tokens", room.id());
        created.then().statusCode(201).header("Cache-Control", equalTo("no-store"));
        String token = "Bearer " + created.path("token");

        as(token)
                .get("/rooms/{room}/transcript", room.id())
                .then()
                .statusCode(404)
                .body("type", containsString("not-transcribed"));
        as(bearer(ALL)).post("/rooms/{room}/transcribe", room.id()).then().statusCode(201);
        as(token).get("/rooms/{room}/transcript", room.id()).then().statusCode(200);
        as(token).get("/rooms/{room}/transcript", "other").then().statusCode(404);
        as(token).delete("/rooms/{room}/transcribe", room.id()).then().statusCode(403);
    }

    @Test
    void tokenCannotHaveMoreScopesThanItsCreator() {
        for (String body : List.of("{\"scopes\": [\"rooms:write\"]}")) {
            as(bearer(KeysProfile.id(Scope.TOKENS_WRITE)))
                    .contentType("application/json")
                    .body(body)
                    .post("/rooms/{room}/tokens", room.id())
                    .then()
                    .statusCode(403);
        }
        for (String body : List.of(
                "{\"scopes\": [\"tokens:write\"]}",
                "{\"scopes\": []}",
                "{\"scopes\": [null]}",
                "{\"lifetime_seconds\": 0}",
                "{\"lifetime_seconds\": 99999999}",
                "{\"room\": \"x\"}",
                "null",
                "[")) {
            as(bearer(ALL))
                    .contentType("application/json")
                    .body(body)
                    .post("/rooms/{room}/tokens", room.id())
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void streamEndsWhenItsTokenExpiresAndResumesWithAnother() {
        as(bearer(ALL)).post("/rooms/{room}/transcribe", room.id()).then().statusCode(201);
        String path = "/rooms/" + room.id() + "/transcript/events?after=0";

        String last;
        try (CaptionClient client = CaptionClient.subscribe(
                service, path, "Authorization", token(room.id(), Instant.now().plusSeconds(4), "captions:read"))) {
            last = client.await(SOON, "session.started").id();
            assertThat(client.await(SOON, "stream.closing").text("reason")).isEqualTo("token_expired");
        }
        as(bearer(ALL)).delete("/rooms/{room}/transcribe", room.id()).then().statusCode(204);
        try (CaptionClient client = CaptionClient.subscribe(
                service,
                path,
                "Authorization",
                token(room.id(), Instant.now().plusSeconds(60), "captions:read"),
                "Last-Event-ID",
                last)) {
            client.await(SOON, "session.ended");
            assertThat(client.events("session.started")).isEmpty();
            assertThat(client.events("stream.gap")).isEmpty();
        }
    }

    @Test
    void quotaOfAKeyLimitsItsSessionsAndStreams() {
        EmbeddedRoom second = fishjam.orElseThrow().openRoom("room-" + UUID.randomUUID());
        as(bearer(LIMITED)).post("/rooms/{room}/transcribe", room.id()).then().statusCode(201);
        as(bearer(LIMITED)).post("/rooms/{room}/transcribe", room.id()).then().statusCode(200);
        as(bearer(LIMITED))
                .post("/rooms/{room}/transcribe", second.id())
                .then()
                .statusCode(429)
                .body("type", equalTo("urn:roomscribe:problem:quota-exceeded"));
        String events = "/rooms/" + room.id() + "/transcript/events";
        try (CaptionClient client = CaptionClient.subscribe(service, events, "Authorization", bearer(LIMITED))) {
            client.await(SOON, "session.snapshot");
            as(bearer(LIMITED)).get(events).then().statusCode(429);
        }
        as(bearer(LIMITED)).delete("/rooms/{room}/transcribe", room.id()).then().statusCode(204);
        as(bearer(LIMITED)).post("/rooms/{room}/transcribe", second.id()).then().statusCode(201);
        as(bearer(LIMITED))
                .delete("/rooms/{room}/transcribe", second.id())
                .then()
                .statusCode(204);
        second.delete();
    }

    @Test
    void auditLogNamesThePrincipalAndNoSecret() {
        try (AuditedLines audit = new AuditedLines()) {
            as(bearer(ALL)).post("/rooms/{room}/transcribe", room.id()).then().statusCode(201);
            as(bearer(KeysProfile.id(Scope.ROOMS_READ)))
                    .delete("/rooms/{room}/transcript", room.id())
                    .then()
                    .statusCode(403);
            as(bearer("nobody")).get("/rooms").then().statusCode(401);

            assertThat(audit.entries().stream().map(entry -> entry.path("actor").asText()))
                    .contains("key:all", "key:rooms-read", "anonymous");
            assertThat(audit.entries().toString()).doesNotContain(bearer(ALL).substring("Bearer ".length()), "rs_");
        }
    }
}

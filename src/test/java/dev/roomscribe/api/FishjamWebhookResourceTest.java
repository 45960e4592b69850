package dev.roomscribe.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.notification.FishjamWebhook;
import dev.roomscribe.fishjam.proto.PeerType;
import dev.roomscribe.fishjam.proto.ServerMessage;
import dev.roomscribe.support.AuditedLines;
import dev.roomscribe.support.Waiting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fishjam's webhooks over real HTTP. Rooms are transcribed automatically, and all other notifications are lost. */
@QuarkusTest
@TestProfile(FishjamWebhookResourceTest.Auto.class)
class FishjamWebhookResourceTest {
    private static final String SECRET = "shared-secret";

    public static class Auto implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("roomscribe.auto-transcribe", "true", "roomscribe.fishjam.webhook-secret", SECRET);
        }
    }

    @Inject
    Optional<EmbeddedFishjam> fishjam;

    @TestHTTPResource("/")
    URI service;

    private EmbeddedRoom room;
    private byte[] anaConnected;

    @BeforeEach
    void openRoom() {
        fishjam.orElseThrow().faults().loseNotifications(10_000);
        room = fishjam.orElseThrow().openRoom("room-" + UUID.randomUUID());
        EmbeddedPeer ana = room.join("Ana");
        anaConnected = ServerMessage.newBuilder()
                .setPeerConnected(ServerMessage.PeerConnected.newBuilder()
                        .setRoomId(room.id())
                        .setPeerId(ana.id())
                        .setPeerType(PeerType.PEER_TYPE_WEBRTC))
                .build()
                .toByteArray();
    }

    @AfterEach
    void closeRoom() {
        fishjam.orElseThrow().faults().heal();
        when().delete("/rooms/{room}/transcribe", room.id()).then().statusCode(204);
        room.delete();
    }

    @Test
    void signedNotificationStartsOneSessionEvenIfRepeated() {
        try (AuditedLines audit = new AuditedLines()) {
            for (int i = 0; i < 3; i++) {
                post(anaConnected, FishjamWebhook.signature(SECRET, anaConnected))
                        .statusCode(204);
            }
            Waiting.await()
                    .untilAsserted(() -> when().get("/rooms/{room}/transcribe", room.id())
                            .then()
                            .statusCode(200)
                            .body("state", equalTo("listening")));
            Waiting.await()
                    .untilAsserted(() -> assertThat(audit.entries())
                            .filteredOn(line -> line.path("room").asText().equals(room.id()))
                            .singleElement()
                            .satisfies(line -> {
                                assertThat(line.path("action").asText()).isEqualTo("start");
                                assertThat(line.path("actor").asText()).isEqualTo("service");
                                assertThat(line.path("reason").asText()).isEqualTo("automatic");
                            }));
        }
        post(anaConnected, FishjamWebhook.signature(SECRET, anaConnected)).statusCode(204);
        assertThat(room.agents()).hasSize(1);
    }

    @Test
    void unsignedOrTamperedNotificationIsRejectedAndChangesNothing() {
        byte[] other = ServerMessage.newBuilder()
                .setRoomDeleted(ServerMessage.RoomDeleted.newBuilder().setRoomId(room.id()))
                .build()
                .toByteArray();
        assertUnauthorized(post(anaConnected, null));
        assertUnauthorized(post(anaConnected, FishjamWebhook.signature("wrong-secret", anaConnected)));
        assertUnauthorized(post(anaConnected, FishjamWebhook.signature(SECRET, other)));
        assertUnauthorized(post(anaConnected, "sha256=" + "0".repeat(64)));
        when().get("/rooms/{room}/transcribe", room.id()).then().statusCode(404);
    }

    @Test
    void signedBodyThatIsNoNotificationIsABadRequest() {
        byte[] noise = {1, 2, 3};
        post(noise, FishjamWebhook.signature(SECRET, noise))
                .statusCode(400)
                .body("type", equalTo("urn:roomscribe:problem:bad-request"));
    }

    @Test
    void aBatchOfAlmostOneMegabyteIsAccepted() {
        ServerMessage.NotificationBatch.Builder batch = ServerMessage.NotificationBatch.newBuilder();
        int bytes = 0;
        while (bytes < 1_000_000) {
            ServerMessage connected = parse(anaConnected);
            batch.addNotifications(connected);
            bytes += connected.getSerializedSize() + 4;
        }
        byte[] body =
                ServerMessage.newBuilder().setNotificationBatch(batch).build().toByteArray();
        assertThat(body.length).isBetween(900_000, 1 << 20);
        post(body, FishjamWebhook.signature(SECRET, body)).statusCode(204);
        Waiting.await()
                .untilAsserted(() -> when().get("/rooms/{room}/transcribe", room.id())
                        .then()
                        .statusCode(200)
                        .body("state", equalTo("listening")));
    }

    @Test
    void aLargeBodyIsReadOnlyWithASignatureAndOnlyUpToOneMebibyte() {
        byte[] large = new byte[70_000];
        post(large, FishjamWebhook.signature(SECRET, large)).statusCode(400);
        post(large, "sha256=" + "0".repeat(64)).statusCode(401);
        post(large, null).statusCode(413);
        byte[] tooLarge = new byte[(1 << 20) + 1];
        post(tooLarge, FishjamWebhook.signature(SECRET, tooLarge)).statusCode(413);
    }

    /** Otherwise a client that writes all of its body before it reads never gets the response. */
    @Test
    void theRestOfARefusedBodyIsReceivedBeforeTheConnectionIsClosed() {
        String body = "x".repeat(1 << 20);
        try (RawHttpClient client = new RawHttpClient(service)) {
            client.send("""
                    POST /fishjam/webhooks HTTP/1.1
                    Host: localhost
                    Content-Length: %d

                    """.formatted(body.length()));
            RawHttpClient.Head refusal = client.readHead();
            assertThat(refusal.status()).isEqualTo(413);
            client.read(Integer.parseInt(refusal.headers().get("content-length")));
            for (int sent = 0; sent < body.length(); sent += 1 << 16) {
                client.send(body.substring(sent, sent + (1 << 16)));
            }
            assertThat(client.read(1)).as("what follows the response").isEmpty();
        }
    }

    @Test
    void onlyAFewLargeBodiesAreReadAtTheSameTimeAndFewerOfOneAddress() {
        int perAddress = MaxBodySizeFilter.MAX_LARGE_BODIES_PER_ADDRESS;
        List<RawHttpClient> unfinished = new ArrayList<>();
        try {
            for (int i = 0; i < MaxBodySizeFilter.MAX_LARGE_BODIES; i++) {
                String address = "192.0.2." + i / perAddress;
                unfinished.add(new RawHttpClient(service).send(head(address, 500_000) + "the beginning"));
                if (i + 1 == perAddress) {
                    awaitRefusal(address);
                }
            }
            awaitRefusal("198.51.100.1");
            post(anaConnected, FishjamWebhook.signature(SECRET, anaConnected)).statusCode(204);
        } finally {
            unfinished.forEach(RawHttpClient::close);
        }
        byte[] large = new byte[70_000];
        Waiting.await()
                .untilAsserted(() ->
                        post(large, FishjamWebhook.signature(SECRET, large)).statusCode(400));
    }

    private void awaitRefusal(String address) {
        Waiting.await().untilAsserted(() -> {
            try (RawHttpClient another = new RawHttpClient(service).send(head(address, 500_000))) {
                RawHttpClient.Head refusal = another.readHead();
                assertThat(refusal.status()).isEqualTo(503);
                assertThat(refusal.headers()).containsEntry("retry-after", "1");
            }
        });
    }

    private static String head(String address, int length) {
        return """
                POST /fishjam/webhooks HTTP/1.1
                Host: localhost
                X-Forwarded-For: %s
                x-fishjam-signature-256: %s
                Content-Length: %d

                """.formatted(address, "0".repeat(64), length);
    }

    private static ServerMessage parse(byte[] message) {
        try {
            return ServerMessage.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static ValidatableResponse post(byte[] body, String signature) {
        return given().contentType("application/x-protobuf")
                .headers(signature == null ? Map.of() : Map.of(FishjamWebhook.SIGNATURE_HEADER, signature))
                .body(body)
                .post("/fishjam/webhooks")
                .then();
    }

    private static void assertUnauthorized(ValidatableResponse response) {
        response.statusCode(401)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:roomscribe:problem:webhook-not-signed"))
                .body("detail", containsString("roomscribe.fishjam.webhook-secret"))
                .body("detail", not(containsString(SECRET)));
    }
}

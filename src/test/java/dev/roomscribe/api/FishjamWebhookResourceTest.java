package dev.roomscribe.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.notification.FishjamWebhook;
import dev.roomscribe.fishjam.proto.PeerType;
import dev.roomscribe.fishjam.proto.ServerMessage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fishjam's webhook over real HTTP, where every room is transcribed and nothing else tells of any. */
@QuarkusTest
@TestProfile(FishjamWebhookResourceTest.Auto.class)
class FishjamWebhookResourceTest {
    private static final String SECRET = "known to two";

    public static class Auto implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("roomscribe.auto-transcribe", "true", "roomscribe.fishjam.webhook-secret", SECRET);
        }
    }

    @Inject
    Optional<EmbeddedFishjam> fishjam;

    private EmbeddedRoom room;
    private byte[] anaIsIn;

    @BeforeEach
    void enter() {
        fishjam.orElseThrow().faults().loseNotifications(10_000);
        room = fishjam.orElseThrow().openRoom("room-" + UUID.randomUUID());
        EmbeddedPeer ana = room.join("Ana");
        anaIsIn = ServerMessage.newBuilder()
                .setPeerConnected(ServerMessage.PeerConnected.newBuilder()
                        .setRoomId(room.id())
                        .setPeerId(ana.id())
                        .setPeerType(PeerType.PEER_TYPE_WEBRTC))
                .build()
                .toByteArray();
    }

    @AfterEach
    void leave() {
        fishjam.orElseThrow().faults().heal();
        when().delete("/rooms/{room}/transcribe", room.id()).then().statusCode(204);
        room.delete();
    }

    @Test
    void whatIsSignedIsLookedIntoHoweverOftenItComes() {
        for (int i = 0; i < 3; i++) {
            post(anaIsIn, FishjamWebhook.signature(SECRET, anaIsIn)).statusCode(204);
        }
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> when().get(
                        "/rooms/{room}/transcribe", room.id())
                .then()
                .statusCode(200)
                .body("state", equalTo("listening")));
        post(anaIsIn, FishjamWebhook.signature(SECRET, anaIsIn)).statusCode(204);
        assertThat(room.agents()).hasSize(1);
    }

    @Test
    void whatIsNotSignedOrTamperedWithIsRefusedAndChangesNothing() {
        byte[] other = ServerMessage.newBuilder()
                .setRoomDeleted(ServerMessage.RoomDeleted.newBuilder().setRoomId(room.id()))
                .build()
                .toByteArray();
        refused(post(anaIsIn, null));
        refused(post(anaIsIn, FishjamWebhook.signature("guessed", anaIsIn)));
        refused(post(anaIsIn, FishjamWebhook.signature(SECRET, other)));
        refused(post(anaIsIn, "sha256=" + "0".repeat(64)));
        when().get("/rooms/{room}/transcribe", room.id()).then().statusCode(404);
    }

    @Test
    void whatIsSignedButNoNotificationIsABadRequest() {
        byte[] noise = {1, 2, 3};
        post(noise, FishjamWebhook.signature(SECRET, noise))
                .statusCode(400)
                .body("type", equalTo("urn:roomscribe:problem:bad-request"));
        byte[] large = new byte[70_000];
        post(large, FishjamWebhook.signature(SECRET, large)).statusCode(413);
    }

    private static ValidatableResponse post(byte[] body, String signature) {
        return given().contentType("application/x-protobuf")
                .headers(signature == null ? Map.of() : Map.of(FishjamWebhook.SIGNATURE_HEADER, signature))
                .body(body)
                .post("/fishjam/webhooks")
                .then();
    }

    private static void refused(ValidatableResponse response) {
        response.statusCode(401)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:roomscribe:problem:webhook-not-signed"))
                .body("detail", containsString("roomscribe.fishjam.webhook-secret"))
                .body("detail", not(containsString(SECRET)));
    }
}

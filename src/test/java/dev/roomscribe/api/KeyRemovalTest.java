package dev.roomscribe.api;

import static dev.roomscribe.api.KeysProfile.ALL;
import static dev.roomscribe.api.KeysProfile.OF_FILE;
import static dev.roomscribe.api.KeysProfile.bearer;
import static dev.roomscribe.api.KeysProfile.key;
import static dev.roomscribe.api.TranscriptEvents.append;
import static dev.roomscribe.api.TranscriptEvents.peerJoined;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.security.access.Scope;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.Transcripts;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key that is removed from the keys file, or changed there, ends what was opened with it, and nothing else. */
@QuarkusTest
@TestProfile(KeysProfile.class)
class KeyRemovalTest {
    /** The file is read every two seconds. */
    private static final Duration A_FEW_SECONDS = Duration.ofSeconds(15);

    private static final List<Scope> SCOPES = Arrays.asList(Scope.values());
    private static final String ENDED = OF_FILE.get(0);
    private static final String KEPT = OF_FILE.get(1);

    @Inject
    Transcripts transcripts;

    @ConfigProperty(name = "roomscribe.auth.keys-file")
    Path keysFile;

    @TestHTTPResource
    URI service;

    private final String roomId = "room-" + UUID.randomUUID();
    private KeysDirectory keys;
    private RoomTranscript transcript;

    @BeforeEach
    void open() {
        keys = new KeysDirectory(keysFile.getParent());
        transcript = transcripts.open(roomId);
        append(transcript, peerJoined("before"));
    }

    @AfterEach
    void restoreKeys() {
        keys.swapLink(OF_FILE.stream().map(id -> key(id, SCOPES, "")).toList());
        Awaitility.await().atMost(A_FEW_SECONDS).until(() -> status(bearer(ENDED)) == 200);
    }

    @Test
    void keyThatIsRemovedEndsItsStreamsAndThoseOfItsTokens() {
        checkThatOnlyItsStreamsEnd(() -> keys.swapLink(List.of(key(KEPT, SCOPES, ""))));
        assertThat(status(bearer(ENDED))).isEqualTo(401);
    }

    @Test
    void keyWhosePermissionsChangeEndsItsStreamsAndThoseOfItsTokens() {
        checkThatOnlyItsStreamsEnd(
                () -> keys.rename(List.of(key(ENDED, SCOPES, ", \"rooms\": [\"other\"]"), key(KEPT, SCOPES, ""))));
        assertThat(status(bearer(ENDED))).isEqualTo(200);
    }

    private void checkThatOnlyItsStreamsEnd(Runnable change) {
        String token = token();
        try (CaptionClient ofKey = subscribe(bearer(ENDED), "0");
                CaptionClient ofToken = subscribe(token, "0");
                CaptionClient ofOther = subscribe(bearer(KEPT), "0");
                CaptionClient ofConfigured = subscribe(bearer(ALL), "0")) {
            String last = awaitPeer(ofKey, "before").id();
            awaitPeer(ofToken, "before");

            change.run();

            for (CaptionClient ended : List.of(ofKey, ofToken)) {
                CaptionClient.Event closing = ended.await(A_FEW_SECONDS, "stream.closing");
                assertThat(closing.text("reason")).isEqualTo("key_removed");
                Awaitility.await().atMost(A_FEW_SECONDS).until(ended::ended);
            }
            assertThat(status(token)).isEqualTo(401);
            append(transcript, peerJoined("after"));
            awaitPeer(ofOther, "after");
            awaitPeer(ofConfigured, "after");
            assertThat(ofOther.events("stream.closing")).isEmpty();
            assertThat(ofConfigured.events("stream.closing")).isEmpty();
            try (CaptionClient resumed = subscribe(bearer(KEPT), last)) {
                awaitPeer(resumed, "after");
                assertThat(resumed.events("peer.joined")).hasSize(1);
                assertThat(resumed.events("stream.gap")).isEmpty();
            }
        }
    }

    private String token() {
        return "Bearer "
                + given().header("Authorization", bearer(ENDED))
                        .post("/rooms/{room}/tokens", roomId)
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token");
    }

    private CaptionClient subscribe(String authorization, String lastId) {
        return CaptionClient.subscribe(
                service, "/rooms/" + roomId + "/transcript/events?after=" + lastId, "Authorization", authorization);
    }

    private static CaptionClient.Event awaitPeer(CaptionClient client, String peerId) {
        return client.await(A_FEW_SECONDS, event -> event.is("peer.joined") && peerId.equals(event.text("peer_id")));
    }

    /** Returns the status of a request that the key in question may send, whatever its rooms are, and no token. */
    private int status(String authorization) {
        return given().header("Authorization", authorization).get("/rooms").statusCode();
    }
}

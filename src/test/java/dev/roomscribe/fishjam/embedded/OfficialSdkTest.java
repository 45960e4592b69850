package dev.roomscribe.fishjam.embedded;

import static dev.roomscribe.fishjam.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The official server SDK for JavaScript, unmodified, as a client of the embedded Fishjam: it finds the errors that our
 * own client and server share. Its version is in {@code src/test/js/package.json}, next to the scripts that use it; each
 * script reports named values, which a test checks.
 */
class OfficialSdkTest {
    private static final Path SCRIPTS = Path.of("src/test/js");
    private static final Path INSTALLED = Path.of("target/sdk");
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(2);
    private static final Duration SCRIPT_LIMIT = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedFishjam fishjam =
            get(EmbeddedFishjam.start(vertx, EmbeddedOptions.defaults().withManagementToken("secret")));
    private final List<NodeProcess> started = new ArrayList<>();

    @BeforeAll
    static void install() throws IOException {
        Files.createDirectories(INSTALLED);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(SCRIPTS, "*.{json,mjs}")) {
            for (Path file : files) {
                Files.copy(file, INSTALLED.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        // A cached download never expires: the lock file has its hash.
        String[] command = {"npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"};
        try (NodeProcess npm = NodeProcess.start(INSTALLED, Map.of(), command)) {
            npm.awaitSuccess(INSTALL_LIMIT);
        }
    }

    @AfterEach
    void close() {
        started.forEach(NodeProcess::close);
        fishjam.close();
        get(vertx.close());
    }

    @Test
    void aRoomIsCreatedReadListedAndDeleted() {
        NodeProcess script = run("rooms.mjs", Map.of());

        JsonNode created = reported(script, "created");
        assertThat(created.path("id").asText()).isNotEmpty();
        assertThat(created.path("config")).isEqualTo(json("""
                        {"batchWebhookNotifications": false, "maxPeers": 10, "public": false,
                         "roomType": "audio_only", "videoCodec": "h264", "webhookUrl": null}"""));
        assertThat(created.path("peers")).isEqualTo(json("[]"));
        assertThat(reported(script, "read")).isEqualTo(created);
        assertThat(reported(script, "listed")).containsExactly(created);
        assertThat(reported(script, "listed after")).isEmpty();
        for (String call : List.of("read after", "deleted again")) {
            String details = "Room " + created.path("id").asText() + " does not exist";
            assertThat(reported(script, call)).isEqualTo(error("RoomNotFoundException", 404, details));
        }
    }

    @Test
    void aPeerIsCreatedWithItsMetadataAndDeleted() {
        NodeProcess script = run("peers.mjs", Map.of());

        JsonNode created = reported(script, "created");
        String id = created.path("id").asText();
        assertThat(id).isNotEmpty();
        assertThat(created).isEqualTo(json("""
                        {"id": "%s", "type": "webrtc", "status": "disconnected", "tracks": [],
                         "metadata": {"peer": {}, "server": {"name": "Ana", "seat": 7}},
                         "subscribeMode": "auto", "subscriptions": {"peers": [], "tracks": []}}""".formatted(id)));
        assertThat(reported(script, "token").asText()).isNotEmpty();
        assertThat(reported(script, "read")).containsExactly(created);
        assertThat(reported(script, "read after")).isEmpty();
        assertThat(reported(script, "deleted again"))
                .isEqualTo(error("PeerNotFoundException", 404, "Peer " + id + " does not exist"));
    }

    @Test
    void everyErrorIsReportedByItsSdkException() {
        NodeProcess script = run("errors.mjs", Map.of());

        assertThat(exceptionOf(script, "full room")).isEqualTo("UnknownException 409");
        assertThat(exceptionOf(script, "wrong token")).isEqualTo("UnauthorizedException 401");
        assertThat(exceptionOf(script, "peer in unknown room")).isEqualTo("FishjamNotFoundException 404");
        assertThat(exceptionOf(script, "agent in unknown room")).isEqualTo("FishjamNotFoundException 404");
        assertThat(exceptionOf(script, "not a number")).isEqualTo("BadRequestException 400");
        assertThat(exceptionOf(script, "token of unknown peer")).isEqualTo("PeerNotFoundException 404");
        assertThat(exceptionOf(script, "subscription to unknown peer")).isEqualTo("PeerNotFoundException 404");
        assertThat(reported(script, "not a number").path("details").asText())
                .isEqualTo("Expected maxPeers to be a number, got: nan");
    }

    @Test
    void aRefreshedTokenIsDifferent() {
        NodeProcess script = run("tokens.mjs", Map.of());

        assertThat(reported(script, "tokens"))
                .extracting(JsonNode::asText)
                .hasSize(3)
                .doesNotHaveDuplicates()
                .allMatch(token -> !token.isEmpty());
    }

    @Test
    void anAgentReceivesEveryByte() throws Exception {
        byte[] speech = EmbeddedSetup.noise(1);
        EmbeddedRoom room = fishjam.openRoom("demo");
        NodeProcess script =
                start("audio.mjs", fishjam.url(), Map.of("ROOM", room.id(), "BYTES", String.valueOf(speech.length)));
        JsonNode agent = reported(script, "connected");

        EmbeddedPeer alice = room.join("Alice", Playback.of(Recording.pcm(speech)));
        script.awaitSuccess(SCRIPT_LIMIT);

        assertThat(agent.path("type").asText()).isEqualTo("agent");
        assertThat(reported(script, "sha256").asText()).isEqualTo(sha256(speech));
        List<Integer> lengths = new ArrayList<>();
        reported(script, "lengths").forEach(length -> lengths.add(length.intValue()));
        assertThat(lengths).hasSize(51).startsWith(608).endsWith(32);
        assertThat(lengths.subList(1, 50)).containsOnly(640);
        assertThat(reported(script, "peers")).extracting(JsonNode::asText).containsExactly(alice.id());
        JsonNode track = reported(script, "track");
        assertThat(track.path("id").asText()).isEqualTo(alice.tracks().get(0).id());
        assertThat(track.path("type").intValue()).as("TRACK_TYPE_AUDIO").isEqualTo(2);
        assertThat(json(track.path("metadata").textValue()))
                .isEqualTo(json("{\"type\": \"microphone\", \"paused\": false}"));
    }

    @Test
    void aManualAgentReceivesOnlyThePeerItSubscribesTo() {
        EmbeddedRoom room = fishjam.openRoom("demo");
        EmbeddedPeer alice = room.join("Alice", endlessPlayback());
        EmbeddedPeer bob = room.join("Bob", endlessPlayback());
        String wanted = alice.tracks().get(0).id();
        String unwanted = bob.tracks().get(0).id();

        NodeProcess script = run(
                "subscribe-to-peer.mjs",
                Map.of("ROOM", room.id(), "TALKING", wanted + "," + unwanted, "WANTED", wanted, "PEER", alice.id()));

        assertThat(reported(script, "received before")).isEmpty();
        assertThat(reported(script, "received after"))
                .extracting(JsonNode::asText)
                .containsExactly(wanted);
        assertThat(reported(script, "subscriptions"))
                .isEqualTo(json("{\"peers\": [\"%s\"], \"tracks\": []}".formatted(alice.id())));
    }

    @Test
    void aManualAgentReceivesOnlyTheTracksItSubscribesTo() {
        EmbeddedRoom room = fishjam.openRoom("demo");
        EmbeddedPeer alice = room.join("Alice", endlessPlayback());
        EmbeddedPeer bob = room.join("Bob", endlessPlayback());
        String wanted = bob.publish(endlessPlayback()).id();
        String unwanted = alice.tracks().get(0).id() + "," + bob.tracks().get(0).id();

        NodeProcess script = run(
                "subscribe-to-tracks.mjs",
                Map.of("ROOM", room.id(), "TALKING", wanted + "," + unwanted, "WANTED", wanted, "TRACKS", wanted));

        assertThat(reported(script, "received before")).isEmpty();
        assertThat(reported(script, "received after"))
                .extracting(JsonNode::asText)
                .containsExactly(wanted);
        assertThat(reported(script, "subscriptions"))
                .isEqualTo(json("{\"peers\": [], \"tracks\": [\"%s\"]}".formatted(wanted)));
    }

    @Test
    void aServerIsNotifiedOfEveryEventOfARoomInOrder() {
        NodeProcess script = start("notifier.mjs", fishjam.url(), Map.of("ROOM", "demo"));
        reported(script, "subscribed");

        EmbeddedRoom room = fishjam.openRoom("demo");
        EmbeddedPeer ana = room.join("Ana", endlessPlayback());
        ana.mute();
        ana.leave();
        ana.remove();
        room.join(PeerType.AGENT, endlessPlayback()).crash("media endpoint failed");
        room.delete();
        script.awaitSuccess(SCRIPT_LIMIT);

        JsonNode notifications = reported(script, "notifications");
        assertThat(notifications)
                .extracting(notification -> notification.path("event").asText())
                .containsExactly(
                        "roomCreated",
                        "peerAdded",
                        "peerConnected",
                        "peerMetadataUpdated",
                        "trackAdded",
                        "trackMetadataUpdated",
                        "peerDisconnected",
                        "trackRemoved",
                        "peerDeleted",
                        "peerAdded",
                        "peerConnected",
                        "peerMetadataUpdated",
                        "trackAdded",
                        "trackRemoved",
                        "peerDisconnected",
                        "peerCrashed",
                        "roomDeleted");
        assertThat(notifications.get(1).path("message"))
                .isEqualTo(json("{\"roomId\": \"demo\", \"peerId\": \"%s\", \"peerType\": 1}".formatted(ana.id())));
        assertThat(notifications.get(9).at("/message/peerType").asInt())
                .as("agent")
                .isEqualTo(2);
        assertThat(notifications.get(11).at("/message/metadata").asText()).isEqualTo("null");
        assertThat(json(notifications.get(5).at("/message/track/metadata").asText()))
                .isEqualTo(json("{\"type\": \"microphone\", \"paused\": true}"));
    }

    @Test
    void anAgentReceivesAnotherAgentsTrackUntilItIsInterrupted() {
        fishjam.openRoom("demo");
        NodeProcess script = run("agent-tracks.mjs", Map.of("ROOM", "demo"));

        assertThat(reported(script, "received all").asBoolean()).isTrue();
        assertThat(reported(script, "received from")).containsExactly(reported(script, "sent by"));
        assertThat(reported(script, "received after the interruption").asInt()).isLessThan(20 * 32_000);
        assertThat(reported(script, "tracks left")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/connect/embedded", "/api/v1/connect/embedded/", ""})
    void fishjamIsReachedWithATrailingSlashAndByItsHostOnly(String path) {
        fishjam.openRoom("demo");

        String host = "http://" + URI.create(fishjam.url()).getAuthority();
        NodeProcess script = start("list-rooms.mjs", host + path, Map.of());
        script.awaitSuccess(SCRIPT_LIMIT);

        assertThat(reported(script, "rooms")).extracting(JsonNode::asText).containsExactly("demo");
    }

    /** Runs a script until it succeeds. */
    private NodeProcess run(String script, Map<String, String> settings) {
        NodeProcess process = start(script, fishjam.url(), settings);
        process.awaitSuccess(SCRIPT_LIMIT);
        return process;
    }

    private NodeProcess start(String script, String url, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("FISHJAM_URL", url);
        environment.put("FISHJAM_TOKEN", fishjam.managementToken());
        // The SDK's HTTP client would use a proxy even for the loopback interface.
        environment.put("NO_PROXY", "127.0.0.1");
        environment.put("no_proxy", "127.0.0.1");
        NodeProcess process = NodeProcess.start(INSTALLED, environment, "node", script);
        started.add(process);
        return process;
    }

    private static JsonNode reported(NodeProcess script, String name) {
        return script.report(name, SCRIPT_LIMIT);
    }

    private static String exceptionOf(NodeProcess script, String call) {
        JsonNode error = reported(script, call);
        return error.path("exception").asText() + " " + error.path("statusCode").asText();
    }

    private static JsonNode error(String exception, int statusCode, String details) {
        return JSON.createObjectNode()
                .put("exception", exception)
                .put("statusCode", statusCode)
                .put("details", details);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Playback endlessPlayback() {
        return Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}

package dev.roomscribe.fishjam.embedded.http;

import static dev.roomscribe.fishjam.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exact statuses and bodies of the REST API, which the official clients rely on. */
class RestApiTest {
    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedFishjam fishjam = get(EmbeddedFishjam.start(
            vertx, EmbeddedOptions.defaults().withManagementToken("secret").withIdleTimeout(Duration.ofSeconds(1))));
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        fishjam.close();
        get(vertx.close());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`{}`, conference, 0",
                "``, conference, 0",
                "`{\"batchWebhookNotifications\":false,\"maxPeers\":null,\"public\":false,\"roomType\":\"conference\",\"webhookUrl\":null}`, conference, 0",
                "`{\"roomType\":\"audio_only\",\"maxPeers\":10}`, audio_only, 10",
            })
    void aCreatedRoomIsReturnedWithEveryKeyAndDefault(String body, String type, int maxPeers) throws Exception {
        HttpResponse<String> created = call("POST", "/room", body);

        assertThat(created.statusCode()).isEqualTo(201);
        JsonNode room = data(created).path("room");
        assertThat(room.path("config").toString())
                .isEqualTo("{\"batchWebhookNotifications\":false,\"maxPeers\":" + maxPeers
                        + ",\"public\":false,\"roomType\":\"" + type
                        + "\",\"videoCodec\":\"h264\",\"webhookUrl\":null}");
        assertThat(room.path("peers").isArray()).isTrue();
        assertThat(room.has("compositionInfo")).isTrue();
        assertThat(data(call("GET", "//room/" + room.path("id").asText(), ""))).isEqualTo(room);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "/room, `{\"maxPeers\":\"nan\"}`, 400, `Expected maxPeers to be a number, got: nan`",
                "/room, `{\"roomType\":\"hall\"}`, 400, `Expected roomType to be a room type, got: hall`",
                "/room, `{\"unknown\":1}`, 400, `Unexpected field: unknown`",
                "/room, `{`, 400, `Expected a JSON object`",
                "/room/demo/peer, `{\"type\":\"cat\"}`, 400, `Expected type to be webrtc, agent or vapi, got: cat`",
                "/room/none/peer, `{\"type\":\"agent\",\"options\":{}}`, 404, `Room none does not exist`",
                "/room/demo/peer/none/refresh_token, ``, 404, `Peer none does not exist`",
                "/elsewhere, ``, 404, `Not found`",
            })
    void aRefusedRequestHasAStatusAndAnErrorMessage(String path, String body, int status, String error)
            throws Exception {
        fishjam.openRoom("demo");

        HttpResponse<String> refused = call("POST", path, body);

        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(json(refused)).isEqualTo(RestJson.errors(error));
    }

    @Test
    void anAgentIsReturnedWithAllSevenKeys() throws Exception {
        fishjam.openRoom("demo");

        JsonNode created = data(
                call(
                        "POST",
                        "/room/demo/peer",
                        "{\"type\":\"agent\",\"options\":{\"subscribeMode\":\"manual\",\"output\":{\"audioFormat\":\"pcm16\",\"audioSampleRate\":16000}}}"));

        String id = created.at("/peer/id").asText();
        assertThat(created.path("peer").toString())
                .isEqualTo(
                        "{\"id\":\"" + id + "\",\"type\":\"agent\",\"status\":\"disconnected\",\"tracks\":[],"
                                + "\"metadata\":null,\"subscribeMode\":\"manual\",\"subscriptions\":{\"peers\":[],\"tracks\":[]}}");
        assertThat(created.path("peer_websocket_url").asText())
                .isEqualTo(fishjam.url().replace("http", "ws") + "/socket/peer/websocket");
        assertThat(created.path("token").asText()).isNotEmpty();
    }

    @Test
    void aPostWithoutABodyMayHaveAnyContentType() throws Exception {
        EmbeddedRoom room = fishjam.openRoom("demo");
        EmbeddedPeer alice = room.join("Alice");
        String agent = data(call(
                        "POST", "/room/demo/peer", "{\"type\":\"agent\",\"options\":{\"subscribeMode\":\"manual\"}}"))
                .at("/peer/id")
                .asText();

        HttpRequest form = request("/room/demo/peer/" + agent + "/subscribe_peer?peer_id=" + alice.id())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> subscribed = http.send(form, HttpResponse.BodyHandlers.ofString());

        assertThat(subscribed.statusCode()).isEqualTo(200);
        assertThat(subscribed.body()).isEmpty();
        assertThat(data(call("GET", "/room/demo", ""))
                        .at("/peers/1/subscriptions")
                        .toString())
                .isEqualTo("{\"peers\":[\"" + alice.id() + "\"],\"tracks\":[]}");
        HttpResponse<String> deleted = call("DELETE", "/room/demo/peer/" + agent, "");
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(call("DELETE", "/room/demo/peer/" + agent, "").statusCode()).isEqualTo(404);
    }

    @Test
    void aMissingOrWrongTokenIsNamedInTheError() throws Exception {
        URI rooms = URI.create(fishjam.url() + "/room");
        HttpResponse<String> missing =
                http.send(HttpRequest.newBuilder(rooms).build(), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> wrong = http.send(
                HttpRequest.newBuilder(rooms)
                        .header("Authorization", "Bearer x")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> notValid = http.send(
                HttpRequest.newBuilder(URI.create(fishjam.url() + "/validate")).build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(missing.statusCode()).isEqualTo(401);
        assertThat(missing.body()).isEqualTo("{\"errors\":\"Missing token\"}");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).isEqualTo("{\"errors\":\"Invalid token\"}");
        assertThat(notValid.statusCode()).isEqualTo(404);
        assertThat(notValid.body()).isEmpty();
        assertThat(call("GET", "/validate", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aSilentSocketIsClosedAfterTheIdleTimeout() throws Exception {
        URI url = URI.create(fishjam.url());
        try (Socket silent = new Socket(url.getHost(), url.getPort())) {
            silent.setSoTimeout(5000);
            silent.getOutputStream()
                    .write(("GET " + url.getPath() + "/socket/agent/websocket HTTP/1.1\r\nHost: x\r\n"
                                    + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            String all = new String(silent.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(all).startsWith("HTTP/1.1 101 ");
        }
    }

    private HttpResponse<String> call(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(fishjam.url() + path)).header("Authorization", "Bearer secret");
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    private static JsonNode data(HttpResponse<String> response) throws IOException {
        return json(response).path("data");
    }
}

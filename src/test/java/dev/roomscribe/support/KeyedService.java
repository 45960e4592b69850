package dev.roomscribe.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.security.Sha256;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** The packaged service with an API key that may do everything. It transcribes the demo room. */
public final class KeyedService implements AutoCloseable {
    public static final String KEY = "rs_backend_0123456789012345678901234567890123456789012";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEYS = """
            [{"id": "backend", "sha256": "%s", "scopes":
              ["rooms:write", "rooms:read", "captions:read", "transcripts:delete", "tokens:write"]}]""".formatted(Sha256.hex(KEY.substring(KEY.lastIndexOf('_') + 1)));

    private final RemoteDemoRoom room = new RemoteDemoRoom();
    private final RoomscribeProcess process;

    /** @param properties additional system properties, such as {@code -Dname=value} */
    public KeyedService(Path dataDirectory, String... properties) {
        process = room.startService(
                dataDirectory,
                Stream.concat(Stream.of(properties), Stream.of("-Droomscribe.auth.keys=" + KEYS))
                        .toArray(String[]::new));
        assertThat(send("POST", "/rooms/demo/transcribe", "").statusCode()).isEqualTo(201);
    }

    public URI url() {
        return process.url();
    }

    public URI management() {
        return process.management();
    }

    public RemoteDemoRoom room() {
        return room;
    }

    /** Returns a new token for a room. */
    public String token(String roomId, int lifetimeSeconds, String... scopes) {
        String body = "{\"lifetime_seconds\": %d, \"scopes\": [\"%s\"]}"
                .formatted(lifetimeSeconds, String.join("\", \"", scopes));
        return json(send("POST", "/rooms/" + roomId + "/tokens", body))
                .path("token")
                .asText();
    }

    /** Returns the id and the text of every final of the demo room. */
    public Set<String> finals() {
        Set<String> finals = new HashSet<>();
        for (JsonNode said :
                json(send("GET", "/rooms/demo/transcript.json", "")).path("utterances")) {
            finals.add(
                    said.path("utterance_id").asText() + " " + said.path("text").asText());
        }
        return finals;
    }

    /** Sends a request with the key. */
    public HttpResponse<String> send(String method, String path, String json) {
        return HttpCalls.send(HttpRequest.newBuilder(url().resolve(path))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    /** Returns the body of a response. */
    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Closeables.closeAll(process, room);
    }
}

package dev.roomscribe.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.contract.ReceivedEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Reads an event stream over HTTP, on its own thread. Each event must be as the OpenAPI document describes it. */
public final class CaptionClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** One server-sent event; {@code id} and {@code type} are null where the server sent none. */
    public record Event(String id, String type, JsonNode data) {
        public String text(String field) {
            return data.path(field).asText(null);
        }

        public boolean is(String wanted) {
            return wanted.equals(type);
        }
    }

    private final HttpResponse<Stream<String>> response;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final ReceivedEvents received = new ReceivedEvents();
    private final List<String> comments = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private volatile boolean ended;

    private CaptionClient(HttpRequest request) {
        try {
            response = HTTP.send(request, HttpResponse.BodyHandlers.ofLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        reader = new Thread(this::read, "caption-client");
        reader.setDaemon(true);
        reader.start();
    }

    public static CaptionClient subscribe(URI service, String pathAndQuery, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(service.resolve(pathAndQuery)).header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new CaptionClient(request.build());
    }

    /** Starts a session and subscribes to its captions, with one request. */
    public static CaptionClient startAndStream(URI service, String roomId) {
        return new CaptionClient(HttpRequest.newBuilder(service.resolve("/rooms/" + roomId + "/transcribe"))
                .header("Accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    public URI uri() {
        return response.uri();
    }

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    public List<Event> events() {
        received.requireDocumented();
        return List.copyOf(events);
    }

    public List<Event> events(String type) {
        return events().stream().filter(event -> event.is(type)).toList();
    }

    /** Returns the events with an id. */
    public List<Event> durable() {
        return events().stream().filter(event -> event.id() != null).toList();
    }

    public List<String> finals() {
        return events("transcript.final").stream()
                .map(event -> event.text("transcript"))
                .toList();
    }

    public List<String> comments() {
        return List.copyOf(comments);
    }

    public boolean ended() {
        return ended;
    }

    /** Waits for an event; fails if the stream ends before it arrives. */
    public Event await(Duration timeout, Predicate<Event> wanted) {
        Awaitility.await()
                .atMost(timeout)
                .pollInterval(Duration.ofMillis(20))
                .failFast("the stream ended", () -> ended && events.stream().noneMatch(wanted))
                .until(() -> events().stream().anyMatch(wanted));
        return events().stream().filter(wanted).findFirst().orElseThrow();
    }

    public Event await(Duration timeout, String type) {
        return await(timeout, event -> event.is(type));
    }

    @Override
    public void close() {
        response.body().close();
        received.requireDocumented();
    }

    private void read() {
        try (Stream<String> lines = response.body()) {
            Parser parser = new Parser();
            lines.forEach(parser::line);
        } catch (RuntimeException e) {
            // The connection was closed, which ends the stream.
        } finally {
            ended = true;
        }
    }

    private final class Parser {
        private String id;
        private String type;
        private StringBuilder data = new StringBuilder();

        void line(String line) {
            if (line.isEmpty()) {
                dispatch();
            } else if (line.startsWith(":")) {
                comments.add(line.substring(1));
            } else if (line.startsWith("id:")) {
                id = line.substring(3).strip();
            } else if (line.startsWith("event:")) {
                type = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5));
            }
        }

        private void dispatch() {
            if (!data.isEmpty()) {
                try {
                    JsonNode event = JSON.readTree(data.toString());
                    received.onEvent(event, id, type);
                    events.add(new Event(id, type, event));
                } catch (JsonProcessingException e) {
                    throw new UncheckedIOException(e);
                }
            }
            id = null;
            type = null;
            data = new StringBuilder();
        }
    }
}

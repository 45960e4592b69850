import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;

/**
 * Follows the captions of a room, with the JDK 17 or later only.
 *
 * <pre>
 *   ROOMSCRIBE_TOKEN=… java Captions.java http://localhost:8080 demo meeting.vtt
 * </pre>
 *
 * starts the session, prints each final once, also after lost connections, and stores the file when the session has ended.
 */
public final class Captions {
    private static final long RETRY_MS = 1_000;
    /** The service sends a comment at least every 15 s, so a longer silence is a lost connection. */
    private static final long SILENCE_MS = 45_000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Timer timer = new Timer("silence", true);
    private final String room;
    private final String token;
    private String lastId;
    private long retryMs;

    /** The request was refused. */
    private static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        final boolean permanent;

        RefusedException(String detail, int status) {
            super(detail);
            permanent = status != 429 && status < 500;
        }
    }

    /** @param token may be an API key; null if the service requires none */
    private Captions(String service, String roomId, String token) {
        room = service.replaceAll("/$", "") + "/rooms/"
                + URLEncoder.encode(roomId, StandardCharsets.UTF_8).replace("+", "%20");
        this.token = token;
    }

    public static void main(String[] arguments) throws Exception {
        Captions captions = new Captions(arguments[0], arguments[1], System.getenv("ROOMSCRIBE_TOKEN"));
        Path file = Path.of(arguments[2]);
        String session = captions.follow(System.out::println);
        String suffix = arguments[2].substring(arguments[2].lastIndexOf('.'));
        HttpRequest download = captions.request("/transcript" + suffix + "?session=" + session).build();
        Files.writeString(file, text(captions.send(download)));
    }

    /** Starts the session and passes on a line for each final and each gap until it has ended; returns its id. */
    private String follow(Consumer<String> lines) throws IOException, InterruptedException {
        HttpRequest start = request("/transcribe").POST(HttpRequest.BodyPublishers.noBody()).build();
        String session = (String) object(text(send(start))).get("session_id");
        while (!stream(session, lines)) {
            Thread.sleep(retryMs);
        }
        return session;
    }

    /** Reads the stream from the last position until it breaks; returns whether the session has ended. */
    private boolean stream(String session, Consumer<String> lines) throws IOException, InterruptedException {
        retryMs = RETRY_MS;
        HttpRequest.Builder request = request("/transcript/events").header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        try (InputStream body = send(request.build());
                BufferedReader received = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            StringBuilder data = new StringBuilder();
            TimerTask silence = closeAfterSilence(body);
            for (String line = received.readLine(); line != null; line = received.readLine()) {
                silence.cancel();
                silence = closeAfterSilence(body);
                if (line.startsWith("data:")) {
                    data.append(line.substring("data:".length()));
                } else if (line.isEmpty() && !data.isEmpty()) {
                    Map<?, ?> event = object(data.toString());
                    data.setLength(0);
                    if (onEvent(event, session, lines)) {
                        return true;
                    }
                }
            }
        } catch (RefusedException e) {
            if (e.permanent) {
                throw e;
            }
        } catch (IOException e) {
            // The connection is lost, or the service cannot be reached.
        }
        return false;
    }

    private boolean onEvent(Map<?, ?> event, String session, Consumer<String> lines) {
        for (Object id : new Object[] {event.get("id"), event.get("last_id")}) {
            lastId = id == null ? lastId : (String) id;
        }
        List<?> finals = event.get("finals") instanceof List<?> snapshot ? snapshot : List.of(event);
        for (Object element : finals) {
            Map<?, ?> said = (Map<?, ?>) element;
            if ("transcript.final".equals(said.get("type")) && said.get("text") != null) {
                Object speaker = said.get("speaker") == null ? said.get("peer_id") : said.get("speaker");
                lines.accept(speaker + ": " + said.get("text"));
            }
        }
        Map<?, ?> ended = Map.of();
        switch ((String) event.get("type")) {
            case "stream.gap" -> lines.accept("[missing: " + event.get("reason") + "]");
            case "stream.closing" -> retryMs = ((Number) event.get("retry_ms")).longValue();
            case "session.ended" -> ended = event;
            case "session.snapshot" -> {
                if (event.get("session") instanceof Map<?, ?> state && state.containsKey("ended_at")) {
                    ended = state;
                }
            }
            default -> {
                // Other events, and those of later versions.
            }
        }
        return session.equals(ended.get("session_id"));
    }

    private TimerTask closeAfterSilence(InputStream body) {
        TimerTask task = new TimerTask() {
            @Override
            public void run() {
                try {
                    body.close();
                } catch (IOException e) {
                    // The connection is lost anyway.
                }
            }
        };
        timer.schedule(task, SILENCE_MS);
        return task;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(room + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private InputStream send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() >= 300) {
            response.headers().firstValueAsLong("Retry-After").ifPresent(seconds -> retryMs = seconds * 1_000);
            throw new RefusedException(text(response.body()), response.statusCode());
        }
        return response.body();
    }

    private static String text(InputStream body) throws IOException {
        try (body) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<?, ?> object(String json) {
        return (Map<?, ?>) new Json(json).value();
    }

    /** Reads valid JSON; use a library in its place if you have one. */
    private static final class Json {
        private final String text;
        private int at;

        Json(String text) {
            this.text = text;
        }

        Object value() {
            char first = next();
            if (first == '"') {
                return string();
            }
            if (first == '{') {
                Map<String, Object> object = new LinkedHashMap<>();
                for (at++; next() != '}'; skipComma()) {
                    String name = string();
                    next();
                    at++;
                    object.put(name, value());
                }
                at++;
                return object;
            }
            if (first == '[') {
                List<Object> array = new ArrayList<>();
                for (at++; next() != ']'; skipComma()) {
                    array.add(value());
                }
                at++;
                return array;
            }
            int start = at;
            while (at < text.length() && ",]} \n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(start, at);
            return switch (word) {
                case "true", "false" -> Boolean.valueOf(word);
                case "null" -> null;
                default -> Double.valueOf(word);
            };
        }

        private void skipComma() {
            if (next() == ',') {
                at++;
            }
        }

        /** Returns the next character that is not white space. */
        private char next() {
            while (text.charAt(at) <= ' ') {
                at++;
            }
            return text.charAt(at);
        }

        private String string() {
            StringBuilder string = new StringBuilder();
            for (at++; text.charAt(at) != '"'; at++) {
                char next = text.charAt(at);
                if (next == '\\') {
                    next = text.charAt(++at);
                    if (next == 'u') {
                        next = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
                        at += 4;
                    } else {
                        int escape = "bfnrt".indexOf(next);
                        next = escape < 0 ? next : "\b\f\n\r\t".charAt(escape);
                    }
                }
                string.append(next);
            }
            at++;
            return string.toString();
        }
    }
}

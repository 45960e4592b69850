package dev.roomscribe.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests, over one connection as long as the service keeps it, and checks each answer: a complete request gets one,
 * also if the service closes the connection then; none is the fault of the service; each refusal is a problem document; and what is said about
 * a room is said about the room in the path.
 */
final class FuzzClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ANSWER_TIMEOUT_MS = 30_000;
    /** How long the client waits for the answer to bytes that may not be a complete request. */
    private static final int INCOMPLETE_TIMEOUT_MS = 50;

    private static final Pattern ROOM_IN_DETAIL = Pattern.compile("(?s)Room (\\S+) .*");

    private final URI service;
    private final Queue<Integer> answers;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    /** @param headers by their names in lower case */
    @SuppressWarnings("ArrayRecordComponent")
    private record Answer(int status, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        boolean keepsConnection(String version) {
            return version.equals("HTTP/1.1") && !header("connection").equalsIgnoreCase("close");
        }
    }

    FuzzClient(URI service, Queue<Integer> answers) {
        this.service = service;
        this.answers = answers;
    }

    /** Sends a request and reads its answer. Returns which rule the answer breaks; empty if none. */
    Optional<String> send(FuzzedRequest request) {
        boolean fresh = socket == null;
        try {
            Socket connection = connect();
            connection.setSoTimeout(request.complete() ? ANSWER_TIMEOUT_MS : INCOMPLETE_TIMEOUT_MS);
            write(connection, request.bytes());
            Answer answer = read(request);
            answers.add(answer.status());
            return broken(request, answer);
        } catch (JsonProcessingException e) {
            return Optional.of("not JSON: " + e.getMessage());
        } catch (SocketTimeoutException e) {
            close();
            return request.complete() ? Optional.of("no answer") : Optional.empty();
        } catch (EOFException e) {
            close();
            if (!request.complete()) {
                return Optional.empty();
            }
            // Otherwise the service has closed the connection because of the request before, or because it was idle.
            return fresh ? Optional.of("the connection was closed without an answer") : send(request);
        } catch (IOException e) {
            // A connection that is closed while a body is sent to it is reset, and its answer may be lost.
            close();
            return Optional.empty();
        }
    }

    private static void write(Socket connection, byte[] bytes) {
        try {
            connection.getOutputStream().write(bytes);
        } catch (IOException e) {
            // The service may answer and close the connection before it has received all.
        }
    }

    private Socket connect() throws IOException {
        Socket open = socket;
        if (open == null) {
            open = new Socket(service.getHost(), service.getPort());
            open.setTcpNoDelay(true);
            socket = open;
            in = new BufferedInputStream(open.getInputStream());
        }
        return open;
    }

    private Answer read(FuzzedRequest request) throws IOException {
        String[] statusLine = readLine().split(" ", 3);
        int status = Integer.parseInt(statusLine[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (first, second) -> first + ", " + second);
        }
        if (status == 100) {
            return read(request);
        }
        boolean stream = headers.getOrDefault("content-type", "").startsWith("text/event-stream");
        boolean empty = request.method().equals("HEAD") || status == 204 || status == 304;
        byte[] body = stream || empty ? new byte[0] : readBody(headers);
        Answer answer = new Answer(status, headers, body);
        if (stream || !request.complete() || !answer.keepsConnection(statusLine[0])) {
            close();
        }
        return answer;
    }

    private byte[] readBody(Map<String, String> headers) throws IOException {
        InputStream from = input();
        if (headers.containsKey("content-length")) {
            return from.readNBytes(Integer.parseInt(headers.get("content-length")));
        }
        if (!headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            return from.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.writeBytes(from.readNBytes(size));
            readLine();
        }
        readLine();
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(readLine(), 16);
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = input().read(); next != '\n'; next = input().read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private InputStream input() throws IOException {
        if (in == null) {
            throw new EOFException();
        }
        return in;
    }

    private static Optional<String> broken(FuzzedRequest request, Answer answer) throws IOException {
        if (answer.status >= 500) {
            return Optional.of("status " + answer.status);
        }
        boolean readable = !request.method().equals("HEAD") && !answer.headers.containsKey("content-encoding");
        if (answer.status >= 400) {
            if (!answer.header("content-type").equals("application/problem+json")) {
                return Optional.of("status " + answer.status + " without a problem document: " + answer.headers);
            }
            if (answer.status == 405 && !answer.headers.containsKey("allow")) {
                return Optional.of("status 405 without Allow");
            }
        }
        if (!readable || !answer.header("content-type").contains("json")) {
            return servedWithoutRoom(request, answer);
        }
        JsonNode body = JSON.readTree(answer.body);
        if (answer.status >= 400 && body.path("status").asInt() != answer.status) {
            return Optional.of("status " + answer.status + ", but not in the problem document: " + body);
        }
        return servedWithoutRoom(request, answer).or(() -> otherRoom(request, body));
    }

    private static Optional<String> servedWithoutRoom(FuzzedRequest request, Answer answer) {
        return FuzzedRequest.NO_ROOM.equals(request.room()) && answer.status < 300
                ? Optional.of("status " + answer.status + " for a path that names no room")
                : Optional.empty();
    }

    private static Optional<String> otherRoom(FuzzedRequest request, JsonNode body) {
        Matcher detail = ROOM_IN_DETAIL.matcher(body.path("detail").asText());
        String room = detail.matches() ? detail.group(1) : body.path("room_id").asText(null);
        return request.room() == null || room == null || room.equals(request.room())
                ? Optional.empty()
                : Optional.of("an answer about room \"" + room + "\" instead of \"" + request.room() + "\"");
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // It is closed.
        } finally {
            socket = null;
            in = null;
        }
    }
}

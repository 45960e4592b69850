package dev.roomscribe.api;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;

/** A request over an HTTP/2 connection of its own, whose pseudo-headers may be malformed. */
record Http2FuzzRequest(AbortedRequest.Call call, String authority) {
    private static final int TIMEOUT_MS = 30_000;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int GO_AWAY = 7;
    private static final int END_STREAM = 1;

    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;

    /** The first byte of headers whose status is the first of those in the static table of HPACK (RFC 7541). */
    private static final int STATIC_STATUS = 0x88;

    private static final List<Integer> STATIC_STATUSES = List.of(200, 204, 206, 304, 400, 404, 500);

    private static final List<String> METHODS =
            List.of("GET", "GET", "HEAD", "POST", "DELETE", "PUT", "OPTIONS", "FOO", "G T");
    private static final List<String> SEGMENTS = List.of("", ";x", "%zz", "%ff", "%2F", "/", "%e2%80%a8", "%3Bx");
    private static final List<String> PATHS =
            List.of("/transcribe", "/transcript.json", "/transcript/sessions", "/captions", "/x", "");
    private static final List<String> AUTHORITIES = List.of(
            "localhost", "localhost", "localhost", "localhost:1", "evil.example", "a b", "", "[::1", "a@localhost");
    private static final List<String> ACCEPTS =
            List.of("*/*", "application/json", "text/plain; charset=\"", "image/png", ";;;");

    static Http2FuzzRequest random(Random random, String room) {
        String path = "/rooms/" + room + pick(random, SEGMENTS) + pick(random, PATHS);
        return new Http2FuzzRequest(
                new AbortedRequest.Call(pick(random, METHODS), path, pick(random, ACCEPTS)), pick(random, AUTHORITIES));
    }

    /**
     * Sends the request. Returns which rule the answer breaks; empty if none, or if the stream or connection is closed.
     *
     * @param answers the status of the answer is added to it
     */
    Optional<String> send(URI service, Queue<Integer> answers) {
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(Http2Frames.connection(Http2Frames.request(1, call, authority)));
            return read(new DataInputStream(socket.getInputStream()), answers);
        } catch (SocketTimeoutException e) {
            return Optional.of("no answer");
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> read(DataInputStream in, Queue<Integer> answers) throws IOException {
        Optional<String> rule = Optional.empty();
        while (true) {
            int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == HEADERS) {
                int status = status(payload, (flags & PRIORITY) == 0 ? 0 : PRIORITY_BYTES);
                answers.add(status);
                rule = broken(status, new String(payload, StandardCharsets.ISO_8859_1));
            }
            boolean ended = (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
            if (type == GO_AWAY || (stream == 1 && (ended || type == RST_STREAM))) {
                return rule;
            }
        }
    }

    /** The service encodes headers without compression; those statuses that the static table of HPACK has are one byte. */
    private static int status(byte[] headers, int at) {
        int first = headers[at] & 0xff;
        return first >= STATIC_STATUS && first < STATIC_STATUS + STATIC_STATUSES.size()
                ? STATIC_STATUSES.get(first - STATIC_STATUS)
                : Integer.parseInt(new String(headers, at + 2, 3, StandardCharsets.ISO_8859_1));
    }

    private Optional<String> broken(int status, String headers) {
        if (status >= 500) {
            return Optional.of("status " + status);
        }
        // Quarkus itself refuses targets that cannot be decoded; over HTTP/2 it cannot be made to send a document.
        return status >= 400 && !call.path().contains("%zz") && !headers.contains("application/problem+json")
                ? Optional.of("a refusal without a problem document: " + headers)
                : Optional.empty();
    }

    private static String pick(Random random, List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}

package dev.roomscribe.api;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Makes HTTP/1 requests: most are valid in most of their parts, so that the others are reached. The n-th request depends on
 * the seed and on n only.
 */
final class RequestGenerator {
    private static final List<String> METHODS = List.of(
            "GET",
            "GET",
            "GET",
            "GET",
            "GET",
            "HEAD",
            "POST",
            "POST",
            "POST",
            "DELETE",
            "OPTIONS",
            "PUT",
            "PATCH",
            "TRACE",
            "CONNECT",
            "PROPFIND",
            "get",
            "G@T",
            "PRI",
            "");

    private static final List<String> ROOMS = List.of(
            "missing",
            "missing",
            "a%20b",
            "a%2Fb",
            "a%5Cb",
            "%2e%2e",
            "%2E",
            "..",
            ".",
            "",
            "%",
            "%z",
            "%zz",
            "%4",
            "%ff",
            "%c0%af",
            "%ed%a0%80",
            "%f0%9f%98%80",
            "%00",
            "%0a",
            "%7f",
            "%c2%85",
            "%c2%9b",
            "%e2%80%a8",
            "%e2%80%ae",
            "%ef%bb%bf",
            "%ee%80%80",
            "%cd%b8",
            "\u00e9",
            "\u00ff",
            "a;b",
            ";",
            ";x=1",
            "a%3Bb",
            "a%3bb",
            "a+b",
            "a%2Bb",
            "a%25b",
            "a%252Fb",
            "a'b",
            "a\"b",
            "a<b",
            "a|b",
            "a{b}",
            "[a]",
            "a\\b",
            "a^b",
            "a`b",
            "a#b",
            "a?b",
            "*",
            "$",
            "@",
            ":",
            "~",
            "x".repeat(256),
            "x".repeat(257),
            "x".repeat(9_000));

    private static final List<String> ROOM_PATHS = List.of(
            "/transcribe",
            "/transcribe",
            "/transcribe",
            "/transcribe/finalize",
            "/transcribe/announcement",
            "/transcript",
            "/transcript.json",
            "/transcript.vtt",
            "/transcript.srt",
            "/transcript.txt",
            "/transcript.jsonl",
            "/transcript.pdf",
            "/transcript/sessions",
            "/transcript/events",
            "/captions",
            "",
            "/",
            "/nothing",
            "/transcribe/",
            "/transcribe;x",
            "/transcript.json;x",
            "//transcribe",
            "/./transcribe",
            "/../transcribe",
            "/%2e%2e/transcribe",
            "/transcript%2ejson",
            "/transcript/events/x");

    private static final List<String> OTHER_PATHS = List.of(
            "/",
            "/rooms",
            "/rooms/",
            "/rooms;x",
            "//rooms",
            "/captions.js",
            "/captions/feed.js",
            "/page/rooms.js",
            "/page/../captions.js",
            "/page/%2e%2e/captions.js",
            "/captions.js;x",
            "/captions.js/",
            "/fishjam/webhooks",
            "/q/openapi",
            "/q/openapi?format=json",
            "/q/openapi?format=%zz",
            "/q/swagger-ui",
            "/q/swagger-ui/",
            "/q/health/live",
            "/q/metrics",
            "/q/nothing",
            "/q",
            "/q/",
            "/nothing",
            "*",
            "rooms",
            "",
            "?x",
            "http://localhost/rooms",
            "https://localhost/rooms",
            "http://evil.example/rooms",
            "http://",
            "http://[/rooms",
            "ftp://localhost/",
            "/META-INF/openapi.yaml",
            "/captions",
            "/page/",
            "/favicon.ico",
            "/%",
            "/\u00e9");

    private static final List<String> QUERIES = List.of(
            "",
            "",
            "",
            "",
            "",
            "?",
            "?after=0",
            "?after=x",
            "?after=1790000000000-412",
            "?after=99999999999999999999-1",
            "?partials=false",
            "?partials=maybe",
            "?peer=p&peer=%00",
            "?limit=1",
            "?limit=none",
            "?limit=0&after=",
            "?limit=1&x={y}",
            "?limit=1&x=%7By%7D",
            "?limit=1&%7Bz%7D=%zz",
            "?session=s0",
            "?session=%00",
            "?session=%e2%80%a8",
            "?session=../s0",
            "?from=2026-09-10T10:00:00Z",
            "?from=x",
            "?to=%2B999999999-12-31T23:59:59Z",
            "?%",
            "?%ff",
            "?a=%ff",
            "?=&&=&",
            "?;x",
            "?\u00e9",
            "?a=b#c",
            "?" + "a=b&".repeat(400));

    private static final List<String> HOSTS = List.of(
            "Host: localhost",
            "Host: localhost",
            "Host: localhost",
            "Host: localhost",
            "Host: localhost:8080",
            "Host: 127.0.0.1",
            "Host: [::1]:1",
            "Host: LOCALHOST.",
            "Host: evil.example",
            "Host: 10.0.0.1",
            "Host: localhost.evil.example",
            "Host:",
            "Host: a b",
            "Host: [::1",
            "Host: localhost:99999999",
            "Host: localhost:-1",
            "Host: http://x/",
            "Host: a@localhost",
            "Host: a_b:",
            "Host: \u00e9",
            "Host: localhost\r\nHost: localhost",
            "Host: localhost\r\nHost: evil.example",
            "X-No-Host: 1");

    private static final List<String> HEADERS = List.of(
            "Accept: */*",
            "Accept: application/json",
            "Accept: text/event-stream",
            "Accept: image/png",
            "Accept: text/plain; charset=\"",
            "Accept: ;;;",
            "Accept: text/html, *; q=.2, */*; q=.2",
            "Accept: a/b/c",
            "Accept: text/vtt;q=x",
            "Accept: ,,,",
            "Accept: text/" + "x".repeat(2_000),
            "Accept-Charset: \"",
            "Accept-Language: ;;;q=x",
            "Accept-Encoding: gzip;q=x, \"",
            "Accept-Encoding: br;q=1.0, *;q=0",
            "Content-Type: application/json",
            "Content-Type: gzip",
            "Content-Type: ///",
            "Content-Type: application/json; charset=nope",
            "Content-Type: text/plain; charset=\"",
            "Content-Type: multipart/form-data",
            "Content-Type: multipart/form-data; boundary=\"",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type:",
            "Content-Encoding: gzip",
            "Content-Encoding: \"",
            "Expect: 100-continue",
            "Expect: fish",
            "Range: bytes=9-1",
            "Range: bytes=999999999-",
            "Range: bytes=a-",
            "Range: bytes=0-0,1-1",
            "If-None-Match: \"",
            "If-None-Match: *",
            "If-None-Match: W/\"x\", \"",
            "If-Match: x",
            "If-Modified-Since: x",
            "If-Unmodified-Since: Mon, 99 Foo 2026",
            "If-Range: \"",
            "Last-Event-ID: x",
            "Last-Event-ID: 1-2-3",
            "Last-Event-ID: \u00e9",
            "Cookie: ;;=;a",
            "Cookie: a=\"",
            "Origin: https://evil.example",
            "Origin: http://localhost",
            "Origin: null",
            "Origin: :::",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-origin",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-For: \"",
            "Forwarded: for=;;",
            "X-HTTP-Method-Override: DELETE",
            "Upgrade: websocket\r\nConnection: Upgrade",
            "Upgrade: h2c\r\nConnection: Upgrade",
            "Connection: close",
            "Connection: keep-alive, ,",
            "TE: trailers",
            "X y: a",
            "noColon",
            ": empty",
            "X: \u0001",
            "X: \u00e9",
            " folded: x",
            "X: " + "a".repeat(9_000),
            "Authorization: Basic %%%",
            "Authorization: Bearer x",
            "x-fishjam-signature-256: sha256=zz",
            "Access-Control-Request-Method: POST\r\nOrigin: https://evil.example",
            "Max-Forwards: 0",
            "Content-Length: 5",
            "Content-Length: -1",
            "Content-Length: 99999999999999999999",
            "Transfer-Encoding: gzip",
            "Transfer-Encoding: chunked, chunked",
            "User-Agent: curl/8");

    private static final List<String> BODIES = List.of(
            "{}",
            "{}",
            "null",
            "[]",
            "\"x\"",
            "1",
            "true",
            "{",
            "{\"partials\":true}",
            "{\"partials\":null}",
            "{\"partials\":\"x\"}",
            "{\"peers\":[null]}",
            "{\"peers\":[]}",
            "{\"peers\":[\"\\u2028\"]}",
            "{\"peers\":{}}",
            "{\"peers\":[\"\\ud800\"]}",
            "{\"endpointing\":99999999999}",
            "{\"endpointing\":-1}",
            "{\"endpointing\":1e400}",
            "{\"announcement\":true}",
            "{\"webhook_url\":\"x\"}",
            "{\"webhook_url\":\"http://[\"}",
            "{\"webhook_url\":\"https://\\u0000\"}",
            "{\"x\":1}",
            "{\"\\u2028\":1}",
            "\u00ff\u00fe",
            "\u00ef\u00bb\u00bf{}",
            "[".repeat(5_000),
            "{\"x\":".repeat(2_000),
            " ",
            "\u0000",
            "a=%z&b",
            "x".repeat(70_000));

    private static final List<String> VERSIONS =
            List.of("HTTP/1.0", "HTTP/9.9", "HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "FTP/1.1", "HTTP/1", "http/1.1", "");

    private final long seed;
    private final String room;

    /** @param room an existing room, which an encoded and a plain path name */
    RequestGenerator(long seed, String room) {
        this.seed = seed;
        this.room = room;
    }

    Random random(int index) {
        return new Random(seed * 1_000_003 + index);
    }

    FuzzedRequest request(Random random) {
        String method = rarely(random, 3, () -> pick(random, METHODS), () -> random.nextInt(3) == 0 ? "POST" : "GET");
        String segment = segment(random);
        boolean ofRoom = random.nextInt(5) > 0;
        String path = ofRoom
                ? "/rooms/" + segment + rarely(random, 2, () -> pick(random, ROOM_PATHS), () -> "/transcribe")
                : pick(random, OTHER_PATHS);
        String version = rarely(random, 12, () -> pick(random, VERSIONS), () -> "HTTP/1.1");
        List<String> headers =
                new ArrayList<>(List.of(rarely(random, 4, () -> pick(random, HOSTS), () -> "Host: localhost")));
        while (random.nextInt(3) == 0) {
            headers.add(pick(random, HEADERS));
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        boolean framed = addBody(random, method, headers, request);
        byte[] body = request.toByteArray();
        request.reset();
        String head = method + " " + path + pick(random, QUERIES) + " " + version + "\r\n"
                + String.join("\r\n", headers) + "\r\n\r\n";
        request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        byte[] bytes = request.toByteArray();
        boolean complete = framed && headers.stream().noneMatch(RequestGenerator::announcesABody);
        if (random.nextInt(50) == 0) {
            mutate(random, bytes);
            complete = false;
        }
        return new FuzzedRequest(
                bytes, method, complete && ofRoom && !segment.isEmpty() ? literal(segment) : null, complete);
    }

    /** Returns whether a header of the list, and not the body that was chosen, says that a body follows. */
    private static boolean announcesABody(String header) {
        return header.equals("Content-Length: 5")
                || header.startsWith("Transfer-Encoding: gzip")
                || header.contains("chunked, ");
    }

    private String segment(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> pick(random, ROOMS);
            // The existing room, followed by what might be left out.
            case 1 ->
                room
                        + pick(
                                random,
                                List.of(
                                        ";x", ";", ";a=b;c", "%3Bx", "%00", "%20", ".", "%2e", "%2F", "/", "/.", "+",
                                        "%"));
            case 2 -> "%" + Integer.toHexString(room.charAt(0)) + room.substring(1);
            default -> room;
        };
    }

    /** Returns whether the body is framed as HTTP says. */
    private static boolean addBody(Random random, String method, List<String> headers, ByteArrayOutputStream out) {
        if (!method.equals("POST") || random.nextInt(4) == 0) {
            return true;
        }
        byte[] body = pick(random, BODIES).getBytes(StandardCharsets.ISO_8859_1);
        if (random.nextBoolean()) {
            headers.add("Content-Type: application/json");
        }
        switch (random.nextInt(8)) {
            case 0 -> {
                headers.add("Transfer-Encoding: chunked");
                out.writeBytes((Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.writeBytes(body);
                out.writeBytes("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return body.length > 0;
            }
            case 1 -> {
                headers.add("Transfer-Encoding: chunked");
                out.writeBytes(
                        pick(random, List.of("zz\r\n", "-1\r\n", "fffffffff\r\nx", "5;a=b\r\nab", "0\r\nX y\r\n\r\n"))
                                .getBytes(StandardCharsets.US_ASCII));
                return false;
            }
            case 2 -> {
                headers.add("Content-Length: " + (body.length + random.nextInt(5) - 2));
                out.writeBytes(body);
                return false;
            }
            default -> {
                headers.add("Content-Length: " + body.length);
                out.writeBytes(body);
                return true;
            }
        }
    }

    private static void mutate(Random random, byte[] bytes) {
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(Math.min(bytes.length, 400))] = (byte) random.nextInt(256);
        }
    }

    /** Returns a segment as RFC 3986 reads it, without any special meaning; {@code NO_ROOM} if it is not valid. */
    private static String literal(String text) {
        // What follows is the query, or a segment of its own.
        String segment = text.replaceFirst("\\?.*|/$", "");
        if (!segment.chars().allMatch(c -> c > ' ' && c < 127 && "/#\\".indexOf(c) < 0)) {
            return FuzzedRequest.NO_ROOM;
        }
        try {
            byte[] bytes = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                    .getBytes(StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return FuzzedRequest.NO_ROOM;
        }
    }

    private static <T> T pick(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static String rarely(Random random, int oneIn, Supplier<String> rare, Supplier<String> usual) {
        return random.nextInt(oneIn) == 0 ? rare.get() : usual.get();
    }
}

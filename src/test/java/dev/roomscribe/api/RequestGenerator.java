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
        String method = rarely(
                random, 3, () -> pick(random, RequestParts.METHODS), () -> random.nextInt(3) == 0 ? "POST" : "GET");
        String segment = segment(random);
        boolean ofRoom = random.nextInt(5) > 0;
        String path = ofRoom
                ? "/rooms/" + segment
                        + rarely(random, 2, () -> pick(random, RequestParts.ROOM_PATHS), () -> "/transcribe")
                : pick(random, RequestParts.OTHER_PATHS);
        String version = rarely(random, 12, () -> pick(random, RequestParts.VERSIONS), () -> "HTTP/1.1");
        List<String> headers = new ArrayList<>(
                List.of(rarely(random, 4, () -> pick(random, RequestParts.HOSTS), () -> "Host: localhost")));
        while (random.nextInt(3) == 0) {
            headers.add(pick(random, RequestParts.HEADERS));
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        boolean framed = addBody(random, method, headers, request);
        byte[] body = request.toByteArray();
        request.reset();
        String head = method + " " + path + pick(random, RequestParts.QUERIES) + " " + version + "\r\n"
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
            case 0 -> pick(random, RequestParts.ROOMS);
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
        byte[] body = pick(random, RequestParts.BODIES).getBytes(StandardCharsets.ISO_8859_1);
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

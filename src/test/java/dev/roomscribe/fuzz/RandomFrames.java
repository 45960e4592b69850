package dev.roomscribe.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Random parts of what a server may send: bytes, damaged messages, ids, and messages divided into frames. */
final class RandomFrames {
    private static final List<String> SPECIAL = List.of(
            "\n2026-01-01 ERROR forged", "\u202e", "\u2028", "\u0085", "\u0000", "\ud83d\udc4b", "{0}", "%n", "../..");

    private final Random random;

    RandomFrames(Random random) {
        this.random = random;
    }

    byte[] noise(int maxLength) {
        byte[] noise = new byte[random.nextInt(maxLength + 1)];
        random.nextBytes(noise);
        return noise;
    }

    /** Returns a message of one field that most types of messages do not have. */
    byte[] unknownField() {
        int number = 1 + random.nextInt(200);
        return UnknownFieldSet.newBuilder()
                .addField(
                        number,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(noise(200)))
                                .build())
                .build()
                .toByteArray();
    }

    /** Returns a message with changed, missing or repeated bytes. */
    byte[] damaged(byte[] message) {
        byte[] damaged = switch (random.nextInt(3)) {
            case 0 -> Arrays.copyOf(message, random.nextInt(message.length + 1));
            case 1 -> {
                byte[] twice = Arrays.copyOf(message, message.length * 2);
                System.arraycopy(message, 0, twice, message.length, message.length);
                yield twice;
            }
            default -> message.clone();
        };
        for (int changes = random.nextInt(5); changes > 0 && damaged.length > 0; changes--) {
            damaged[random.nextInt(Math.min(damaged.length, 100))] = (byte) random.nextInt(256);
        }
        return damaged;
    }

    /** Returns an id: short, special, beyond the bound, or very long. */
    String id() {
        return switch (random.nextInt(20)) {
            case 0 -> "";
            case 1 -> "x".repeat(random.nextInt(1_000));
            case 2 -> "é".repeat(random.nextInt(100_000));
            case 3, 4, 5 -> SPECIAL.get(random.nextInt(SPECIAL.size())) + random.nextInt(100);
            default -> "id-" + random.nextInt(100_000);
        };
    }

    /** Returns the frames of a message: mostly one, sometimes several, sometimes text. All of them are valid. */
    List<WebSocketFrame> valid(byte[] message) {
        return switch (random.nextInt(20)) {
            case 0 -> List.of(WebSocketFrame.textFrame(id(), true));
            case 1 -> List.of(WebSocketFrame.pingFrame(Buffer.buffer(noise(100))));
            case 2 -> List.of(WebSocketFrame.pongFrame(Buffer.buffer(noise(100))));
            case 3, 4, 5 -> fragments(message);
            default -> List.of(WebSocketFrame.binaryFrame(Buffer.buffer(message), true));
        };
    }

    private List<WebSocketFrame> fragments(byte[] message) {
        int count = 2 + random.nextInt(4);
        int length = message.length / count + 1;
        List<WebSocketFrame> frames = new ArrayList<>();
        for (int fragment = 0; fragment < count; fragment++) {
            Buffer part = Buffer.buffer(Arrays.copyOfRange(
                    message,
                    Math.min(message.length, fragment * length),
                    Math.min(message.length, (fragment + 1) * length)));
            boolean last = fragment == count - 1;
            frames.add(
                    fragment == 0
                            ? WebSocketFrame.binaryFrame(part, false)
                            : WebSocketFrame.continuationFrame(part, last));
        }
        return frames;
    }

    /** Returns frames after which a client must close the socket. */
    List<WebSocketFrame> invalid() {
        Buffer part = Buffer.buffer(noise(100));
        return switch (random.nextInt(4)) {
            case 0 -> List.of(WebSocketFrame.continuationFrame(part, true));
            case 1 -> List.of(WebSocketFrame.binaryFrame(part, false), WebSocketFrame.binaryFrame(part, true));
            case 2 -> List.of(WebSocketFrame.binaryFrame(Buffer.buffer(new byte[2 << 20]), true));
            default -> tooLongInFragments();
        };
    }

    private static List<WebSocketFrame> tooLongInFragments() {
        Buffer part = Buffer.buffer(new byte[100_000]);
        List<WebSocketFrame> frames = new ArrayList<>(List.of(WebSocketFrame.binaryFrame(part, false)));
        for (int fragment = 0; fragment < 20; fragment++) {
            frames.add(WebSocketFrame.continuationFrame(part, false));
        }
        return frames;
    }
}

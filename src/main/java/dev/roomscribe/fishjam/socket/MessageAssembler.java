package dev.roomscribe.fishjam.socket;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the binary messages of a socket from their frames, and ignores text. It replaces the handler for messages of
 * Vert.x, which fails at a message whose first frame is empty, and from then on at every message of the socket. Confined to
 * the socket's event loop.
 */
final class MessageAssembler {
    private final int maxBytes;
    private final Consumer<Buffer> onMessage;
    private final Runnable onTooLong;
    /** The frames so far of a binary message that continues; null if there is none, or if it is text. */
    private @Nullable Buffer incomplete;

    /**
     * @param onMessage called with each message
     * @param onTooLong called when a message is longer than {@code maxBytes}; the socket must then be closed
     */
    MessageAssembler(int maxBytes, Consumer<Buffer> onMessage, Runnable onTooLong) {
        this.maxBytes = maxBytes;
        this.onMessage = onMessage;
        this.onTooLong = onTooLong;
    }

    void onFrame(WebSocketFrame frame) {
        if (frame.isBinary() && frame.isFinal()) {
            onMessage.accept(frame.binaryData());
        } else if (frame.isBinary()) {
            append(Buffer.buffer(), frame);
        } else if (frame.isContinuation() && incomplete != null) {
            append(incomplete, frame);
        }
    }

    private void append(Buffer message, WebSocketFrame frame) {
        Buffer data = frame.binaryData();
        incomplete = null;
        if (message.length() + data.length() > maxBytes) {
            onTooLong.run();
            return;
        }
        message.appendBuffer(data);
        if (frame.isFinal()) {
            onMessage.accept(message);
        } else {
            incomplete = message;
        }
    }
}

package dev.roomscribe.fishjam.agent;

import dev.roomscribe.fishjam.socket.FishjamSocket;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A track that an agent publishes. Fishjam plays the audio in real time, however fast it is sent, and buffers up to ten
 * minutes; it drops what exceeds that without notice. May be used from any thread.
 */
public final class AgentTrack {
    /** One second at 16 kHz: well below the frame limit, and few messages even for a long text. */
    private static final int MESSAGE_BYTES = 32_000;

    private final String id;
    private final FishjamSocket socket;

    AgentTrack(String id, FishjamSocket socket) {
        this.id = id;
        this.socket = socket;
    }

    public String id() {
        return id;
    }

    /**
     * Sends audio, to be played after all audio sent before.
     *
     * @param pcm signed 16-bit little-endian mono samples at the track's rate; must not change until the future completes
     * @return completed when all of it is sent, which is long before it is played
     * @throws IllegalArgumentException if the number of bytes is odd
     */
    public Future<Void> send(byte[] pcm) {
        if (pcm.length % 2 != 0) {
            throw new IllegalArgumentException("16-bit PCM has an even number of bytes, not " + pcm.length);
        }
        List<Future<Void>> messages = new ArrayList<>();
        Buffer all = Buffer.buffer(pcm);
        for (int from = 0; from < pcm.length; from += MESSAGE_BYTES) {
            int to = Math.min(pcm.length, from + MESSAGE_BYTES);
            messages.add(socket.send(AgentProtocol.trackData(id, all.getBytes(from, to))));
        }
        return messages.isEmpty()
                ? Future.succeededFuture()
                : Future.all(messages).map(CompositeFuture::result).mapEmpty();
    }

    /** Makes Fishjam discard the buffered audio; audio sent from now on is played immediately. */
    public Future<Void> interrupt() {
        return socket.send(AgentProtocol.interruptTrack(id));
    }

    /** Removes the track from the room. */
    public Future<Void> remove() {
        return socket.send(AgentProtocol.removeTrack(id));
    }
}

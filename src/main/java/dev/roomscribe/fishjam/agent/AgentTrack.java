package dev.roomscribe.fishjam.agent;

import dev.roomscribe.fishjam.socket.FishjamSocket;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A track that an agent speaks on. Fishjam plays in real time what it is sent, however fast it comes, and keeps up to ten
 * minutes waiting; what is beyond is dropped there without a word. May be used from any thread.
 */
public final class AgentTrack {
    /** A second or so: well below what a frame may be, and few enough messages for a long text. */
    private static final int MESSAGE_BYTES = 32_000;

    private final String id;
    private final FishjamSocket link;

    AgentTrack(String id, FishjamSocket link) {
        this.id = id;
        this.link = link;
    }

    public String id() {
        return id;
    }

    /**
     * Says something after what was said before.
     *
     * @param pcm signed 16-bit little-endian mono at the track's rate, whole samples; not to be changed until the future completes
     * @return completed when all of it is on its way, long before it is heard
     * @throws IllegalArgumentException if the last sample is half a one
     */
    public Future<Void> say(byte[] pcm) {
        if (pcm.length % 2 != 0) {
            throw new IllegalArgumentException("PCM of 16 bits has an even number of bytes, not " + pcm.length);
        }
        List<Future<Void>> messages = new ArrayList<>();
        Buffer all = Buffer.buffer(pcm);
        for (int from = 0; from < pcm.length; from += MESSAGE_BYTES) {
            int to = Math.min(pcm.length, from + MESSAGE_BYTES);
            messages.add(link.send(AgentProtocol.trackData(id, all.getBytes(from, to))));
        }
        return messages.isEmpty()
                ? Future.succeededFuture()
                : Future.all(messages).map(CompositeFuture::result).mapEmpty();
    }

    /** Has Fishjam forget what waits to be heard; what is said from now on is heard at once. */
    public Future<Void> interrupt() {
        return link.send(AgentProtocol.interruptTrack(id));
    }

    /** Takes the track out of the room. */
    public Future<Void> remove() {
        return link.send(AgentProtocol.removeTrack(id));
    }
}

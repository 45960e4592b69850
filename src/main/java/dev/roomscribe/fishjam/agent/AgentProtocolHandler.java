package dev.roomscribe.fishjam.agent;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.socket.FishjamSocket;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What Fishjam says to an agent. Confined to its socket's event loop. */
public final class AgentProtocolHandler implements FishjamSocket.Conversation {
    private final String token;
    private final AgentListener listener;
    private final LongSupplier nanoTime;
    /** Pictures that were asked for, by track: Fishjam's answer names nothing else. */
    private final Map<String, Promise<TrackImage>> pictures = new HashMap<>();

    public AgentProtocolHandler(String token, AgentListener listener, LongSupplier nanoTime) {
        this.token = token;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    @Override
    public List<Buffer> greeting() {
        return List.of(AgentProtocol.authRequest(token));
    }

    @Override
    public boolean isAccepted(Buffer message) {
        return AgentProtocol.read(message, nanoTime.getAsLong()) instanceof AgentProtocol.Authenticated;
    }

    @Override
    public void onMessage(Buffer message) {
        AgentProtocol.Incoming incoming = AgentProtocol.read(message, nanoTime.getAsLong());
        if (incoming instanceof AgentProtocol.Audio audio) {
            listener.onAudio(audio.chunk());
        } else if (incoming instanceof AgentProtocol.Picture picture) {
            Promise<TrackImage> asked = pictures.remove(picture.image().trackId());
            if (asked != null) {
                asked.complete(picture.image());
            }
        } else if (incoming instanceof AgentProtocol.Malformed) {
            listener.onMalformedFrame();
        }
    }

    @Override
    public void onClosed(SocketClosed closed) {
        List<Promise<TrackImage>> unanswered = List.copyOf(pictures.values());
        pictures.clear();
        unanswered.forEach(asked -> asked.fail(
                new FishjamException(Reason.NO_ANSWER, "Taking a picture failed, the agent socket was closed")));
        listener.onClosed(closed);
    }

    /** Returns the next picture of a track. */
    Future<TrackImage> picture(String trackId) {
        return pictures.computeIfAbsent(trackId, id -> Promise.promise()).future();
    }

    void forgetPicture(String trackId) {
        pictures.remove(trackId);
    }
}

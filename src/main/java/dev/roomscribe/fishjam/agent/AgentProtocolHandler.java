package dev.roomscribe.fishjam.agent;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.socket.ProtocolHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The protocol of an agent's socket. Confined to the socket's event loop. */
final class AgentProtocolHandler implements ProtocolHandler {
    private final String token;
    private final AgentListener listener;
    private final LongSupplier nanoTime;
    /** Requested images by track id, which is all that identifies the request in Fishjam's response. */
    private final Map<String, Promise<TrackImage>> imageRequests = new HashMap<>();

    AgentProtocolHandler(String token, AgentListener listener, LongSupplier nanoTime) {
        this.token = token;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    @Override
    public String socketName() {
        return "agent socket";
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public List<Buffer> authentication() {
        return List.of(AgentProtocol.authRequest(token));
    }

    @Override
    public boolean confirmsAuthentication(Buffer message) {
        return AgentProtocol.decode(message, nanoTime.getAsLong()) instanceof AgentProtocol.Authenticated;
    }

    @Override
    public void onMessage(Buffer message) {
        AgentProtocol.Incoming incoming = AgentProtocol.decode(message, nanoTime.getAsLong());
        if (incoming instanceof AgentProtocol.Audio audio) {
            listener.onAudio(audio.chunk());
        } else if (incoming instanceof AgentProtocol.Image image) {
            Promise<TrackImage> request = imageRequests.remove(image.image().trackId());
            if (request != null) {
                request.complete(image.image());
            }
        } else if (incoming instanceof AgentProtocol.Malformed) {
            listener.onMalformedMessage();
        }
    }

    @Override
    public void onClosed(SocketClosed closed) {
        List<Promise<TrackImage>> unanswered = List.copyOf(imageRequests.values());
        imageRequests.clear();
        unanswered.forEach(request -> request.fail(
                new FishjamException(Reason.NO_RESPONSE, "Capturing an image failed, the agent socket was closed")));
        listener.onClosed(closed);
    }

    /** Returns the next image of a track. */
    Future<TrackImage> nextImage(String trackId) {
        return imageRequests.computeIfAbsent(trackId, id -> Promise.promise()).future();
    }

    void cancelImage(String trackId) {
        imageRequests.remove(trackId);
    }
}

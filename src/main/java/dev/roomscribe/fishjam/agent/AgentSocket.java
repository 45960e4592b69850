package dev.roomscribe.fishjam.agent;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.roomscribe.fishjam.CloseAction;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.fishjam.socket.FishjamSocket;
import dev.roomscribe.fishjam.socket.SocketConnector;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The socket of an agent in a room: receives the audio that the agent is subscribed to, publishes the agent's own tracks
 * and captures images of other peers' video.
 *
 * <p>Every method may be called from any thread.
 */
public final class AgentSocket implements AgentConnection {
    private final FishjamSocket socket;
    private final AgentProtocolHandler handler;
    private final Duration imageTimeout;

    private AgentSocket(FishjamSocket socket, AgentProtocolHandler handler, Duration imageTimeout) {
        this.socket = socket;
        this.handler = handler;
        this.imageTimeout = imageTimeout;
    }

    /**
     * Connects an agent.
     *
     * @param token of the agent
     * @param listener receives everything from then on; nothing if the future fails
     * @param imageTimeout the time limit of {@link #captureImage}
     * @return completed once Fishjam has accepted the token; fails with {@link SocketRefusedException} if Fishjam closes
     *     the socket instead
     */
    public static Future<AgentSocket> connect(
            SocketConnector connector,
            URI url,
            String token,
            AgentListener listener,
            Duration imageTimeout,
            LongSupplier nanoTime) {
        AgentProtocolHandler handler = new AgentProtocolHandler(token, listener, nanoTime);
        return connector.connect(url, handler).map(socket -> new AgentSocket(socket, handler, imageTimeout));
    }

    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public long lastReceivedNanos() {
        return socket.lastReceivedNanos();
    }

    @Override
    public Future<Void> ping() {
        return socket.ping();
    }

    @Override
    public OptionalLong stalledSinceNanos() {
        return socket.stalledSinceNanos();
    }

    @Override
    public Future<AgentTrack> publish(int sampleRate, JsonNode metadata) {
        requireNonNull(metadata, "metadata is null");
        if (sampleRate != 16_000 && sampleRate != 24_000) {
            throw new IllegalArgumentException("sampleRate must be 16000 or 24000, not " + sampleRate);
        }
        // Any id that is not a version 4 UUID makes Fishjam crash the agent.
        String id = UUID.randomUUID().toString();
        return socket.send(AgentProtocol.addTrack(id, sampleRate, metadata.toString()))
                .map(sent -> new AgentTrack(id, socket));
    }

    /** Publishes an audio track at 16 kHz, with the type that the official clients use for generated audio. */
    public Future<AgentTrack> publish() {
        return publish(16_000, JsonNodeFactory.instance.objectNode().put("type", "customAudio"));
    }

    /**
     * Captures an image of a video track. Fishjam allows one per second for each track.
     *
     * @return fails with {@link FishjamException} if no image arrives within the request timeout: Fishjam does not
     *     answer for a track that does not exist
     */
    public Future<TrackImage> captureImage(String trackId) {
        requireNonNull(trackId, "trackId is null");
        return socket.onEventLoop(() -> {
            Future<TrackImage> image = handler.nextImage(trackId);
            return socket.send(AgentProtocol.captureImage(trackId))
                    .compose(sent -> image)
                    .timeout(imageTimeout.toMillis(), TimeUnit.MILLISECONDS)
                    .recover(failure -> Future.failedFuture(
                            failure instanceof FishjamException
                                    ? failure
                                    : new FishjamException(
                                            Reason.NO_RESPONSE, "Fishjam sent no image of track \"" + trackId + "\"")))
                    .onComplete(done -> handler.cancelImage(trackId));
        });
    }

    /**
     * As {@link AgentConnection#close}. The listener is called as for any close, with {@link CloseAction#STOP}. Has no
     * effect on a closed socket.
     */
    @Override
    public Future<Void> close() {
        return socket.close();
    }
}

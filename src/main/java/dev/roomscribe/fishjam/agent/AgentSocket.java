package dev.roomscribe.fishjam.agent;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.roomscribe.fishjam.CloseAction;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.socket.FishjamSocket;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * An agent in its room: hears what it is subscribed to, speaks on tracks of its own, takes pictures of others' video.
 *
 * <p>Every method may be called from any thread.
 */
public final class AgentSocket {
    private final FishjamSocket link;
    private final AgentProtocolHandler conversation;
    private final FishjamOptions options;

    public AgentSocket(FishjamSocket link, AgentProtocolHandler conversation, FishjamOptions options) {
        this.link = link;
        this.conversation = conversation;
        this.options = options;
    }

    public boolean isOpen() {
        return link.isOpen();
    }

    /**
     * Returns when Fishjam was last heard, by {@link System#nanoTime}, be it with a ping: what it sent before is here, what
     * it sent after may have been lost with the connection.
     */
    public long heardNanos() {
        return link.heardNanos();
    }

    /**
     * Publishes an audio track of 16-bit PCM, mono.
     *
     * @param sampleRate of what will be said, in Hz: 16000 or 24000; anything else makes Fishjam crash the agent
     * @param metadata what others are told of the track, such as {@code {"type":"customAudio"}}
     * @return completed when the request is on its way; Fishjam does not confirm it
     */
    public Future<AgentTrack> publish(int sampleRate, JsonNode metadata) {
        requireNonNull(metadata, "metadata is null");
        if (sampleRate != 16_000 && sampleRate != 24_000) {
            throw new IllegalArgumentException("sampleRate must be 16000 or 24000, not " + sampleRate);
        }
        // Anything but a version 4 UUID makes Fishjam crash the agent.
        String id = UUID.randomUUID().toString();
        return link.send(AgentProtocol.addTrack(id, sampleRate, metadata.toString()))
                .map(sent -> new AgentTrack(id, link));
    }

    /** Publishes an audio track at 16 kHz, of the type that official clients use for sound of their own making. */
    public Future<AgentTrack> publish() {
        return publish(16_000, JsonNodeFactory.instance.objectNode().put("type", "customAudio"));
    }

    /**
     * Takes a picture of a video track; Fishjam allows one a second for each track.
     *
     * @return fails with {@link FishjamException} if none comes within the request time-out: Fishjam says nothing of a
     *     track that is not there
     */
    public Future<TrackImage> captureImage(String trackId) {
        requireNonNull(trackId, "trackId is null");
        return link.onEventLoop(() -> {
            Future<TrackImage> picture = conversation.picture(trackId);
            return link.send(AgentProtocol.captureImage(trackId))
                    .compose(sent -> picture)
                    .timeout(options.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .recover(failure -> Future.failedFuture(explained(trackId, failure)))
                    .onComplete(done -> conversation.forgetPicture(trackId));
        });
    }

    private static FishjamException explained(String trackId, Throwable failure) {
        return failure instanceof FishjamException known
                ? known
                : new FishjamException(
                        FishjamException.Reason.NO_ANSWER, "Fishjam sent no picture of track \"" + trackId + "\"");
    }

    /**
     * Leaves: Fishjam marks the agent as disconnected but keeps it in the room until it is deleted. The listener learns
     * of the end as of any other, with {@link CloseAction#STOP}. Does nothing on a closed socket.
     *
     * @return completed when the listener has been told, whether or not Fishjam still answers
     */
    public Future<Void> close() {
        return link.close();
    }
}

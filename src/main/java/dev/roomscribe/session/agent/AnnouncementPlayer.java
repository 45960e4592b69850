package dev.roomscribe.session.agent;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.roomscribe.fishjam.agent.AgentConnection;
import dev.roomscribe.fishjam.agent.AgentTrack;
import dev.roomscribe.runtime.EventLoop;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Plays an announcement in one room: publishes a track, sends the audio, and removes the track when the audio has been
 * played or is interrupted. The announcement is never transcribed: Fishjam does not send an agent its own tracks, and
 * the audio of agents is ignored. Confined to its session's event loop.
 */
public final class AnnouncementPlayer {
    private static final System.Logger LOG = System.getLogger(AnnouncementPlayer.class.getName());

    /** The longest expected delay between sending the last sample and its playback at the peers. */
    private static final Duration PLAYBACK_DELAY = Duration.ofSeconds(1);

    private final String roomId;
    private final EventLoop eventLoop;
    private @Nullable AgentTrack track;
    private boolean interrupted;

    public AnnouncementPlayer(String roomId, EventLoop eventLoop) {
        this.roomId = requireNonNull(roomId, "roomId is null");
        this.eventLoop = requireNonNull(eventLoop, "eventLoop is null");
    }

    /** Starts to play. A failure is logged only: the session continues without the announcement. */
    public void play(AgentConnection agent, Announcement announcement) {
        agent.publish(
                        Announcement.SAMPLE_RATE,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("type", "customAudio")
                                .put("displayName", "announcement"))
                .compose(published -> {
                    track = published;
                    return interrupted ? interrupt() : published.send(announcement.pcm());
                })
                .onSuccess(sent ->
                        eventLoop.schedule(announcement.duration().plus(PLAYBACK_DELAY), this::removePlayedTrack))
                .onFailure(e -> LOG.log(
                        System.Logger.Level.WARNING,
                        "Room {0}: the announcement could not be played: {1}",
                        roomId,
                        e.getMessage()));
    }

    /** Stops the announcement and removes its track; does nothing if it is not playing. Never fails. */
    public Future<Void> interrupt() {
        interrupted = true;
        AgentTrack playing = track;
        track = null;
        return playing == null
                ? Future.succeededFuture()
                : playing.interrupt().compose(done -> playing.remove()).otherwiseEmpty();
    }

    private void removePlayedTrack() {
        AgentTrack played = track;
        track = null;
        if (played != null) {
            // Fails if the agent has left; Fishjam has then already removed its tracks.
            var unused = played.remove().otherwiseEmpty();
        }
    }
}

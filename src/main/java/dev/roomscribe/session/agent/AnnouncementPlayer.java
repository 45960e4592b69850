package dev.roomscribe.session.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.roomscribe.fishjam.agent.AgentSocket;
import dev.roomscribe.fishjam.agent.AgentTrack;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * An announcement in one room: published, said, and taken away when it has been heard or somebody interrupts it. Fishjam
 * sends no agent its own tracks, and agents are nobody's words, so it is never transcribed. Confined to its session's
 * event loop.
 */
public final class AnnouncementPlayer {
    private static final System.Logger LOG = System.getLogger(AnnouncementPlayer.class.getName());

    /** What may be between the last sample's being sent and its being heard. */
    private static final long TAIL_MS = 1_000;

    private final String roomId;
    private final Vertx vertx;
    private @Nullable AgentTrack track;
    private boolean interrupted;

    public AnnouncementPlayer(String roomId, Vertx vertx) {
        this.roomId = roomId;
        this.vertx = vertx;
    }

    /** Begins; whatever fails is no reason not to transcribe. */
    public void play(AgentSocket agent, Announcement announcement) {
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
                .onSuccess(said -> vertx.setTimer(announcement.duration().toMillis() + TAIL_MS, timer -> end()))
                .onFailure(e -> LOG.log(
                        System.Logger.Level.WARNING,
                        "Room {0}: the announcement could not be played: {1}",
                        roomId,
                        e.getMessage()));
    }

    /** Breaks it off, if it is being heard. */
    public Future<Void> interrupt() {
        interrupted = true;
        AgentTrack playing = track;
        track = null;
        return playing == null
                ? Future.succeededFuture()
                : playing.interrupt().compose(done -> playing.remove()).otherwiseEmpty();
    }

    private void end() {
        AgentTrack played = track;
        track = null;
        if (played != null) {
            // An agent that has left has taken its tracks along.
            var unused = played.remove().otherwiseEmpty();
        }
    }
}

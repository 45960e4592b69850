package dev.roomscribe.fishjam.embedded.room;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.roomscribe.fishjam.embedded.media.AudioPlayer;
import dev.roomscribe.fishjam.embedded.media.AudioScheduler;
import dev.roomscribe.fishjam.embedded.media.LiveAudioPlayer;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.proto.Track;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A published audio track. Every method may be called from any thread. */
public final class EmbeddedTrack {
    private final EmbeddedPeer peer;
    private final String id;
    private final Instant startedAt;
    private final TrackSender sender;
    /** Set once, before the track is returned to its publisher. */
    private @Nullable AudioPlayer player;
    /** The mute state in the last notification. Guarded by the rooms' lock. */
    private boolean notifiedMute;

    EmbeddedTrack(EmbeddedPeer peer, String id, JsonNode published, Instant startedAt) {
        this.peer = peer;
        this.id = id;
        this.startedAt = startedAt;
        // The audio thread must not wait for the lock.
        this.sender =
                new TrackSender(peer.id(), id, published, () -> peer.room().runLater(this::notifyMute));
    }

    /** Returns the metadata of a track as the official clients publish it. */
    static JsonNode metadata(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type).put("paused", false);
    }

    public String id() {
        return id;
    }

    /** Returns the time of sample 0 of the recording, which may be in the future. */
    public Instant recordingStartedAt() {
        return startedAt;
    }

    /** Returns the publisher's metadata, with {@code paused} as it is now. */
    public JsonNode metadata() {
        return sender.metadata();
    }

    /** Mutes the track. The recording keeps playing, unsent. */
    public void mute() {
        sender.setMuted(true);
        notifyMute();
    }

    /** Unmutes the track, except where the playback's own script mutes it. */
    public void unmute() {
        sender.setMuted(false);
        notifyMute();
    }

    public boolean paused() {
        return sender.isMuted();
    }

    /** Removes the track from the room. */
    public void unpublish() {
        peer.unpublish(this);
    }

    /**
     * Queues audio on a track made with {@link EmbeddedPeer#publishLive}; it is played in real time after the audio that
     * is queued already. Called by one thread at a time.
     *
     * @param pcm signed 16-bit little-endian mono at the track's sample rate, whole samples; must not be modified
     *     afterwards
     * @return whether the queue had room for it: it holds ten minutes
     */
    public boolean send(byte[] pcm) {
        return player instanceof LiveAudioPlayer live && live.enqueue(pcm);
    }

    /** Discards the queued audio that was not played yet. */
    public void interrupt() {
        if (player instanceof LiveAudioPlayer live) {
            live.clear();
        }
    }

    EmbeddedPeer peer() {
        return peer;
    }

    Track description() {
        return sender.description();
    }

    void play(AudioScheduler audio, Playback playback) {
        player = audio.play(sender, playback, startedAt);
    }

    void playLive(AudioScheduler audio, int sampleRate) {
        player = audio.playLive(sender, sampleRate);
    }

    void setReceivers(List<TrackReceiver> receivers) {
        sender.setReceivers(receivers);
    }

    /** Notifies the room's subscribers of a change of the mute state, once. */
    private void notifyMute() {
        synchronized (peer.room().lock()) {
            if (notifiedMute != paused() && peer.tracks().contains(this)) {
                notifiedMute = paused();
                peer.room().publish(NotificationMessages.trackMetadataUpdated(this));
            }
        }
    }

    void stop() {
        sender.setReceivers(List.of());
        if (player != null) {
            player.stop();
        }
    }
}

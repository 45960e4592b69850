package dev.roomscribe.session.presence;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.fishjam.notification.RoomNotification;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.SpeechTracks;
import dev.roomscribe.transcript.log.SessionProgress.TrackProgress;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which peers are in a session's room, publishes when they join, leave or are renamed, and passes the audio of
 * those that are transcribed to recognition.
 *
 * <p>It applies Fishjam's notifications, and reads the room at the poll interval and soon after audio or a notification
 * of an unknown peer; the audio of that peer is buffered until the room is read. Confined to its session's event loop,
 * except for the methods of {@link RoomMonitor.Watcher}.
 */
public final class PresenceTracker implements RoomMonitor.Watcher {
    private static final System.Logger LOG = System.getLogger(PresenceTracker.class.getName());

    private final String roomId;
    private final RoomMonitor monitor;
    private final PeerDirectory directory;
    private final CaptionPublisher captions;
    private final SpeechTracks tracks;
    private final EventLoop eventLoop;
    private final TimeSource time;
    private final Supplier<Future<Void>> audioReceived;
    private final Runnable onRoomDeleted;
    private final RoomPoller poller;
    private final UnidentifiedAudio unidentified = new UnidentifiedAudio();

    /** The peers whose last finals are not yet published, by id. */
    private final Map<String, Future<Void>> leaving = new HashMap<>();

    /**
     * Creates a tracker that is not open.
     *
     * @param audioReceived returns a future that completes on the event loop when all audio that Fishjam has sent before was
     *     passed to {@link #accept} or is lost, and never fails
     * @param onRoomDeleted called on the event loop when Fishjam no longer has the room; may be called repeatedly
     */
    public PresenceTracker(
            String roomId,
            RoomMonitor monitor,
            PeerDirectory directory,
            CaptionPublisher captions,
            SpeechTracks tracks,
            EventLoop eventLoop,
            TimeSource time,
            Supplier<Future<Void>> audioReceived,
            Runnable onRoomDeleted) {
        this.roomId = requireNonNull(roomId, "roomId is null");
        this.monitor = requireNonNull(monitor, "monitor is null");
        this.directory = requireNonNull(directory, "directory is null");
        this.captions = requireNonNull(captions, "captions is null");
        this.tracks = requireNonNull(tracks, "tracks is null");
        this.eventLoop = requireNonNull(eventLoop, "eventLoop is null");
        this.time = requireNonNull(time, "time is null");
        this.audioReceived = requireNonNull(audioReceived, "audioReceived is null");
        this.onRoomDeleted = requireNonNull(onRoomDeleted, "onRoomDeleted is null");
        poller = new RoomPoller(roomId, monitor, eventLoop, time, new ReadListener());
    }

    /** Publishes the peers that are present, and starts to track changes. */
    public void open() {
        poller.open();
        directory.present().forEach(this::publishJoined);
        monitor.watch(roomId, this);
        // Notifications between the first read of the room and watch() were missed.
        poller.readNow();
    }

    /** Stops tracking. Audio that waits for a read of the room becomes gaps; then all of it must be accounted for. */
    public void close() {
        monitor.unwatch(roomId, this);
        poller.close();
        unidentified.peers().forEach(peerId -> publishUnidentified(unidentified.remove(peerId)));
        unidentified
                .unaccounted()
                .forEach(track -> captions.unaccounted(
                        track.peerId(), track.trackId(), track.fromNanos(), track.toNanos(), track.account()));
    }

    /** Reads the room now, because notifications may have been missed. */
    public void refresh() {
        poller.readNow();
    }

    /** Takes a chunk of any peer: passes it on, buffers it, or ignores it if its peer is not transcribed. */
    public void accept(AudioChunk chunk) {
        Optional<Peer> peer = directory.find(chunk.peerId());
        if (peer.isEmpty()) {
            if (directory.hasLeft(chunk.peerId())) {
                // The notification of its leaving has overtaken its last audio.
                tracks.accept(chunk);
                poller.readSoon();
            } else if (directory.isRequested(chunk.peerId())) {
                buffer(chunk);
            }
        } else if (directory.isTranscribed(peer.get())) {
            tracks.accept(chunk);
            if (!directory.isPresent(chunk.peerId())) {
                poller.readSoon();
            }
        }
    }

    /** Returns where the audio begins that waits for a read of the room, by track. */
    public List<TrackProgress> progress() {
        return unidentified.tracks().stream()
                .map(track -> new TrackProgress(
                        track.peerId(), track.trackId(), captions.clock().seconds(track.fromNanos())))
                .toList();
    }

    private void buffer(AudioChunk chunk) {
        publishUnidentified(unidentified.add(chunk));
        poller.readSoon();
    }

    @Override
    public void onReadDue() {
        eventLoop.execute(poller::readNow);
    }

    /**
     * A webhook's notification has no order relative to those of the subscription, so it is not applied; it causes a
     * read.
     */
    @Override
    public void onWebhookNotification(RoomNotification notification) {
        eventLoop.execute(poller::readSoonAgain);
    }

    @Override
    public void onNotification(RoomNotification notification) {
        eventLoop.execute(() -> {
            if (poller.isOpen()) {
                apply(notification);
            }
        });
    }

    private void apply(RoomNotification notification) {
        if (notification instanceof RoomNotification.RoomDeleted
                || notification instanceof RoomNotification.RoomCrashed) {
            onRoomDeleted.run();
            return;
        }
        publish(directory.apply(notification));
        if (directory.needsRead()) {
            poller.readSoon();
        }
    }

    private final class ReadListener implements RoomPoller.Listener {
        @Override
        public long onReadStart() {
            return directory.beginRead();
        }

        @Override
        public boolean onReadEnd(AsyncResult<Room> result, long read, long startedNanos) {
            if (result.succeeded()) {
                publish(directory.completeRead(read, result.result()));
                unidentified.peers().forEach(peerId -> identify(peerId, startedNanos));
            } else if (isNotFound(result.cause())) {
                onRoomDeleted.run();
                return false;
            } else {
                directory.failRead();
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Room {0} cannot be read: {1}",
                        roomId,
                        result.cause().getMessage());
            }
            return !unidentified.isEmpty() || directory.needsRead();
        }
    }

    private void publish(PeerDirectory.Changes changes) {
        long now = time.nanos();
        changes.joined().forEach(this::publishJoined);
        changes.renamed().forEach(peer -> captions.peerRenamed(peer.id(), name(peer), now));
        changes.unmuted().forEach(track -> tracks.unmute(track.peerId(), track.trackId()));
        if (changes.muted().isEmpty()
                && changes.ended().isEmpty()
                && changes.left().isEmpty()) {
            return;
        }
        // Notifications have another connection than audio, so audio that was sent before may still be on its way.
        Future<Long> received = audioReceived.get().map(done -> time.nanos());
        changes.muted().forEach(track -> tracks.mute(track.peerId(), track.trackId(), now, received));
        changes.ended().forEach(track -> tracks.removeTrack(track.peerId(), track.trackId(), now, received));
        changes.left().forEach(peer -> publishLeft(peer, now, received));
    }

    /** Publishes that a peer has left after its last final, and after its {@code peer.joined}. */
    private void publishLeft(Peer peer, long nowNanos, Future<Long> received) {
        Future<Void> flushed = Future.join(
                        leaving.getOrDefault(peer.id(), Future.succeededFuture()),
                        tracks.removePeer(peer.id(), nowNanos, received))
                .mapEmpty();
        leaving.put(peer.id(), flushed);
        flushed.onComplete(done -> {
            leaving.remove(peer.id(), flushed);
            captions.peerLeft(peer.id(), name(peer), nowNanos);
        });
    }

    /**
     * If the peer has just left, its {@code peer.left} may still wait for its last final, and must be published first.
     */
    private void publishJoined(Peer peer) {
        long joinedNanos = time.nanos();
        leaving.getOrDefault(peer.id(), Future.succeededFuture())
                .onComplete(left -> captions.peerJoined(peer, name(peer), joinedNanos));
    }

    private @Nullable String name(Peer peer) {
        return directory.nameOf(peer).orElse(null);
    }

    /** Decides what happens to the buffered audio of a peer after a read of the room. */
    private void identify(String peerId, long readStartedNanos) {
        Optional<Peer> peer = directory.find(peerId);
        if (peer.isPresent()) {
            boolean transcribed = directory.isTranscribed(peer.get());
            unidentified.remove(peerId).forEach(track -> passOn(track, transcribed));
        } else if (unidentified.firstArrivalNanos(peerId) - readStartedNanos < 0) {
            publishUnidentified(unidentified.remove(peerId));
        }
    }

    private void passOn(UnidentifiedAudio.Track track, boolean transcribed) {
        for (AudioChunk chunk : track.chunks()) {
            if (transcribed) {
                tracks.accept(chunk);
            }
            track.passedOn(chunk);
        }
    }

    /** Publishes gaps for audio of peers that Fishjam did not describe: their speakers are unknown. */
    private void publishUnidentified(List<UnidentifiedAudio.Track> dropped) {
        dropped.forEach(track -> {
            captions.unidentifiedPeer(track.peerId(), track.trackId(), track.fromNanos(), track.toNanos());
            track.lost();
        });
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof FishjamException fishjam && fishjam.reason() == FishjamException.Reason.NOT_FOUND;
    }
}

package dev.roomscribe.session.presence;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.fishjam.notification.RoomNotification;
import dev.roomscribe.session.SessionContext;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.SpeechTracks;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps up with who is in the room, and sees to it that only people who are to be heard are transcribed, under their
 * own names.
 *
 * <p>It goes by what Fishjam notifies, and reads the room now and then, and soon after somebody unknown is heard or
 * told of; what that peer says waits for the answer. Confined to its session's event loop.
 */
public final class PresenceTracker implements RoomMonitor.Watcher {
    private static final System.Logger LOG = System.getLogger(PresenceTracker.class.getName());

    /** However many strangers talk, Fishjam is not asked more often. */
    private static final Duration LEAST_BETWEEN_LOOKS = Duration.ofMillis(500);

    private final String roomId;
    private final SessionContext service;
    private final PeerDirectory directory;
    private final CaptionPublisher captions;
    private final SpeechTracks tracks;
    private final Executor eventLoop;
    private final Runnable roomGone;
    private final UnidentifiedAudio unknown = new UnidentifiedAudio();

    private final Map<String, Future<Void>> leaving = new HashMap<>();

    private boolean open;
    private boolean looking;
    private boolean again;
    private long lookedNanos;
    private @Nullable Long timer;

    public PresenceTracker(
            String roomId,
            SessionContext service,
            PeerDirectory directory,
            CaptionPublisher captions,
            SpeechTracks tracks,
            Executor eventLoop,
            Runnable roomGone) {
        this.roomId = roomId;
        this.service = service;
        this.directory = directory;
        this.captions = captions;
        this.tracks = tracks;
        this.eventLoop = eventLoop;
        this.roomGone = roomGone;
        lookedNanos = service.nanoTime().getAsLong();
    }

    /** Announces who was seen so far, and keeps looking from now on. */
    public void open() {
        open = true;
        directory.present().forEach(this::announce);
        service.rooms().watch(roomId, this);
        // What happened since the room was read, nobody was told of.
        lookNow();
    }

    public void close() {
        open = false;
        service.rooms().unwatch(roomId, this);
        if (timer != null) {
            service.vertx().cancelTimer(timer);
        }
    }

    /** Takes a chunk of anybody's. */
    public void hear(AudioChunk chunk) {
        Optional<Peer> peer = directory.find(chunk.peerId());
        if (peer.isEmpty()) {
            hearStranger(chunk);
        } else if (directory.isHeard(peer.get())) {
            tracks.take(chunk);
            if (!directory.isPresent(chunk.peerId())) {
                lookSoon();
            }
        }
    }

    private void hearStranger(AudioChunk chunk) {
        if (!unknown.keep(chunk)) {
            giveUp(unknown.oldest());
            unknown.keep(chunk);
        }
        lookSoon();
    }

    /** Looks at once: much may have happened that nobody was told of. */
    public void lookNow() {
        if (looking) {
            // The answer that is on its way may be older than what is to be found out.
            again = true;
        } else if (open) {
            lookIn(Duration.ZERO);
        }
    }

    @Override
    public void onDue() {
        eventLoop.execute(this::lookNow);
    }

    /** It cannot be put in order with what else is known, so it is not believed, but looked into. */
    @Override
    public void onHint(RoomNotification notification) {
        eventLoop.execute(() -> {
            if (looking) {
                again = true;
            } else if (open) {
                lookSoon();
            }
        });
    }

    @Override
    public void onNotification(RoomNotification notification) {
        eventLoop.execute(() -> {
            if (open) {
                heed(notification);
            }
        });
    }

    private void heed(RoomNotification notification) {
        if (notification instanceof RoomNotification.RoomDeleted
                || notification instanceof RoomNotification.RoomCrashed) {
            roomGone.run();
            return;
        }
        take(directory.apply(notification));
        if (directory.isDoubtful()) {
            lookSoon();
        }
    }

    private void lookSoon() {
        if (!looking) {
            lookIn(LEAST_BETWEEN_LOOKS.minusNanos(service.nanoTime().getAsLong() - lookedNanos));
        }
    }

    /** Sets the one timer, in place of the one that is set. */
    private void lookIn(Duration delay) {
        if (timer != null) {
            service.vertx().cancelTimer(timer);
        }
        timer = service.vertx().setTimer(Math.max(1, delay.toMillis()), fired -> look());
    }

    private void look() {
        timer = null;
        looking = true;
        long asked = service.nanoTime().getAsLong();
        lookedNanos = asked;
        long read = directory.readBegins();
        service.rooms()
                .read(roomId)
                .onComplete(answer -> eventLoop.execute(() -> {
                    looking = false;
                    if (open) {
                        saw(answer, read, asked);
                    }
                }));
    }

    private void saw(AsyncResult<Room> answer, long read, long askedNanos) {
        if (answer.succeeded()) {
            take(directory.readEnds(read, answer.result()));
            unknown.peers().forEach(peerId -> introduce(peerId, askedNanos));
        } else if (isGone(answer.cause())) {
            roomGone.run();
            return;
        } else {
            directory.readFails();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Room {0}: {1}",
                    roomId,
                    answer.cause().getMessage());
        }
        if (again || !unknown.isEmpty() || directory.isDoubtful()) {
            again = false;
            lookSoon();
        }
    }

    private void take(PeerDirectory.Changes changes) {
        changes.joined().forEach(this::announce);
        changes.renamed()
                .forEach(peer -> captions.renamed(peer, service.nanoTime().getAsLong()));
        changes.muted().forEach(track -> tracks.mute(track.peerId(), track.trackId()));
        changes.ended().forEach(track -> tracks.closeTrack(track.peerId(), track.trackId()));
        for (Peer peer : changes.left()) {
            Future<Void> settled = tracks.closePeer(peer.id());
            leaving.put(peer.id(), settled);
            settled.onComplete(done -> {
                leaving.remove(peer.id(), settled);
                captions.left(peer, service.nanoTime().getAsLong());
            });
        }
    }

    /** Somebody who is back before their last words are settled has to have left first. */
    private void announce(Peer peer) {
        leaving.getOrDefault(peer.id(), Future.succeededFuture())
                .onComplete(left -> captions.joined(peer, service.nanoTime().getAsLong()));
    }

    private void introduce(String peerId, long askedNanos) {
        Optional<Peer> peer = directory.find(peerId);
        if (peer.isPresent()) {
            boolean heard = directory.isHeard(peer.get());
            unknown.take(peerId).stream().filter(chunk -> heard).forEach(tracks::take);
        } else if (unknown.firstNanos(peerId) - askedNanos < 0) {
            giveUp(peerId);
        }
    }

    /** A peer that talks and is in no room has left, or Fishjam does not tell: its words would be nobody's. */
    private void giveUp(String peerId) {
        List<AudioChunk> chunks = unknown.take(peerId);
        if (!chunks.isEmpty()) {
            AudioChunk first = chunks.get(0);
            AudioChunk last = chunks.get(chunks.size() - 1);
            captions.unattributed(peerId, first.trackId(), first.arrivedNanos(), last.arrivedNanos());
        }
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof FishjamException fishjam && fishjam.reason() == FishjamException.Reason.NOT_FOUND;
    }
}

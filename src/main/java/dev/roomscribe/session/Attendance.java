package dev.roomscribe.session;

import dev.roomscribe.fishjam.AudioChunk;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.Room;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps up with who is in the room, and sees to it that only people who are to be heard are transcribed, under their
 * own names.
 *
 * <p>It looks at the room at an interval, and soon after somebody unknown is heard; what that peer says waits for the
 * answer. Confined to its session's event loop.
 */
final class Attendance {
    private static final System.Logger LOG = System.getLogger(Attendance.class.getName());

    /** However many strangers talk, Fishjam is not asked more often. */
    private static final Duration LEAST_BETWEEN_LOOKS = Duration.ofMillis(500);

    private final String roomId;
    private final SessionContext service;
    private final PeerDirectory directory;
    private final SessionCaptions captions;
    private final SpeechTracks tracks;
    private final Runnable roomGone;
    private final UnknownAudio unknown = new UnknownAudio();

    private boolean open;
    private boolean looking;
    private long lookedNanos;
    private @Nullable Long timer;

    Attendance(
            String roomId,
            SessionContext service,
            PeerDirectory directory,
            SessionCaptions captions,
            SpeechTracks tracks,
            Runnable roomGone) {
        this.roomId = roomId;
        this.service = service;
        this.directory = directory;
        this.captions = captions;
        this.tracks = tracks;
        this.roomGone = roomGone;
        lookedNanos = service.nanoTime().getAsLong();
    }

    /** Announces who was seen so far, and keeps looking from now on. */
    void open() {
        open = true;
        directory.present().forEach(this::announce);
        lookIn(service.limits().lookInterval());
    }

    void close() {
        open = false;
        if (timer != null) {
            service.vertx().cancelTimer(timer);
        }
    }

    /** Takes a chunk of anybody's. */
    void hear(AudioChunk chunk) {
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
    void lookNow() {
        if (open && !looking) {
            lookIn(Duration.ZERO);
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
        service.fishjam().room(roomId).onComplete(answer -> {
            looking = false;
            if (open) {
                saw(answer, asked);
            }
        });
    }

    private void saw(AsyncResult<Room> answer, long askedNanos) {
        if (answer.succeeded()) {
            see(answer.result(), askedNanos);
        } else if (isGone(answer.cause())) {
            roomGone.run();
            return;
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Room {0}: {1}",
                    roomId,
                    answer.cause().getMessage());
        }
        if (unknown.isEmpty()) {
            lookIn(service.limits().lookInterval());
        } else {
            lookSoon();
        }
    }

    private void see(Room room, long askedNanos) {
        PeerDirectory.Changes changes = directory.reconcile(room);
        changes.joined().forEach(this::announce);
        for (Peer peer : changes.left()) {
            tracks.closePeer(peer.id())
                    .onComplete(done -> captions.left(peer, service.nanoTime().getAsLong()));
        }
        unknown.peers().forEach(peerId -> introduce(peerId, askedNanos));
    }

    private void announce(Peer peer) {
        captions.joined(peer, service.nanoTime().getAsLong());
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

package dev.roomscribe.session.speech;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.transcript.event.GapReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The gap in all audio of a session: while it is paused, while its connection is lost, and while no process ran it. Where
 * a pause and a loss overlap, the gap is that of the pause. It is published in pieces of at most 10 s while it continues,
 * and each piece after the finals of the speech before the gap. Times are as {@link System#nanoTime}. Confined to its
 * session's event loop.
 */
public final class SessionGap {
    private static final Duration MAX_PIECE = Duration.ofSeconds(10);

    private record Interval(GapReason reason, long fromNanos, long toNanos, boolean continues) {}

    private final SpeechTracks tracks;
    private final CaptionPublisher captions;
    /** Pieces that wait for the finals of the speech before them. */
    private final Deque<Interval> waiting = new ArrayDeque<>();

    /** Why no audio is received; null if it is. */
    private @Nullable GapReason lost;

    private boolean paused;
    /** Completes when the audio of before the pause has been received; null if that is so. */
    private @Nullable Promise<Void> pausing;
    /** Where the next piece begins. */
    private long fromNanos;

    private Future<Void> flushed = Future.succeededFuture();

    /** Creates a gap that is not open. */
    public SessionGap(SpeechTracks tracks, CaptionPublisher captions) {
        this.tracks = requireNonNull(tracks, "tracks is null");
        this.captions = requireNonNull(captions, "captions is null");
    }

    /**
     * Publishes what was missed while no process ran the session, and opens the gap until the agent receives audio.
     *
     * @param fromNanos since when no audio was received
     * @param pausedNanos since when the session is paused; null if it is not
     */
    public void openAfterRestart(GapReason why, long fromNanos, long nowNanos, @Nullable Long pausedNanos) {
        lost = why;
        this.fromNanos = fromNanos;
        if (pausedNanos != null) {
            if (pausedNanos - fromNanos > 0) {
                add(pausedNanos, true);
            }
            paused = true;
        }
        add(nowNanos, true);
    }

    /** Ends all open utterances, and opens the gap where the audio received ends. Does nothing if it is open. */
    public void open(long lastReceivedNanos) {
        if (lost != null) {
            return;
        }
        lost = GapReason.CONNECTION_LOST;
        if (!paused) {
            fromNanos = tracks.missingSince(lastReceivedNanos);
            flushed = tracks.interrupt();
        }
    }

    /** Opens the gap of a pause; {@link #settle} must follow when all audio of before the pause was received. */
    public void pause(long nowNanos) {
        tick(nowNanos);
        if (lost != null) {
            add(nowNanos, true);
        } else {
            fromNanos = tracks.missingSince(nowNanos);
        }
        paused = true;
        Promise<Void> begun = Promise.promise();
        pausing = begun;
        flushed = begun.future();
    }

    /**
     * Ends all open utterances of before the pause, and publishes the first piece of its gap after their finals.
     *
     * @param pausedNanos what was passed to {@link #pause}
     * @return completes when the finals and the piece are passed to the transcript
     */
    public Future<Void> settle(long pausedNanos, long nowNanos) {
        Promise<Void> begun = requireNonNull(pausing, "the gap is not being paused");
        pausing = null;
        if (waiting.isEmpty() && lost == null) {
            fromNanos = tracks.missingSince(pausedNanos);
        }
        var ended = tracks.closeAll(EndReason.FLUSH);
        ended.onComplete(done -> begun.tryComplete());
        add(nowNanos, true);
        return flushed;
    }

    /** Ends the gap of a pause, except while the connection is lost. */
    public void resume(long nowNanos) {
        tick(nowNanos);
        // What was received late, and is of before the pause, does not continue with the audio that follows.
        var unused = tracks.closeAll(EndReason.FLUSH);
        add(nowNanos, false);
        paused = false;
    }

    /** Publishes the next piece if it is due. To be called several times in 10 s. */
    public void tick(long nowNanos) {
        while (isOpen() && nowNanos - fromNanos >= MAX_PIECE.toNanos()) {
            add(fromNanos + MAX_PIECE.toNanos(), true);
        }
    }

    /** Ends the gap of a lost connection; does nothing if no such gap is open. */
    public void closeOnReconnect(long nowNanos) {
        if (!paused) {
            tick(nowNanos);
            if (isOpen()) {
                add(nowNanos, true);
            }
        }
        lost = null;
    }

    /** Publishes the gap up to now without waiting, so before {@code session.ended}. */
    public void closeOnEnd(long nowNanos) {
        tick(nowNanos);
        if (isOpen()) {
            add(nowNanos, false);
        }
        publishWaiting();
    }

    /** Returns whether all audio is missing now. */
    public boolean isOpen() {
        return paused || lost != null;
    }

    /**
     * Returns up to when all audio of the session has been received, or is in a published gap.
     *
     * @param lastReceivedNanos when anything was last received: what was spoken later may still be on its way
     */
    public long receivedTo(long lastReceivedNanos) {
        if (!waiting.isEmpty()) {
            return waiting.getFirst().fromNanos;
        }
        return isOpen() ? fromNanos : tracks.missingSince(lastReceivedNanos);
    }

    /** @param continues whether the gap continues after this piece, if it is that of a pause */
    private void add(long toNanos, boolean continues) {
        GapReason reason = paused ? GapReason.PAUSED : requireNonNull(lost);
        if (toNanos - fromNanos > 0) {
            waiting.addLast(new Interval(reason, fromNanos, toNanos, paused && continues));
        }
        fromNanos = toNanos;
        flushed.onComplete(done -> publishWaiting());
    }

    private static String detail(GapReason reason) {
        return switch (reason) {
            case PAUSED -> "The transcription was paused; nothing was recognized or stored.";
            case SERVICE_CRASHED ->
                "The service ended without warning; no audio was received until the session was continued.";
            case SERVICE_RESTARTED ->
                "The service was restarted; no audio was received until the session was continued.";
            default -> "The connection to Fishjam was lost, so no audio was received.";
        };
    }

    private void publishWaiting() {
        while (!waiting.isEmpty()) {
            Interval next = waiting.removeFirst();
            captions.nothingReceived(next.reason, next.fromNanos, next.toNanos, detail(next.reason), next.continues);
        }
    }
}

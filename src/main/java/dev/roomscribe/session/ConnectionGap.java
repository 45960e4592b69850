package dev.roomscribe.session;

import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.SpeechTracks;
import dev.roomscribe.transcript.event.GapReason;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The gap of a lost connection, or of a session that was interrupted by the end of its process. It is published in pieces
 * of at most 10 s while the loss continues, and each piece after the finals of the speech before the loss. Times are
 * as {@link System#nanoTime}. Confined to its session's event loop.
 */
final class ConnectionGap {
    private static final Duration MAX_PIECE = Duration.ofSeconds(10);

    private record Interval(GapReason reason, long fromNanos, long toNanos) {}

    private final SpeechTracks tracks;
    private final CaptionPublisher captions;
    /** Pieces that wait for the finals of the speech before them. */
    private final Deque<Interval> waiting = new ArrayDeque<>();

    private boolean open;
    private GapReason reason = GapReason.CONNECTION_LOST;
    /** Where the next piece begins. */
    private long fromNanos;

    private Future<Void> flushed = Future.succeededFuture();

    ConnectionGap(SpeechTracks tracks, CaptionPublisher captions) {
        this.tracks = tracks;
        this.captions = captions;
    }

    /**
     * Publishes what was missed while no process ran the session, and opens the gap until the agent receives audio.
     *
     * @param fromNanos since when no audio was received
     */
    void openAfterRestart(GapReason why, long fromNanos, long nowNanos) {
        reason = why;
        this.fromNanos = fromNanos;
        open = true;
        add(nowNanos);
    }

    /** Ends all open utterances, and opens the gap where the audio received ends. Does nothing if it is open. */
    void open(long lastReceivedNanos) {
        if (open) {
            return;
        }
        open = true;
        reason = GapReason.CONNECTION_LOST;
        fromNanos = tracks.missingSince(lastReceivedNanos);
        flushed = tracks.interrupt();
    }

    /** Publishes the next piece if it is due. To be called several times in 10 s. */
    void tick(long nowNanos) {
        while (open && nowNanos - fromNanos >= MAX_PIECE.toNanos()) {
            add(fromNanos + MAX_PIECE.toNanos());
        }
    }

    /** Ends the gap; does nothing if no gap is open. */
    void closeOnReconnect(long nowNanos) {
        tick(nowNanos);
        if (open) {
            open = false;
            add(nowNanos);
        }
    }

    /** Ends the gap and publishes it without waiting, so before {@code session.ended}. */
    void closeOnEnd(long nowNanos) {
        closeOnReconnect(nowNanos);
        publishWaiting();
    }

    /**
     * Returns up to when all audio of the session has been received, or is in a published gap.
     *
     * @param lastReceivedNanos when anything was last received: what was spoken later may still be on its way
     */
    long receivedTo(long lastReceivedNanos) {
        if (!waiting.isEmpty()) {
            return waiting.getFirst().fromNanos;
        }
        return open ? fromNanos : tracks.missingSince(lastReceivedNanos);
    }

    private void add(long toNanos) {
        if (toNanos - fromNanos > 0) {
            waiting.addLast(new Interval(reason, fromNanos, toNanos));
        }
        fromNanos = toNanos;
        flushed.onComplete(done -> publishWaiting());
    }

    private static String detail(GapReason reason) {
        return switch (reason) {
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
            captions.nothingReceived(next.reason, next.fromNanos, next.toNanos, detail(next.reason));
        }
    }
}

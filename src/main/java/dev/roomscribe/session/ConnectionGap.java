package dev.roomscribe.session;

import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.SpeechTracks;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The gap of a lost connection: opened at the loss, published when the connection is restored or the session ends.
 * Confined to its session's event loop.
 */
final class ConnectionGap {
    /** @param flushed completes when the finals of the speech before the loss are published */
    private record Open(long fromNanos, Future<Void> flushed) {}

    private final SpeechTracks tracks;
    private final CaptionPublisher captions;
    private @Nullable Open open;

    ConnectionGap(SpeechTracks tracks, CaptionPublisher captions) {
        this.tracks = tracks;
        this.captions = captions;
    }

    /** Ends all open utterances, and opens the gap at the time when Fishjam last sent anything. */
    void open(long lastReceivedNanos) {
        open = new Open(lastReceivedNanos, tracks.interrupt());
    }

    /** Publishes the gap up to now, after the finals of the speech before it; does nothing if no gap is open. */
    void closeOnReconnect(long nowNanos) {
        Open closing = open;
        open = null;
        if (closing != null) {
            closing.flushed.onComplete(flushed -> captions.connectionLost(closing.fromNanos, nowNanos));
        }
    }

    /** Publishes the gap up to now without waiting, so before {@code session.ended}; does nothing if no gap is open. */
    void closeOnEnd(long nowNanos) {
        Open closing = open;
        open = null;
        if (closing != null) {
            captions.connectionLost(closing.fromNanos, nowNanos);
        }
    }
}

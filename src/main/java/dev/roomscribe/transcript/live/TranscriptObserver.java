package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.CaptionEvent;

/** Observes all transcripts. Called on the publisher's thread, so methods must return quickly and never throw. */
public interface TranscriptObserver {
    void published(String roomId, CaptionEvent event);

    /** A subscriber with a connection was added. */
    void subscribed();

    /** A subscriber with a connection was removed. */
    void unsubscribed();

    /** Subscriptions were found that were still open after their connection, which is a fault of the service. */
    default void abandoned(int subscriptions) {}
}

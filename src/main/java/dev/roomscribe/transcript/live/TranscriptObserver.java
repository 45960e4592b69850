package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.CaptionEvent;

/** Observes all transcripts. Called on the publisher's thread, so methods must return quickly and never throw. */
public interface TranscriptObserver {
    void published(String roomId, CaptionEvent event);

    void subscribed();

    void unsubscribed();
}

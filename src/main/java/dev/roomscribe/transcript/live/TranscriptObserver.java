package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.CaptionEvent;

/** Told of what goes through the transcripts; called on publishers' threads, so it must be quick and never throw. */
public interface TranscriptObserver {
    void published(String roomId, CaptionEvent event);

    void subscribed();

    void unsubscribed();
}

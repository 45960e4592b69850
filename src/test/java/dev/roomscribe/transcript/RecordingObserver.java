package dev.roomscribe.transcript;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what went through the transcripts. */
final class RecordingObserver implements TranscriptObserver {
    final List<String> published = new CopyOnWriteArrayList<>();
    final AtomicInteger subscribed = new AtomicInteger();
    final AtomicInteger unsubscribed = new AtomicInteger();

    @Override
    public void published(String roomId, CaptionEvent event) {
        published.add(roomId + " " + event.type());
    }

    @Override
    public void subscribed() {
        subscribed.incrementAndGet();
    }

    @Override
    public void unsubscribed() {
        unsubscribed.incrementAndGet();
    }
}

package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.CaptionEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Records the calls to an observer. */
public final class RecordingObserver implements TranscriptObserver {
    public final List<String> published = new CopyOnWriteArrayList<>();
    public final AtomicInteger subscribed = new AtomicInteger();
    public final AtomicInteger unsubscribed = new AtomicInteger();
    public final AtomicInteger abandoned = new AtomicInteger();

    /** What {@link #published} throws; null for nothing. */
    public volatile @Nullable RuntimeException failure;

    @Override
    public void published(String roomId, CaptionEvent event) {
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
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

    @Override
    public void abandoned(int subscriptions) {
        abandoned.addAndGet(subscriptions);
    }
}

package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Records what a log and its store report. */
abstract class RecordedLog implements TranscriptLog.Listener, StorageObserver {
    final List<CaptionEvent> live = new CopyOnWriteArrayList<>();
    /** Each an {@link Erasure}, or the position up to which everything was erased. */
    final List<Object> erased = new CopyOnWriteArrayList<>();

    final AtomicLong unwritten = new AtomicLong();
    final AtomicInteger lost = new AtomicInteger();

    @Override
    public void erased(EventId end) {
        erased.add(end);
    }

    @Override
    public void erased(Erasure erasure) {
        erased.add(erasure);
    }

    @Override
    public void published(CaptionEvent event) {
        live.add(event);
    }

    @Override
    public void unwritten(long events) {
        unwritten.set(events);
    }

    @Override
    public void lost(int events) {
        lost.addAndGet(events);
    }
}

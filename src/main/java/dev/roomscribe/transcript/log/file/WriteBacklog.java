package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.log.StorageObserver;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the events of all rooms that are not yet on disk, and reports them to the observer. Thread-safe. */
final class WriteBacklog {
    private final StorageObserver observer;
    private final AtomicLong events = new AtomicLong();

    WriteBacklog(StorageObserver observer) {
        this.observer = observer;
    }

    /** Changes the number of unwritten events. */
    void add(long change) {
        observer.unwritten(events.addAndGet(change));
    }

    /** Reports events that no log will store. */
    void lost(int count) {
        observer.lost(count);
    }
}

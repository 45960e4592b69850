package dev.roomscribe.cluster.redis.log.spool;

import dev.roomscribe.transcript.log.StorageObserver;
import java.util.concurrent.atomic.AtomicBoolean;

/** The events of all rooms that wait for Redis. Confined to the thread of the logs. */
public final class Backlog {
    private static final System.Logger LOG = System.getLogger(Backlog.class.getName());

    private final StorageObserver observer;
    private final long maxBytes;
    /** Whether it was logged why Redis refuses to write, and it has not accepted anything since. */
    private final AtomicBoolean refusalLogged = new AtomicBoolean();

    private long bytes;
    private long waiting;

    public Backlog(StorageObserver observer, long maxBytes) {
        this.observer = observer;
        this.maxBytes = maxBytes;
    }

    public boolean hasRoom() {
        return bytes < maxBytes;
    }

    public void add(long size) {
        bytes += size;
    }

    public void remove(long size) {
        bytes -= size;
    }

    /** Changes the number of events that wait because Redis does not take them. */
    public void wait(int events) {
        if (events != 0) {
            waiting += events;
            observer.unwritten(waiting);
        }
    }

    public void lost(int events) {
        if (events > 0) {
            observer.lost(events);
        }
    }

    /** Redis answers and does not write. */
    public void refused(String why) {
        if (refusalLogged.compareAndSet(false, true)) {
            String advice = why.contains("OOM")
                    ? "Redis has reached its maxmemory: raise it, or store less (docs/cluster.md). "
                    : "";
            LOG.log(
                    System.Logger.Level.ERROR,
                    "{0}Redis does not store events of transcripts; they wait and are tried again every second: {1}",
                    advice,
                    why);
        }
    }

    public void accepted() {
        if (refusalLogged.compareAndSet(true, false)) {
            LOG.log(System.Logger.Level.INFO, "Redis stores events of transcripts again");
        }
    }
}

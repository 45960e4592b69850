package dev.roomscribe.transcript.log;

/** Receives reports about writing. Called on the writer's thread, so methods must return quickly and never throw. */
public interface StorageObserver {
    /** Reports how many events of all rooms are waiting to be written; 0 if all are written. */
    void unwritten(long events);

    /** Reports that this many events were dropped: subscribers may have received them, but no log stores them. */
    void lost(int events);
}

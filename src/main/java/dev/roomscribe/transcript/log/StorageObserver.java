package dev.roomscribe.transcript.log;

/** Told how the writing of transcripts goes; called on the writer's thread, so it must be quick and never throw. */
public interface StorageObserver {
    /** So many events of all rooms could not be written so far and are tried again; 0 when all is well. */
    void unwritten(long events);

    /** Events were given up: they were seen, but are in no log. */
    void lost(int events);
}

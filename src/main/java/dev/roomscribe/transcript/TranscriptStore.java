package dev.roomscribe.transcript;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;

/** Where the logs of all rooms are kept. Thread-safe. */
public abstract sealed class TranscriptStore implements AutoCloseable permits MemoryStore, DiskStore {
    /** Keeps transcripts as long as this process lives. */
    public static TranscriptStore inMemory(Retention retention, InstantSource clock) {
        return new MemoryStore(retention, clock);
    }

    /**
     * Keeps transcripts in files, which one process at a time may write.
     *
     * @param directory created if need be
     * @throws DirectoryInUse if another process has it
     * @throws IOException if nothing can be written there
     */
    public static TranscriptStore onDisk(
            Path directory, DiskLimits limits, InstantSource clock, StorageObserver observer) throws IOException {
        return DiskStore.open(directory, limits, clock, observer);
    }

    /** Returns the log of a room, which is not open yet; a room may have one at a time. */
    abstract TranscriptLog log(String roomId, TranscriptLog.Listener listener);

    /** Returns whether anything is kept of a room that has no open log. */
    abstract CompletionStage<Boolean> has(String roomId);

    /** Drops what is too old or too much of the rooms that have no open log. */
    abstract void sweep();

    /** Writes what is still to be written and lets go of everything. Blocks. */
    @Override
    public abstract void close();
}

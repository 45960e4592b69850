package dev.roomscribe.recognition.worker;

/** Told what becomes of worker processes; called on their supervisor's threads, so it must be quick and never throw. */
public interface WorkerObserver {
    /** Why a process is no more. */
    enum End {
        /** It ended by itself, or somebody killed it. */
        CRASHED,
        /** It was killed because a call hung. */
        HUNG,
        /** It was replaced. */
        REPLACED,
        /** It never came to decode. */
        UNUSABLE
    }

    void ended(End end);

    /** Says how much memory all of them take, every few seconds. */
    void memory(long bytes);
}

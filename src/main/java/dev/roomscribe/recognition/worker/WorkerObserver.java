package dev.roomscribe.recognition.worker;

/** Observes worker processes. Called on supervising threads, so its methods must return immediately and never throw. */
public interface WorkerObserver {
    /** Why a worker process ended. */
    enum ExitReason {
        /** It exited, or was killed from outside. */
        CRASHED,
        /** The service killed it because a call did not return. */
        HUNG,
        /** The service replaced it. */
        REPLACED,
        /** It could not start decoding. */
        UNUSABLE
    }

    /** Called after a worker has ended. */
    void ended(ExitReason reason);

    /** Called every few seconds with the memory of all workers together, in bytes. */
    void memory(long bytes);
}

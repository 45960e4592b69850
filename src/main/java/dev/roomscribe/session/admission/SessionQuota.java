package dev.roomscribe.session.admission;

/** Limits how many sessions one client has at the same time. Called from any thread and while a lock is held; does not block. */
@FunctionalInterface
public interface SessionQuota {
    SessionQuota UNLIMITED = () -> () -> {};

    /**
     * Counts a session that is about to be created.
     *
     * @return ends the count; called once, when the session has ended or could not be created
     * @throws QuotaExceededException if the client has as many as it may have
     */
    Runnable count();
}

package dev.roomscribe.session.admission;

/**
 * The place of one session among those of the service, from the request to the end of the session.
 *
 * <pre>
 *   UNCONFIRMED ──reserve──▶ JOINING ──joined──▶ RUNNING: the reservation ends after {@link SessionAdmission#MEASURED_AFTER}
 *                             ▲   │
 *   WAITING ──────reserve─────┘   │
 *      ▲                          │
 *      └────────unreserve─────────┘
 *
 *   any ──release──▶ RELEASED
 * </pre>
 *
 * <p>{@code WAITING} is a session that an earlier process left. Thread-safe; guarded by its {@link SessionAdmission}.
 */
public final class AdmissionTicket {
    enum Phase {
        /** The room has not been read yet, so it may not exist. */
        UNCONFIRMED,
        /** The session was admitted by an earlier process and is not in its room. */
        WAITING,
        /** The agent is created and connects. */
        JOINING,
        /** The session is in its room. */
        RUNNING,
        /** The session has ended, or its start has failed. */
        RELEASED
    }

    private final SessionAdmission admission;
    private final boolean resumed;
    private final Runnable uncount;
    private Phase phase;
    private int reserved;
    private long joinedNanos;

    /** @param uncount ends the count of the session in its client's quota */
    AdmissionTicket(SessionAdmission admission, Phase first, Runnable uncount) {
        this.admission = admission;
        this.uncount = uncount;
        resumed = first == Phase.WAITING;
        phase = first;
    }

    /**
     * Reserves capacity for the people of the session's room. To be called after the room was read, and before anything is
     * created in it.
     *
     * @param people how many peers may begin to speak; an empty room counts as one, because someone will join
     * @throws AdmissionRefusedException if the session does not fit; nothing is reserved then
     */
    public void reserve(int people) {
        admission.reserve(this, Math.max(1, people));
    }

    /**
     * Gives the reservation back, as a session that an earlier process left could not join its room yet; has no effect after
     * {@link #joined}.
     */
    public void unreserve() {
        admission.unreserve(this);
    }

    /** Records that the session is in its room; its streams are measured from now on. */
    public void joined() {
        admission.joined(this);
    }

    /** Gives everything back; the other methods have no effect then. Idempotent. */
    public void release() {
        admission.release(this);
    }

    // The following methods are called with the lock of the admission.

    Phase phase() {
        return phase;
    }

    /** Returns whether an earlier process has admitted the session. */
    boolean isResumed() {
        return resumed;
    }

    void uncount() {
        uncount.run();
    }

    void enter(Phase next, int reservedStreams) {
        phase = next;
        reserved = reservedStreams;
    }

    void enterRunning(long nowNanos) {
        phase = Phase.RUNNING;
        joinedNanos = nowNanos;
    }

    /** Returns how many streams are reserved: none before the room is read, and none once they are measured. */
    int reserved(long nowNanos) {
        return nanosUntilMeasured(nowNanos) > 0 ? reserved : 0;
    }

    /** Returns how long the reservation lasts at least, if the session does not end; at most 0 if it has ended. */
    long nanosUntilMeasured(long nowNanos) {
        return switch (phase) {
            case JOINING -> SessionAdmission.MEASURED_AFTER.toNanos();
            case RUNNING -> SessionAdmission.MEASURED_AFTER.toNanos() - (nowNanos - joinedNanos);
            case UNCONFIRMED, WAITING, RELEASED -> 0;
        };
    }
}

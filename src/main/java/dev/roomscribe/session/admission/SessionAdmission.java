package dev.roomscribe.session.admission;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.recognition.EngineLoad;
import dev.roomscribe.session.admission.AdmissionTicket.Phase;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.session.settings.StartLimits;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Admits sessions while there is room for them. Each has a {@link AdmissionTicket}.
 *
 * <p>A start passes two checks. At the request, few facts are known: the number of sessions, and the number of starts that
 * are in progress. After the room was read, its people are known. Each may begin to speak, so that many streams are
 * reserved in one step with the check, and however many starts come at the same time, none uses what another has
 * reserved. Some seconds after a session has joined its room, its reservation ends, because the demand that the engine
 * measures includes its speech.
 *
 * <p>New sessions whose speech is not measured yet may together reserve half of the capacity: what their speech will cost,
 * with everything around it, is an estimate until then. A room that alone needs more is admitted while the others have
 * reserved at most a quarter, or it would have to wait until no other starts. Sessions that an earlier process has admitted
 * do not count here, because that process carried them.
 *
 * <p>The first session is always admitted: before anything is decoded, the capacity is only an estimate.
 *
 * <p>Thread-safe; calls the engine while it holds its lock.
 */
public final class SessionAdmission {
    /** Longer than the time over which the engine measures the demand. */
    static final Duration MEASURED_AFTER = Duration.ofSeconds(12);

    private final SessionSettings settings;
    private final Supplier<EngineLoad> engine;
    private final LongSupplier nanoTime;
    /** Those that are not released. */
    private final Set<AdmissionTicket> tickets = new HashSet<>();

    /**
     * Creates an admission without sessions.
     *
     * @param engine returns the engine's load
     * @param nanoTime as {@link System#nanoTime}
     */
    public SessionAdmission(SessionSettings settings, Supplier<EngineLoad> engine, LongSupplier nanoTime) {
        this.settings = requireNonNull(settings, "settings is null");
        this.engine = requireNonNull(engine, "engine is null");
        this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    }

    /** Admits a start as {@link #request(SessionQuota)} does, without a quota. */
    public AdmissionTicket request() {
        return request(SessionQuota.UNLIMITED);
    }

    /**
     * Admits the start of a session whose room is not known yet.
     *
     * @param quota of the client that requested it
     * @throws AdmissionRefusedException if no session can be started now
     * @throws QuotaExceededException if the client has as many sessions as it may have
     */
    public synchronized AdmissionTicket request(SessionQuota quota) {
        StartLimits limits = settings.starts();
        if (count(Phase.UNCONFIRMED) >= limits.maxUnconfirmed()) {
            throw refusal(
                    "Too many starts wait for Fishjam to describe their rooms (roomscribe.session.max-unconfirmed);"
                            + " try again later.",
                    limits.confirmTimeout());
        }
        checkNew(1);
        return add(Phase.UNCONFIRMED, quota.count());
    }

    /** Returns the ticket of a session that an earlier process has admitted; it counts, and has reserved nothing yet. */
    public synchronized AdmissionTicket resumed() {
        return add(Phase.WAITING, () -> {});
    }

    /** Returns the refusal of a start now, even if its room had one person; empty if it would be admitted. */
    public synchronized Optional<AdmissionRefusedException> refusal() {
        try {
            checkNew(1);
            return Optional.empty();
        } catch (AdmissionRefusedException refused) {
            return Optional.of(refused);
        }
    }

    /** Returns whether a session that an earlier process has admitted may join its room, unless it has many people. */
    public synchronized boolean allowsResumption() {
        return fits(1, reserved());
    }

    /**
     * Returns whether one more session of another process fits, besides those that wait to join their rooms.
     *
     * @param taking how many are being taken and may not be counted yet
     */
    public synchronized boolean allowsTakeover(int taking) {
        int waiting = count(Phase.WAITING) + taking;
        return confirmed() + taking < settings.maxSessions()
                && (waiting == 0 ? fits(1, reserved()) : engine.get().free() - reserved() - waiting >= 1);
    }

    /** Returns how many more streams can be recognized, at least 0: those that are neither in use nor reserved. */
    public synchronized int free() {
        return confirmed() >= settings.maxSessions()
                ? 0
                : Math.max(0, engine.get().free() - reserved() - count(Phase.WAITING));
    }

    /** Returns how many streams are reserved for sessions whose speech is not measured yet. */
    public synchronized int reserved() {
        long now = nanoTime.getAsLong();
        return tickets.stream().mapToInt(ticket -> ticket.reserved(now)).sum();
    }

    synchronized void reserve(AdmissionTicket ticket, int streams) {
        switch (ticket.phase()) {
            case UNCONFIRMED -> checkNew(streams);
            case WAITING -> checkCapacity(streams, reserved());
            case JOINING, RUNNING -> throw new IllegalStateException("The session has reserved its capacity already");
            case RELEASED -> throw refusal("The start has ended; start the room again.", null);
        }
        ticket.enter(Phase.JOINING, streams);
    }

    synchronized void unreserve(AdmissionTicket ticket) {
        if (ticket.phase() == Phase.JOINING) {
            ticket.enter(Phase.WAITING, 0);
        }
    }

    synchronized void joined(AdmissionTicket ticket) {
        if (ticket.phase() == Phase.JOINING) {
            ticket.enterRunning(nanoTime.getAsLong());
        }
    }

    synchronized void release(AdmissionTicket ticket) {
        if (tickets.remove(ticket)) {
            ticket.enter(Phase.RELEASED, 0);
            ticket.uncount();
        }
    }

    private AdmissionTicket add(Phase first, Runnable uncount) {
        AdmissionTicket ticket = new AdmissionTicket(this, first, uncount);
        tickets.add(ticket);
        return ticket;
    }

    private void checkNew(int streams) {
        checkNumbers();
        checkCapacity(streams, reserved() + count(Phase.WAITING));
        checkNewReservations(streams);
    }

    private void checkNumbers() {
        if (confirmed() >= settings.maxSessions()) {
            throw refusal(
                    "The maximum number of rooms is being transcribed (roomscribe.session.max-sessions); try again later.",
                    null);
        }
        if (count(Phase.JOINING) >= settings.starts().maxStarting()) {
            throw refusal(
                    "Too many rooms are being joined at the same time (roomscribe.session.max-starting); try again"
                            + " later.",
                    Duration.ofSeconds(1));
        }
    }

    private void checkCapacity(int streams, int reserved) {
        if (!fits(streams, reserved)) {
            throw refusal(
                    ("Recognition is at its capacity: %d more people may begin to speak, and that many streams are neither"
                                    + " in use nor reserved (see roomscribe_recognition_capacity_streams,"
                                    + " roomscribe_recognition_demand_streams and roomscribe_sessions_reserved_streams);"
                                    + " try again later, or start the room on another instance.")
                            .formatted(streams),
                    untilNextIsMeasured());
        }
    }

    /** Checks what sessions reserve that no process has carried yet. */
    private void checkNewReservations(int streams) {
        long now = nanoTime.getAsLong();
        int reserved = tickets.stream()
                .filter(ticket -> !ticket.isResumed())
                .mapToInt(ticket -> ticket.reserved(now))
                .sum();
        int half = engine.get().capacity().streams() / 2;
        if (reserved > half - Math.min(streams, half / 2)) {
            throw refusal(
                    "Rooms that were started a moment ago have reserved half of the capacity of recognition"
                            + " (roomscribe_sessions_reserved_streams), and their speech is not measured yet; try again"
                            + " in some seconds, or start the room on another instance.",
                    untilNextIsMeasured());
        }
    }

    private boolean fits(int streams, int reserved) {
        return count(Phase.JOINING) + count(Phase.RUNNING) == 0 || engine.get().free() - reserved >= streams;
    }

    /** Returns how long it takes at least until a reservation ends; null if there is none. */
    private @Nullable Duration untilNextIsMeasured() {
        long now = nanoTime.getAsLong();
        long nanos = tickets.stream()
                .filter(ticket -> ticket.reserved(now) > 0)
                .mapToLong(ticket -> ticket.nanosUntilMeasured(now))
                .min()
                .orElse(0);
        return nanos == 0 ? null : Duration.ofNanos(nanos);
    }

    /** Returns how many sessions count towards the maximum: a room that is not confirmed may not exist. */
    private int confirmed() {
        return tickets.size() - count(Phase.UNCONFIRMED);
    }

    private int count(Phase phase) {
        return (int) tickets.stream().filter(ticket -> ticket.phase() == phase).count();
    }

    private static AdmissionRefusedException refusal(String message, @Nullable Duration retryAfter) {
        return new AdmissionRefusedException(message, retryAfter);
    }
}

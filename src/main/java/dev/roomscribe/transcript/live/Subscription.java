package dev.roomscribe.transcript.live;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.GapReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber of a room. It has no queue: it has a position in the log and the version of the last partial that it
 * received, so a slow subscriber needs no more memory than a fast one. Events that are too old for the room's memory are
 * read from the log in pages.
 *
 * <p>Thread-safe; its state is guarded by the room's lock.
 */
public final class Subscription {
    private static final System.Logger LOG = System.getLogger(Subscription.class.getName());
    /** Characters of JSON per page: the memory that one subscriber needs while it catches up. */
    private static final int PAGE_CHARS = 64 * 1024;

    private static final String SNAPSHOT = "session.snapshot";
    private final RoomTranscript room;
    private final SubscriptionRequest request;
    private final @Nullable BooleanSupplier connected;
    private final ReadPosition position;
    /** Deliveries that precede events of the log. */
    private final Deque<Delivery> first = new ArrayDeque<>();

    private final List<Runnable> onEvicted = new ArrayList<>();
    private final LivePosition live;
    /** How many events had been appended when this subscriber last received or requested a delivery. */
    private long activeAt;

    /** Why events are missing, if the gap is not yet delivered, and the last event before them. */
    private @Nullable GapReason missing;

    private @Nullable EventId missingAfter;
    private @Nullable CompletableFuture<Optional<Delivery>> requested;
    /** The last delivery of the stream, if it is about to end. */
    private @Nullable Delivery closing;

    /** Whether the last check found the connection closed. */
    private boolean foundDisconnected;

    private boolean reading;
    /** Whether events were erased while a page was read, which may contain them. */
    private boolean stale;

    private boolean evicted;
    private boolean ended;

    private Subscription(
            RoomTranscript room,
            SubscriptionRequest request,
            @Nullable BooleanSupplier connected,
            EventId position,
            long partialsVersion) {
        this.room = room;
        this.request = request;
        this.connected = connected;
        this.position = new ReadPosition(room.recent(), position);
        live = new LivePosition(room.state(), request, partialsVersion);
        activeAt = room.appended();
    }

    /**
     * Returns a subscription that starts with a snapshot of the current state, or after the requested position. Called with
     * the lock.
     *
     * @param connected returns whether the subscriber's connection is open; null for a reader of this process
     */
    static Subscription open(RoomTranscript room, SubscriptionRequest request, @Nullable BooleanSupplier connected) {
        String after = request.after();
        EventId end = room.recent().end();
        if (after == null) {
            Subscription subscription = new Subscription(
                    room, request, connected, end, room.state().partials().version());
            subscription.first.add(subscription.snapshot());
            return subscription;
        }
        EventId start = room.log().start();
        EventId position = start;
        GapReason missing = null;
        if (after.equals("0")) {
            missing = start.sequence() == 0 ? null : GapReason.EXPIRED_ID;
        } else {
            Optional<EventId> known =
                    EventId.parse(after).filter(id -> id.epoch() == end.epoch() && id.compareTo(end) <= 0);
            // If the id is no longer stored, the first delivery is a gap.
            position = known.orElse(start);
            missing = known.isPresent() ? null : GapReason.UNKNOWN_ID;
        }
        Subscription subscription = new Subscription(room, request, connected, position, 0);
        subscription.missing = missing;
        return subscription;
    }

    private Delivery snapshot() {
        String json = room.state().snapshot(position.get(), request);
        return new Delivery.Event(null, SNAPSHOT, json);
    }

    /**
     * Requests the next delivery.
     *
     * @return completes when there is a delivery, on the thread that publishes it; with empty when the stream has ended
     * @throws IllegalStateException if the previous request has not completed
     */
    public CompletionStage<Optional<Delivery>> next() {
        CompletableFuture<Optional<Delivery>> delivery = new CompletableFuture<>();
        Optional<Runnable> call;
        synchronized (room) {
            if (requested != null) {
                throw new IllegalStateException("The previous request has not completed");
            }
            activeAt = room.appended();
            requested = delivery;
            call = wake();
        }
        call.ifPresent(Runnable::run);
        return delivery;
    }

    /** Registers an action that runs as soon as this subscriber is evicted because it reads too slowly, or now if it was. */
    public void onEvicted(Runnable action) {
        boolean already;
        synchronized (room) {
            onEvicted.add(action);
            already = evicted;
        }
        if (already) {
            action.run();
        }
    }

    /**
     * Ends the stream with a last delivery that names the reason, and without what the subscriber has not received yet. Does
     * nothing if the stream has ended.
     */
    public void end(String reason) {
        Optional<Runnable> call;
        synchronized (room) {
            if (ended) {
                return;
            }
            endNow(room.notices().closing(reason));
            call = wake();
        }
        call.ifPresent(Runnable::run);
    }

    /** Ends the stream and removes the subscription from the room. Idempotent. */
    public void close() {
        Optional<Runnable> call;
        synchronized (room) {
            ended = true;
            first.clear();
            position.clearPage();
            call = wake();
        }
        call.ifPresent(Runnable::run);
        room.remove(this);
    }

    boolean hasConnection() {
        return connected != null;
    }

    /** Returns whether the connection is closed now and was at the previous call. Called by one thread, without the lock. */
    boolean isAbandoned() {
        boolean disconnected = connected != null && !connected.getAsBoolean();
        boolean abandoned = disconnected && foundDisconnected;
        foundDisconnected = disconnected;
        return abandoned;
    }

    /** Returns whether more than {@code maxLag} events were appended since the last delivery and none is requested. */
    boolean isLagging(long appended, long maxLag) {
        return !evicted && !ended && requested == null && appended - activeAt > maxLag;
    }

    /** Ends the stream with a gap and the reason; returns the actions to call. */
    List<Runnable> evict() {
        evicted = true;
        first.clear();
        missing = GapReason.SLOW_SUBSCRIBER;
        missingAfter = position.get();
        closing = room.notices().closing("this stream was read too slowly");
        return List.copyOf(onEvicted);
    }

    /** Ends the stream after everything that this subscriber has not yet received. */
    void end(Delivery last) {
        if (closing == null) {
            closing = last;
        }
    }

    /** Ends the stream with only a last delivery. */
    void endNow(Delivery last) {
        ended = true;
        first.clear();
        position.clearPage();
        first.add(last);
    }

    /** Removes what was read and not yet delivered, and delivers a notice, unless the stream is ending. */
    void erased(Delivery notice) {
        if (ended || evicted) {
            return;
        }
        stale = reading;
        position.clearPage();
        if (first.peekFirst() instanceof Delivery.Event event && event.type().equals(SNAPSHOT)) {
            first.removeFirst();
            first.addFirst(snapshot());
        } else if (!first.contains(notice)) {
            first.addLast(notice);
        }
    }

    /** Returns the task that sends a heartbeat; empty if no delivery is requested. */
    Optional<Runnable> heartbeat() {
        return requested == null ? Optional.empty() : Optional.of(complete(Optional.of(new Delivery.Heartbeat())));
    }

    /**
     * Returns the task that completes the request, or that reads the page it needs; empty if there is nothing to do.
     */
    Optional<Runnable> wake() {
        if (requested == null) {
            return Optional.empty();
        }
        Optional<Delivery> delivery = take();
        if (delivery.isPresent() || ended) {
            return Optional.of(complete(delivery));
        }
        if (position.needsPage() && !reading) {
            reading = true;
            EventId after = position.get();
            EventId upTo = room.recent().floor();
            return Optional.of(() -> read(after, upTo));
        }
        return Optional.empty();
    }

    private Runnable complete(Optional<Delivery> delivery) {
        CompletableFuture<Optional<Delivery>> completed = requireNonNull(requested);
        requested = null;
        // The lag counts from here, however long the request has waited.
        activeAt = room.appended();
        return () -> completed.complete(delivery);
    }

    private Optional<Delivery> take() {
        if (!first.isEmpty()) {
            return Optional.of(first.removeFirst());
        }
        if (ended) {
            return Optional.empty();
        }
        if (evicted && missing == null) {
            return takeClosing();
        }
        EventId start = room.log().start();
        if (!evicted && !position.hasPage() && missing == null && position.get().compareTo(start) < 0) {
            missing = GapReason.EXPIRED_ID;
            missingAfter = position.get();
            position.skipTo(start);
        }
        if (position.needsPage()) {
            return Optional.empty();
        }
        if (missing != null) {
            GapReason reason = missing;
            missing = null;
            return Optional.of(room.notices()
                    .missed(
                            reason,
                            missingAfter,
                            position.peek().map(LoggedEvent::id).orElse(null)));
        }
        Optional<Delivery> next = nextEvent().or(this::nextLive);
        return next.isPresent() || position.needsPage() ? next : takeClosing();
    }

    private Optional<Delivery> nextEvent() {
        for (Optional<LoggedEvent> next = position.peek(); next.isPresent(); next = position.peek()) {
            LoggedEvent event = next.get();
            EventId previous = event.entry().previous();
            if (previous.compareTo(position.get()) > 0) {
                EventId missedAfter = position.get();
                position.skipTo(previous);
                return Optional.of(room.notices().missed(GapReason.LOST_EVENTS, missedAfter, event.id()));
            }
            position.advance(event);
            if (request.selects(event.entry())) {
                return Optional.of(event.delivery());
            }
            if (position.needsPage()) {
                break;
            }
        }
        return Optional.empty();
    }

    private Optional<Delivery> nextLive() {
        return position.needsPage() ? Optional.empty() : live.next();
    }

    private Optional<Delivery> takeClosing() {
        ended |= closing != null;
        return Optional.ofNullable(closing);
    }

    /** Called without the lock, as opening files must not delay other subscribers. */
    private void read(EventId after, EventId upTo) {
        room.log().read(after, upTo, PAGE_CHARS).whenComplete((entries, failure) -> {
            Optional<Runnable> call;
            synchronized (room) {
                reading = false;
                if (failure != null) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "Room " + room.roomId() + ": the log cannot be read; a subscriber's stream ends",
                            failure);
                    endNow(room.notices().closing("the transcript cannot be read"));
                } else if (!ended && !stale) {
                    position.addPage(entries, upTo);
                }
                stale = false;
                call = wake();
            }
            call.ifPresent(Runnable::run);
        });
    }
}

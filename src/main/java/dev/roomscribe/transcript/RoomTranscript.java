package dev.roomscribe.transcript;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One room's transcript: what is published goes into the log and out to every subscriber, in one order.
 *
 * <p>Thread-safe. One lock orders a room's publishing, and everything a subscriber is to have next is worked out under
 * it; but nobody's code is called while it is held.
 */
public final class RoomTranscript {
    private final String roomId;
    private final SubscriberLimits limits;
    private final InstantSource clock;
    private final TranscriptObserver observer;
    private final TranscriptLog log;
    private final RoomState state = new RoomState();
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private Instant touchedAt;
    /** What ends every stream, once this is closed. */
    private @Nullable Delivery farewell;

    RoomTranscript(
            String roomId,
            TranscriptLog log,
            SubscriberLimits limits,
            InstantSource clock,
            TranscriptObserver observer) {
        this.roomId = roomId;
        this.limits = limits;
        this.clock = clock;
        this.observer = observer;
        this.log = log;
        touchedAt = clock.instant();
    }

    public String roomId() {
        return roomId;
    }

    /** Logs an event and hands it to every subscriber. */
    public EventId append(DurableEvent event) {
        TranscriptLog.Entry entry;
        List<Runnable> calls;
        synchronized (this) {
            entry = log.append(event);
            state.apply(entry);
            state.forget(log.start());
            touchedAt = clock.instant();
            calls = wake();
        }
        calls.forEach(Runnable::run);
        observer.published(roomId, event);
        return entry.id();
    }

    /** Notes what the session that runs is doing, for whoever comes in now; those who read already are not told. */
    public synchronized void enter(SessionPhase phase) {
        state.enter(phase);
    }

    /** Hands a partial to every subscriber that wants any; to one that is slow, only the last of an utterance. */
    public void publish(PartialTranscript partial) {
        String json = EventJson.of(roomId, null, partial);
        List<Runnable> calls;
        synchronized (this) {
            if (!state.show(partial, json)) {
                return;
            }
            calls = wake();
        }
        calls.forEach(Runnable::run);
        observer.published(roomId, partial);
    }

    /**
     * Begins to read along. What the request asks to have replayed and what is published from now on follow each other
     * without a hole and without anything twice.
     *
     * @throws TooManySubscribers if the room has as many as it may
     */
    public Subscription subscribe(SubscriptionRequest request) {
        Subscription subscription;
        synchronized (this) {
            if (subscriptions.size() >= limits.maxPerRoom()) {
                throw new TooManySubscribers(roomId, limits.maxPerRoom());
            }
            subscription = open(request);
            if (farewell != null) {
                subscription.end(farewell);
            }
            subscriptions.add(subscription);
        }
        observer.subscribed();
        return subscription;
    }

    private Subscription open(SubscriptionRequest request) {
        String after = request.after();
        if (after == null) {
            Delivery snapshot =
                    new Delivery.Event(null, "session.snapshot", state.snapshot(roomId, log.end(), request));
            return new Subscription(this, request, log.end(), state.version(), () -> snapshot);
        }
        if (after.equals("0")) {
            boolean whole = log.start().sequence() == 0;
            return new Subscription(
                    this, request, log.start(), 0, whole ? null : () -> missed(GapReason.EXPIRED_ID, null));
        }
        Optional<EventId> known =
                EventId.parse(after).filter(id -> id.epoch() == log.end().epoch() && id.compareTo(log.end()) <= 0);
        if (known.isEmpty()) {
            return new Subscription(this, request, log.start(), 0, () -> missed(GapReason.UNKNOWN_ID, null));
        }
        // If that is no longer kept, the first read says so.
        return new Subscription(this, request, known.get(), 0, null);
    }

    /** Returns what is kept of this room, oldest first. */
    List<DurableEvent> events() {
        synchronized (this) {
            return log.entries().stream().map(TranscriptLog.Entry::event).toList();
        }
    }

    /** Returns whether nothing has been dropped of what was ever logged. */
    synchronized boolean isWhole() {
        return log.start().sequence() == 0;
    }

    /** Returns whether this room was ever transcribed. */
    synchronized boolean isKnown() {
        return log.end().sequence() > 0;
    }

    /** Drops what is too old; returns whether nothing is left that anybody could ask for. */
    boolean sweep(Instant idleSince) {
        synchronized (this) {
            log.trim();
            state.forget(log.start());
            return log.start().equals(log.end())
                    && subscriptions.isEmpty()
                    && !state.hasSession()
                    && touchedAt.isBefore(idleSince);
        }
    }

    synchronized void touch() {
        touchedAt = clock.instant();
    }

    void heartbeat() {
        List<Runnable> calls = new ArrayList<>();
        synchronized (this) {
            subscriptions.forEach(subscription -> subscription.heartbeat().ifPresent(calls::add));
        }
        calls.forEach(Runnable::run);
    }

    /** Gives every subscriber what it has not had, then ends its stream. */
    void close() {
        List<Runnable> calls;
        synchronized (this) {
            Delivery last = closing("the server is stopping");
            farewell = last;
            subscriptions.forEach(subscription -> subscription.end(last));
            calls = wake();
        }
        calls.forEach(Runnable::run);
    }

    private List<Runnable> wake() {
        List<Runnable> calls = new ArrayList<>();
        for (Subscription subscription : subscriptions) {
            if (subscription.isLagging(log.end(), limits.maxLag())) {
                calls.addAll(subscription.cut());
            }
            subscription.wake().ifPresent(calls::add);
        }
        return calls;
    }

    void remove(Subscription subscription) {
        boolean removed;
        synchronized (this) {
            removed = subscriptions.remove(subscription);
        }
        if (removed) {
            observer.unsubscribed();
        }
    }

    TranscriptLog log() {
        return log;
    }

    RoomState state() {
        return state;
    }

    Delivery closing(String reason) {
        return event(new StreamClosing(limits.retry().toMillis(), reason));
    }

    Delivery missed(GapReason reason, @Nullable EventId after) {
        String resumesAt = log.next(after == null ? log.start() : after)
                .map(entry -> entry.id().toString())
                .orElse(null);
        return event(new MissedEvents(
                reason,
                after == null ? null : after.toString(),
                resumesAt,
                switch (reason) {
                    case EXPIRED_ID -> "The oldest events are no longer kept; what is kept follows.";
                    case UNKNOWN_ID -> "That id is none of this transcript's; what is kept follows.";
                    case SLOW_SUBSCRIBER -> "This stream was read too slowly; come back with the last id.";
                    case OVERLOAD, DECODER_FAILED, UNKNOWN_PEER, CONNECTION_LOST -> "Events are missing.";
                }));
    }

    private Delivery event(CaptionEvent event) {
        return new Delivery.Event(null, event.type(), EventJson.of(roomId, null, event));
    }
}

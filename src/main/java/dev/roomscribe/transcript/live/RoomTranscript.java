package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.MissedEvents;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.StreamClosing;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogRange;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One room's transcript: what is published goes into the log and, once it is safely there, out to every subscriber, in
 * one order.
 *
 * <p>Thread-safe, and never waits. One lock orders what is shown, and everything a subscriber is to have next is worked
 * out under it; but nobody's code is called, and nothing written or read, while it is held.
 */
public final class RoomTranscript {
    private final String roomId;
    private final SubscriberLimits limits;
    private final InstantSource clock;
    private final TranscriptObserver observer;
    private final TranscriptLog log;
    private final CompletionStage<RoomTranscript> opened;
    private final RoomState state = new RoomState();
    private final RecentEvents tail = new RecentEvents();
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    /** How many events were appended while this was open: what a subscriber may be behind is counted in them. */
    private long appended;

    private Instant touchedAt;
    /** What ends every stream, once this is closed. */
    private @Nullable Delivery farewell;

    RoomTranscript(
            String roomId,
            TranscriptStore store,
            SubscriberLimits limits,
            InstantSource clock,
            TranscriptObserver observer) {
        this.roomId = roomId;
        this.limits = limits;
        this.clock = clock;
        this.observer = observer;
        touchedAt = clock.instant();
        log = store.log(roomId, new Publisher());
        opened = log.open().thenApply(this::restore);
    }

    private RoomTranscript restore(TranscriptLog.Opened found) {
        synchronized (this) {
            tail.reset(found.end());
            if (found.session() != null) {
                state.apply(found.session());
            }
            found.newest().forEach(entry -> {
                tail.add(entry);
                state.apply(entry);
            });
            state.forget(log.start());
        }
        return this;
    }

    /** Completed when the transcript can be read and subscribed to; fails if it cannot. Writing need not wait for it. */
    CompletionStage<RoomTranscript> opened() {
        return opened;
    }

    public String roomId() {
        return roomId;
    }

    /**
     * Logs an event and hands it to every subscriber.
     *
     * @return completed once it is logged and on its way; fails if the log is too far behind to take it
     */
    public CompletionStage<EventId> append(DurableEvent event) {
        return log.append(event);
    }

    /** Shows what the log has taken. */
    private final class Publisher implements TranscriptLog.Listener {
        @Override
        public void appended(LogEntry entry) {
            List<Runnable> calls;
            synchronized (RoomTranscript.this) {
                appended++;
                tail.add(entry);
                state.apply(entry);
                state.forget(log.start());
                touchedAt = clock.instant();
                calls = wake();
            }
            calls.forEach(Runnable::run);
            entry.event().ifPresent(event -> observer.published(roomId, event));
        }

        @Override
        public void erased(EventId end) {
            List<Runnable> calls;
            synchronized (RoomTranscript.this) {
                tail.reset(end);
                state.clear();
                touchedAt = clock.instant();
                Delivery last = closing("the transcript was deleted");
                subscriptions.forEach(subscription -> subscription.endNow(last));
                calls = wake();
            }
            calls.forEach(Runnable::run);
        }
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
     * @throws TooManySubscribersException if the room has as many as it may
     */
    public Subscription subscribe(SubscriptionRequest request) {
        Subscription subscription;
        synchronized (this) {
            if (subscriptions.size() >= limits.maxPerRoom()) {
                throw new TooManySubscribersException(roomId, limits.maxPerRoom());
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
        EventId end = tail.end();
        if (after == null) {
            Delivery snapshot = new Delivery.Event(null, "session.snapshot", state.snapshot(roomId, end, request));
            return Subscription.fromNow(this, request, end, state.version(), snapshot);
        }
        EventId start = log.start();
        if (after.equals("0")) {
            return Subscription.from(this, request, start, start.sequence() == 0 ? null : GapReason.EXPIRED_ID);
        }
        Optional<EventId> known =
                EventId.parse(after).filter(id -> id.epoch() == end.epoch() && id.compareTo(end) <= 0);
        // If it is no longer kept, the first read says so.
        return known.isPresent()
                ? Subscription.from(this, request, known.get(), null)
                : Subscription.from(this, request, start, GapReason.UNKNOWN_ID);
    }

    /**
     * Forgets all that was ever said in this room: its events are gone and its streams end. Ids of before are unknown
     * from then on.
     *
     * @return whether that was done; it is not while a session runs
     */
    public CompletionStage<Boolean> erase() {
        return log.erase();
    }

    /** Returns whether this room was ever transcribed. */
    synchronized boolean isKnown() {
        return tail.end().sequence() > 0;
    }

    /** Returns how much was shown so far. */
    public synchronized LogRange extent() {
        return new LogRange(log.start(), tail.end());
    }

    /** Drops what is too old; returns whether this can be closed, as nobody needs it and it can be had again. */
    boolean sweep(Instant idleSince) {
        log.trim();
        synchronized (this) {
            state.forget(log.start());
            return log.mayClose() && subscriptions.isEmpty() && !state.hasSession() && touchedAt.isBefore(idleSince);
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
            if (subscription.isLagging(appended, limits.maxLag())) {
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

    public TranscriptLog log() {
        return log;
    }

    RecentEvents tail() {
        return tail;
    }

    RoomState state() {
        return state;
    }

    long appended() {
        return appended;
    }

    Delivery closing(String reason) {
        return event(new StreamClosing(limits.retry().toMillis(), reason));
    }

    /** @param resumesAt the first event that follows; null if none does */
    Delivery missed(GapReason reason, @Nullable EventId after, @Nullable EventId resumesAt) {
        return event(new MissedEvents(
                reason,
                after == null ? null : after.toString(),
                resumesAt == null ? null : resumesAt.toString(),
                switch (reason) {
                    case EXPIRED_ID -> "The oldest events are no longer kept; what is kept follows.";
                    case UNKNOWN_ID -> "That id is none of this transcript's; what is kept follows.";
                    case LOST_EVENTS -> "The log has lost events here; what it kept follows.";
                    case SLOW_SUBSCRIBER -> "This stream was read too slowly; come back with the last id.";
                    case OVERLOAD, DECODER_FAILED, UNKNOWN_PEER, CONNECTION_LOST, SERVICE_CRASHED ->
                        "Events are missing.";
                }));
    }

    private Delivery event(CaptionEvent event) {
        return new Delivery.Event(null, event.type(), EventJson.of(roomId, null, event));
    }
}

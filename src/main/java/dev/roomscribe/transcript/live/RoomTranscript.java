package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStatusUpdate;
import dev.roomscribe.transcript.log.Interruption;
import dev.roomscribe.transcript.log.LogRange;
import dev.roomscribe.transcript.log.LogSnapshot;
import dev.roomscribe.transcript.log.RoomOnOtherNodeException;
import dev.roomscribe.transcript.log.SessionProgress;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The transcript of one room. Events go to the log and, once they are stored, to every subscriber in the same order.
 *
 * <p>Thread-safe; no method blocks. One lock orders what subscribers receive, and their next deliveries are determined
 * while holding it. No callback is called and nothing is read or written while it is held.
 */
public final class RoomTranscript {
    private final String roomId;
    private final SubscriberLimits limits;
    private final InstantSource clock;
    private final TranscriptObserver observer;
    private final GuardedCalls calls;
    private final TranscriptLog log;
    private final CompletionStage<RoomTranscript> opened;
    private final StreamNotices notices;
    private final RoomState state;
    private final EndedSessions endedSessions;
    private volatile @Nullable Interruption interruption;
    private final RecentEvents recent = new RecentEvents();
    private final OpenSubscriptions subscriptions = new OpenSubscriptions();
    /** Completes what subscribers are waiting for. */
    private final CoalescedTask delivery;
    /** How many events were appended since this was opened; a subscriber's lag is counted in them. */
    private long appended;

    private Instant usedAt;
    /** The last delivery of every stream, once this is closed. */
    private @Nullable Delivery closing;

    RoomTranscript(
            String roomId,
            TranscriptStore store,
            SubscriberLimits limits,
            InstantSource clock,
            TranscriptObserver observer,
            ErasureListener erasures,
            Executor deliveries) {
        this.roomId = roomId;
        this.limits = limits;
        this.clock = clock;
        this.observer = observer;
        calls = new GuardedCalls(roomId);
        delivery = new CoalescedTask(deliveries, this::deliver);
        notices = new StreamNotices(roomId, limits.retry());
        state = new RoomState(roomId);
        endedSessions = new EndedSessions(roomId);
        usedAt = clock.instant();
        log = store.log(
                roomId, new LogListener(this, calls, notices, endedSessions, subscriptions, observer, erasures));
        opened = log.open().thenApply(this::restore);
    }

    private RoomTranscript restore(TranscriptLog.Opened found) {
        synchronized (this) {
            recent.reset(found.end());
            found.newest().forEach(entry -> {
                recent.add(entry);
                entry.event().ifPresent(endedSessions::observe);
            });
            state.restore(found);
            state.removeUpTo(log.start());
            interruption = found.interruption();
        }
        return this;
    }

    /** Completes when the transcript can be read and subscribed to; fails if it cannot be read. Appending need not wait. */
    public CompletionStage<RoomTranscript> opened() {
        return opened;
    }

    public String roomId() {
        return roomId;
    }

    /**
     * Returns how a session stands that another process has left, once the transcript is open; empty if unknown. This
     * process must have the lease on the room.
     */
    public CompletionStage<Optional<Interruption>> interruption(String sessionId) {
        return opened.thenCompose(open -> {
            Interruption atOpen = open.interruption;
            return atOpen != null && atOpen.started().sessionId().equals(sessionId)
                    ? CompletableFuture.completedStage(Optional.of(atOpen))
                    : log.interruption(sessionId);
        });
    }

    /** Returns whether the log has the end of a session, which was recent. */
    public boolean hasEnded(String sessionId) {
        return endedSessions.isStored(sessionId);
    }

    /**
     * Appends an event to the log and delivers it to every subscriber. The events of a session come from one thread.
     *
     * @return completes once the event is stored, and is then delivered; fails if too many events are waiting to be
     *     stored, or with an {@link IllegalStateException} if the event's session has ended
     */
    public CompletionStage<EventId> append(DurableEvent event) {
        if (!endedSessions.admit(event)) {
            return CompletableFuture.failedStage(
                    new IllegalStateException("Session " + event.sessionId() + " has ended"));
        }
        CompletionStage<EventId> appended = log.append(event);
        if (event instanceof SessionEnded) {
            var unused = appended.whenComplete((id, failure) -> {
                if (failure instanceof RoomOnOtherNodeException) {
                    endedSessions.revoke(event.sessionId());
                }
            });
        }
        return appended;
    }

    /** Saves up to where the audio of the running session is final; see {@link TranscriptLog#saveProgress}. */
    public void saveProgress(SessionProgress progress) {
        log.saveProgress(progress);
    }

    /**
     * Sets the status of a session, and delivers it to every subscriber that receives statuses, if it has changed and the
     * session is in the log. A slow subscriber receives only the newest one.
     */
    public void report(SessionStatusUpdate status) {
        if (show(status)) {
            log.publish(status);
        }
    }

    /** Returns whether it is new. */
    boolean show(SessionStatusUpdate status) {
        synchronized (this) {
            if (!state.report(status)) {
                return false;
            }
        }
        delivery.request();
        return true;
    }

    /**
     * Delivers a partial to every subscriber that receives partials. A slow one receives only the newest of an utterance. A
     * partial of a session that has ended is discarded.
     */
    public void publish(PartialTranscript partial) {
        if (show(partial)) {
            log.publish(partial);
            calls.run(() -> observer.published(roomId, partial));
        }
    }

    /** Returns whether it is new. */
    boolean show(PartialTranscript partial) {
        if (endedSessions.contains(partial.sessionId())) {
            return false;
        }
        String json = EventJson.of(roomId, null, partial);
        synchronized (this) {
            if (!state.partials().add(partial, json)) {
                return false;
            }
        }
        delivery.request();
        return true;
    }

    /**
     * Adds a reader of this process, which is not counted as a subscriber. Replayed events are followed by new ones without
     * a gap and without duplicates. Throws as {@link #requirePlace} does.
     */
    public Subscription subscribe(SubscriptionRequest request) {
        return add(request, null);
    }

    /**
     * Adds a subscriber with a connection.
     *
     * @param connected returns whether the connection is open; called by any thread. Once it is closed, the subscription
     *     should be closed; if it is not, {@link Transcripts#releaseAbandoned} does that
     * @throws TooManySubscribersException if the room has the maximum number of subscribers
     */
    public Subscription subscribe(SubscriptionRequest request, BooleanSupplier connected) {
        Subscription subscription = add(request, connected);
        observer.subscribed();
        return subscription;
    }

    /** Throws {@link TooManySubscribersException} if the room has the maximum number of subscribers. */
    public synchronized void requirePlace() {
        if (subscriptions.size() >= limits.maxPerRoom()) {
            throw new TooManySubscribersException(roomId, limits.maxPerRoom());
        }
    }

    private synchronized Subscription add(SubscriptionRequest request, @Nullable BooleanSupplier connected) {
        requirePlace();
        Subscription subscription = Subscription.open(this, request, connected);
        if (closing != null) {
            subscription.end(closing);
        }
        subscriptions.add(subscription);
        return subscription;
    }

    /** Erases all events, unless a session is running, and ends all streams; returns whether it did. All ids become unknown. */
    public CompletionStage<Boolean> erase() {
        return log.erase();
    }

    /** Erases what a peer has said so far; see {@link TranscriptLog#erase(String)}. */
    public CompletionStage<Void> erase(String peerId) {
        return log.erase(peerId);
    }

    /** Erases a session that has ended; see {@link TranscriptLog#eraseSession}. */
    public CompletionStage<Void> eraseSession(String sessionId) {
        return log.eraseSession(sessionId);
    }

    /** Returns whether the room was ever transcribed. */
    synchronized boolean isKnown() {
        return recent.end().sequence() > 0;
    }

    /** Returns the positions that were delivered so far and are still stored. */
    public synchronized LogRange range() {
        return new LogRange(log.start(), recent.end(), log.erasures());
    }

    /** Returns what was delivered so far and is still stored, for reading. */
    public LogSnapshot logSnapshot() {
        return new LogSnapshot(roomId, log, range());
    }

    /** Drops events that are too old; returns whether this is unused since a time and can be closed without loss. */
    boolean sweep(Instant unusedSince) {
        log.trim();
        synchronized (this) {
            state.removeUpTo(log.start());
            return log.mayClose() && subscriptions.size() == 0 && !state.hasSession() && usedAt.isBefore(unusedSince);
        }
    }

    /** Marks this as used, so that it is not closed soon. */
    synchronized void touch() {
        usedAt = clock.instant();
    }

    void heartbeat() {
        List<Runnable> due;
        synchronized (this) {
            due = subscriptions.heartbeats();
        }
        calls.runAll(due);
    }

    /** Ends every stream after the events that its subscriber has not yet received. */
    void close() {
        synchronized (this) {
            Delivery last = notices.closing("the server is stopping");
            closing = last;
            subscriptions.forEach(subscription -> subscription.end(last));
        }
        deliver();
    }

    /** Delivers now; {@link #requestDelivery} does it soon. */
    void deliver() {
        List<Runnable> due;
        synchronized (this) {
            due = subscriptions.wake(appended, limits.maxLag());
        }
        calls.runAll(due);
    }

    /** Closes the subscriptions whose connection was closed at this check and the one before; returns their number. */
    int releaseAbandoned() {
        List<Subscription> open;
        synchronized (this) {
            open = subscriptions.copy();
        }
        return OpenSubscriptions.closeAbandoned(open);
    }

    void remove(Subscription subscription) {
        boolean removed;
        synchronized (this) {
            removed = subscriptions.remove(subscription);
        }
        if (removed && subscription.hasConnection()) {
            observer.unsubscribed();
        }
    }

    TranscriptLog log() {
        return log;
    }

    StreamNotices notices() {
        return notices;
    }

    RecentEvents recent() {
        return recent;
    }

    RoomState state() {
        return state;
    }

    long appended() {
        return appended;
    }

    /** Called with the lock. */
    void countAppended() {
        appended++;
        usedAt = clock.instant();
    }

    void requestDelivery() {
        delivery.request();
    }
}

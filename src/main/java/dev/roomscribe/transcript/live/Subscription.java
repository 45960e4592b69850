package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.log.LogEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One reader's place in a room's transcript. It queues nothing: it has a position in the log and knows which partials it
 * has had, so a slow reader costs no more memory than a quick one. What is too old for the room's memory it reads from
 * the log, a page at a time.
 *
 * <p>Thread-safe; its state is under its room's lock.
 */
public final class Subscription {
    private static final System.Logger LOG = System.getLogger(Subscription.class.getName());
    /** Of JSON: what one reader holds in memory while it catches up. */
    private static final int PAGE_CHARS = 64 * 1024;

    private final RoomTranscript room;
    private final SubscriptionRequest request;
    /** What comes before anything else. */
    private final Deque<Delivery> first = new ArrayDeque<>();

    private final List<Runnable> onCut = new ArrayList<>();
    /** What was read of the log and is yet to be delivered. */
    private final Deque<LogEntry> page = new ArrayDeque<>();
    /** The last event that this reader had, or was told that it misses. */
    private EventId position;
    /** Up to where the log is known to have nothing more. */
    private EventId searched;

    private long version;
    /** How much was appended when this reader was last given something, or asked. */
    private long busySince;

    /** Why events are missing that this reader is yet to be told of, and after which. */
    private @Nullable GapReason missing;

    private @Nullable EventId missingAfter;
    private @Nullable CompletableFuture<Optional<Delivery>> waiting;
    private @Nullable Delivery farewell;
    private boolean reading;
    private boolean cut;
    private boolean ended;

    private Subscription(RoomTranscript room, SubscriptionRequest request, EventId position, long version) {
        this.room = room;
        this.request = request;
        this.position = position;
        this.version = version;
        searched = position;
        busySince = room.appended();
    }

    /** A reader that begins with a snapshot of now. */
    static Subscription fromNow(
            RoomTranscript room, SubscriptionRequest request, EventId end, long version, Delivery snapshot) {
        Subscription subscription = new Subscription(room, request, end, version);
        subscription.first.add(snapshot);
        return subscription;
    }

    /** A reader that begins after a position, maybe with word of why it is not the one that was asked for. */
    static Subscription from(
            RoomTranscript room, SubscriptionRequest request, EventId after, @Nullable GapReason missing) {
        Subscription subscription = new Subscription(room, request, after, 0);
        subscription.missing = missing;
        return subscription;
    }

    /**
     * Returns the next thing to send, when there is one; empty when the stream is over. To be called again only after
     * the one before was completed, on whatever thread published it.
     */
    public CompletionStage<Optional<Delivery>> next() {
        CompletableFuture<Optional<Delivery>> answer = new CompletableFuture<>();
        Optional<Runnable> call;
        synchronized (room) {
            if (waiting != null) {
                throw new IllegalStateException("The delivery before is still awaited");
            }
            busySince = room.appended();
            waiting = answer;
            call = wake();
        }
        call.ifPresent(Runnable::run);
        return answer;
    }

    /** Has something done at once when this reader turns out to be too slow, as it may never ask again. */
    public void onCut(Runnable action) {
        boolean already;
        synchronized (room) {
            onCut.add(action);
            already = cut;
        }
        if (already) {
            action.run();
        }
    }

    /** Stops reading. Idempotent. */
    public void close() {
        Optional<Runnable> call;
        synchronized (room) {
            ended = true;
            first.clear();
            page.clear();
            call = wake();
        }
        call.ifPresent(Runnable::run);
        room.remove(this);
    }

    /** Returns whether too much was appended since this reader, which asks for nothing, was last given something. */
    boolean isLagging(long appended, long most) {
        return !cut && !ended && waiting == null && appended - busySince > most;
    }

    /** Ends this reader's stream with word of why; returns what is to be called for that. */
    List<Runnable> cut() {
        cut = true;
        first.clear();
        missing = GapReason.SLOW_SUBSCRIBER;
        missingAfter = position;
        farewell = room.closing("this stream was read too slowly");
        return List.copyOf(onCut);
    }

    /** Ends this reader's stream once it has had everything. */
    void end(Delivery word) {
        if (farewell == null) {
            farewell = word;
        }
    }

    /** Ends this reader's stream with nothing but a last word. */
    void endNow(Delivery word) {
        ended = true;
        first.clear();
        page.clear();
        first.add(word);
    }

    Optional<Runnable> heartbeat() {
        return waiting == null ? Optional.empty() : Optional.of(answer(Optional.of(new Delivery.Heartbeat())));
    }

    /** Returns how to answer a reader that waits, or to find out how, if there may be something for it. */
    Optional<Runnable> wake() {
        if (waiting == null) {
            return Optional.empty();
        }
        Optional<Delivery> delivery = take();
        if (delivery.isPresent() || ended) {
            return Optional.of(answer(delivery));
        }
        if (mustRead() && !reading) {
            reading = true;
            EventId after = position;
            EventId upTo = room.tail().floor();
            return Optional.of(() -> read(after, upTo));
        }
        return Optional.empty();
    }

    private Runnable answer(Optional<Delivery> delivery) {
        CompletableFuture<Optional<Delivery>> answered = java.util.Objects.requireNonNull(waiting);
        waiting = null;
        // However long it waited: it is only from now on that it may be slow.
        busySince = room.appended();
        return () -> answered.complete(delivery);
    }

    private Optional<Delivery> take() {
        if (!first.isEmpty()) {
            return Optional.of(first.removeFirst());
        }
        if (ended) {
            return Optional.empty();
        }
        if (cut && missing == null) {
            return parting();
        }
        if (!cut
                && page.isEmpty()
                && missing == null
                && position.compareTo(room.log().start()) < 0) {
            missed(GapReason.EXPIRED_ID);
            position = room.log().start();
        }
        if (mustRead()) {
            return Optional.empty();
        }
        if (missing != null) {
            GapReason reason = missing;
            missing = null;
            return Optional.of(room.missed(
                    reason, missingAfter, nextLogged().map(LogEntry::id).orElse(null)));
        }
        Optional<Delivery> next = nextEvent().or(this::nextPartial);
        return next.isPresent() || mustRead() ? next : parting();
    }

    private void missed(GapReason reason) {
        missing = reason;
        missingAfter = position;
    }

    /** Returns whether only the log itself can tell what is next. */
    private boolean mustRead() {
        EventId floor = room.tail().floor();
        return page.isEmpty() && position.compareTo(floor) < 0 && searched.compareTo(floor) < 0;
    }

    /** Not under the lock: whoever opens files here must hold up nobody. */
    private void read(EventId after, EventId upTo) {
        room.log().read(after, upTo, PAGE_CHARS).whenComplete((entries, failure) -> {
            Optional<Runnable> call;
            synchronized (room) {
                reading = false;
                if (failure != null) {
                    LOG.log(System.Logger.Level.ERROR, "Room " + room.roomId() + ": the log cannot be read", failure);
                    endNow(room.closing("the transcript cannot be read"));
                } else if (entries.isEmpty()) {
                    searched = upTo;
                } else if (!ended) {
                    // What expired meanwhile was said to be missing.
                    entries.stream()
                            .filter(entry -> entry.id().compareTo(position) > 0)
                            .forEach(page::add);
                }
                call = wake();
            }
            call.ifPresent(Runnable::run);
        });
    }

    private Optional<LogEntry> nextLogged() {
        return page.isEmpty() ? room.tail().next(position) : Optional.of(page.getFirst());
    }

    private Optional<Delivery> nextEvent() {
        for (Optional<LogEntry> next = nextLogged(); next.isPresent(); next = nextLogged()) {
            LogEntry entry = next.get();
            if (entry.previous().compareTo(position) > 0) {
                EventId missedAfter = position;
                position = entry.previous();
                return Optional.of(room.missed(GapReason.LOST_EVENTS, missedAfter, entry.id()));
            }
            page.pollFirst();
            position = entry.id();
            if (request.wants(entry)) {
                return Optional.of(entry.delivery());
            }
            if (mustRead()) {
                break;
            }
        }
        return Optional.empty();
    }

    private Optional<Delivery> nextPartial() {
        if (mustRead()) {
            return Optional.empty();
        }
        Optional<RoomState.Live> live = room.state().next(version, request);
        live.ifPresent(found -> version = found.version());
        return live.map(RoomState.Live::delivery);
    }

    private Optional<Delivery> parting() {
        if (farewell == null) {
            return Optional.empty();
        }
        ended = true;
        return Optional.of(farewell);
    }
}

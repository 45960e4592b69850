package dev.roomscribe.transcript;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reader's place in a room's transcript. It queues nothing: it has a position in the log and knows which partials it
 * has had, so a slow reader costs no more memory than a quick one.
 *
 * <p>Thread-safe; its state is under its room's lock.
 */
public final class Subscription {
    private final RoomTranscript room;
    private final SubscriptionRequest request;
    /** What comes before anything else, said as things stand when it is taken: a snapshot, or that events are missing. */
    private final Deque<Supplier<Delivery>> first = new ArrayDeque<>();

    private final List<Runnable> onCut = new ArrayList<>();
    private EventId position;
    private long version;
    /** Where the log ended when this reader was last given something, or asked. */
    private EventId busySince;

    private @Nullable CompletableFuture<Optional<Delivery>> waiting;
    private @Nullable Delivery farewell;
    private boolean cut;
    private boolean ended;

    Subscription(
            RoomTranscript room,
            SubscriptionRequest request,
            EventId position,
            long version,
            @Nullable Supplier<Delivery> greeting) {
        this.room = room;
        this.request = request;
        this.position = position;
        this.version = version;
        busySince = room.log().end();
        if (greeting != null) {
            first.add(greeting);
        }
    }

    /**
     * Returns the next thing to send, when there is one; empty when the stream is over. To be called again only after
     * the one before was completed, on whatever thread published it.
     */
    public CompletionStage<Optional<Delivery>> next() {
        synchronized (room) {
            if (waiting != null) {
                throw new IllegalStateException("The delivery before is still awaited");
            }
            busySince = room.log().end();
            CompletableFuture<Optional<Delivery>> answer = new CompletableFuture<>();
            Optional<Delivery> delivery = take();
            if (delivery.isPresent() || ended) {
                answer.complete(delivery);
            } else {
                waiting = answer;
            }
            return answer;
        }
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
            call = wake();
        }
        call.ifPresent(Runnable::run);
        room.remove(this);
    }

    /** Returns whether too much was appended since this reader, which asks for nothing, was last given something. */
    boolean isLagging(EventId end, long most) {
        return !cut && !ended && waiting == null && end.sequence() - busySince.sequence() > most;
    }

    /** Ends this reader's stream with word of why; returns what is to be called for that. */
    List<Runnable> cut() {
        cut = true;
        first.clear();
        EventId missedAfter = position;
        first.add(() -> room.missed(GapReason.SLOW_SUBSCRIBER, missedAfter));
        first.add(() -> room.closing("this stream was read too slowly"));
        return List.copyOf(onCut);
    }

    /** Ends this reader's stream once it has had everything. */
    void end(Delivery word) {
        farewell = word;
    }

    Optional<Runnable> heartbeat() {
        return waiting == null ? Optional.empty() : Optional.of(answer(Optional.of(new Delivery.Heartbeat())));
    }

    /** Returns how to answer a reader that waits, if there is something for it. */
    Optional<Runnable> wake() {
        if (waiting == null) {
            return Optional.empty();
        }
        Optional<Delivery> delivery = take();
        return delivery.isPresent() || ended ? Optional.of(answer(delivery)) : Optional.empty();
    }

    private Runnable answer(Optional<Delivery> delivery) {
        CompletableFuture<Optional<Delivery>> answered = java.util.Objects.requireNonNull(waiting);
        waiting = null;
        // However long it waited: it is only from now on that it may be slow.
        busySince = room.log().end();
        return () -> answered.complete(delivery);
    }

    private Optional<Delivery> take() {
        if (!first.isEmpty()) {
            return Optional.of(first.removeFirst().get());
        }
        ended |= cut;
        if (ended) {
            return Optional.empty();
        }
        if (position.compareTo(room.log().start()) < 0) {
            return Optional.of(skip());
        }
        return nextLogged().or(this::nextPartial).or(this::parting);
    }

    /** What was next is no longer kept: says so, and goes on with what is. */
    private Delivery skip() {
        EventId missedAfter = position;
        position = room.log().start();
        return room.missed(GapReason.EXPIRED_ID, missedAfter);
    }

    private Optional<Delivery> nextLogged() {
        Optional<TranscriptLog.Entry> entry = room.log().next(position);
        while (entry.isPresent()) {
            position = entry.get().id();
            if (request.wants(entry.get().event())) {
                return Optional.of(new Delivery.Event(
                        position.toString(),
                        entry.get().event().type(),
                        entry.get().json()));
            }
            entry = room.log().next(position);
        }
        return Optional.empty();
    }

    private Optional<Delivery> nextPartial() {
        Optional<RoomState.Live> live = room.state().next(version, request);
        live.ifPresent(found -> version = found.version());
        return live.map(found -> new Delivery.Event(null, found.partial().type(), found.json()));
    }

    private Optional<Delivery> parting() {
        if (farewell == null) {
            return Optional.empty();
        }
        ended = true;
        return Optional.of(farewell);
    }
}

package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.redis.RedisUnavailableException;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import io.vertx.core.AsyncResult;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sends the events of one room to Redis under one fence, in their order, until Redis has confirmed each.
 *
 * <pre>
 *   OPEN ──▶ DOWN ──▶ OPEN    Redis does not answer or does not write: events wait
 *     └────────┴────▶ ENDED   Redis has refused the fence
 * </pre>
 *
 * <p>Many events may be on their way. Each names the end of the stream that it expects, so an event is stored only behind
 * the one before it, whatever became of that. Confined to the thread of the logs.
 */
final class AppendQueue {
    private static final System.Logger LOG = System.getLogger(AppendQueue.class.getName());
    private static final int MAX_SENT = 500;
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** What becomes of the events. */
    interface Owner {
        /** Redis has the event. */
        void stored(LogEntry entry);

        /** Redis has dropped the oldest events, up to a position. */
        void dropped(EventId start);

        /** Redis does not take events for now; these begin to wait. */
        void down(List<LogEntry> late);

        /** Nothing waits any more. */
        void drained();

        /** Another process has the room. These events are not stored. */
        void refused(List<LogEntry> waiting);

        /** Returns the events that Redis had stored after a position, as far as they are in memory. */
        List<LogEntry> storedAfter(EventId position);
    }

    private final LogContext context;
    private final RoomKeys room;
    private final long fence;
    private final Owner owner;
    private final Deque<Waiting> sent = new ArrayDeque<>();
    private final Deque<Waiting> unsent = new ArrayDeque<>();
    /** What the script is to find as the end of the stream; empty if Redis has lost it. */
    private String expected;
    /** Counts how often the order was begun again: answers to what was sent before tell no order. */
    private int attempt;
    /** The attempt whose first event tells Redis to note its history. */
    private int noted = -1;
    /** The newest position that this node knows to be its own. */
    private EventId newest;
    /** How many events may be on their way: one after a failure, until Redis has taken it. */
    private int window = MAX_SENT;

    private boolean down;
    private boolean resuming;
    private boolean ended;

    AppendQueue(LogContext context, RoomKeys room, long fence, EventId end, Owner owner) {
        this.context = context;
        this.room = room;
        this.fence = fence;
        this.owner = owner;
        expected = end.toString();
        newest = end;
    }

    boolean isEmpty() {
        return sent.isEmpty() && unsent.isEmpty();
    }

    /** Returns the events that wait, in their order. */
    List<LogEntry> waiting() {
        return Stream.concat(sent.stream(), unsent.stream()).map(Waiting::entry).toList();
    }

    void add(LogEntry entry) {
        Waiting waiting = new Waiting(entry);
        context.backlog().add(waiting.size());
        newest = entry.id();
        unsent.addLast(waiting);
        if (down) {
            count(waiting);
            owner.down(List.of(entry));
        } else {
            send();
        }
    }

    private void count(Waiting waiting) {
        waiting.count();
        context.backlog().wait(1);
    }

    private void send() {
        while (!down && !resuming && !ended && sent.size() < window && !unsent.isEmpty()) {
            Waiting next = unsent.removeFirst();
            sent.addLast(next);
            int sentIn = attempt;
            LogEntry entry = next.entry();
            // An event that Redis may have already is not the next one: the script then compares its JSON.
            boolean mayBeStored = EventId.parse(expected)
                    .filter(end -> end.compareTo(entry.id()) >= 0)
                    .isPresent();
            List<String> arguments =
                    next.arguments(context, room, fence, mayBeStored ? "?" : expected, noted != attempt);
            noted = attempt;
            expected = mayBeStored ? expected : entry.id().toString();
            context.link()
                    .run(LogScripts.APPEND, List.of(room.owner(), room.stored(), room.log(), room.rooms()), arguments)
                    .onComplete(answer -> context.threads().execute(() -> answered(next, sentIn, answer)));
        }
    }

    private void answered(Waiting waiting, int sentIn, AsyncResult<Response> answer) {
        if (answer.succeeded() && answer.result().size() > 1) {
            // Also if the channel was faster.
            dropped(answer.result());
        }
        if (waiting.isDone() || ended) {
            return;
        }
        if (answer.failed()) {
            if (sentIn == attempt) {
                goDown(answer.cause());
            }
            return;
        }
        Response result = answer.result();
        switch (result.get(0).toString()) {
            case "stored", "taken" -> finish(waiting);
            case "behind" -> {
                if (sentIn == attempt) {
                    beginAgain(result.get(1).toString());
                }
            }
            case "unowned" -> {
                if (sentIn == attempt) {
                    lostFence();
                }
            }
            default -> refuse();
        }
    }

    private void dropped(Response result) {
        if (result.get(0).toString().equals("stored")) {
            EventId.parse(result.get(1).toString()).ifPresent(owner::dropped);
        }
    }

    private void finish(Waiting waiting) {
        context.backlog().accepted();
        window = MAX_SENT;
        confirm(waiting);
        send();
    }

    /** Redis has the event: it was confirmed, or the channel or the stream has delivered it. */
    private void confirm(Waiting waiting) {
        if (!waiting.isDone()) {
            forget(waiting);
            if (!sent.remove(waiting)) {
                unsent.remove(waiting);
            }
            owner.stored(waiting.entry());
            if (isEmpty()) {
                owner.drained();
            }
        }
    }

    private void forget(Waiting waiting) {
        waiting.finish();
        context.backlog().remove(waiting.size());
        if (waiting.isCounted()) {
            context.backlog().wait(-1);
        }
    }

    /** The stream has an event with this id; returns the entry of this node if it has appended it, and null if not. */
    @Nullable
    LogEntry found(LogEntry stored) {
        Waiting waiting = Stream.concat(sent.stream(), unsent.stream())
                .takeWhile(candidate -> candidate.id().compareTo(stored.id()) <= 0)
                .filter(candidate -> candidate.id().equals(stored.id()))
                .findFirst()
                .orElse(null);
        if (waiting == null) {
            return null;
        }
        if (!waiting.entry().json().equals(stored.json())) {
            refuse();
            return null;
        }
        // The answer may come later, and does nothing then.
        finish(waiting);
        return waiting.entry();
    }

    /** The order is begun again behind the actual end of the stream. */
    private void beginAgain(String end) {
        attempt++;
        returnSent();
        EventId position = EventId.parse(end).orElse(null);
        if (position != null && position.compareTo(newest) > 0) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Room {0}: another process has appended to the transcript, or it was erased; it is at {1}",
                    room.roomId(),
                    end);
            // A log that is erased has a newer epoch, and that may be the erasure of this node whose answer was lost.
            refuse(position.epoch() == newest.epoch());
            return;
        }
        expected = end;
        EventId after = position == null ? new EventId(0, 0) : position;
        EventId before = unsent.isEmpty() ? StreamReader.MAX : unsent.getFirst().id();
        List<LogEntry> lost = owner.storedAfter(after).stream()
                .filter(entry -> entry.id().compareTo(before) < 0)
                .toList();
        if (!lost.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Room {0}: Redis has lost {1} events that it had stored; they are stored again",
                    room.roomId(),
                    lost.size());
        }
        List<LogEntry> newestFirst = new ArrayList<>(lost);
        Collections.reverse(newestFirst);
        newestFirst.forEach(entry -> {
            Waiting again = new Waiting(entry);
            context.backlog().add(again.size());
            unsent.addFirst(again);
        });
        down = false;
        window = 1;
        send();
    }

    private void returnSent() {
        while (!sent.isEmpty()) {
            unsent.addFirst(sent.removeLast());
        }
    }

    private void goDown(Throwable cause) {
        if (!(cause instanceof RedisUnavailableException)) {
            context.backlog().refused(String.valueOf(cause.getMessage()));
        }
        goDown();
    }

    private void goDown() {
        attempt++;
        returnSent();
        down = true;
        park();
        if (context.link().isConnected()) {
            context.threads().executeLater(RETRY, this::resume);
        }
    }

    /** Counts what waits as waiting, and tells that to the owner. */
    void park() {
        List<Waiting> late = Stream.concat(sent.stream(), unsent.stream())
                .filter(waiting -> !waiting.isCounted())
                .toList();
        late.forEach(this::count);
        owner.down(late.stream().map(Waiting::entry).toList());
    }

    /** Redis does not know the fence any more. Only the renewal of the lease tells whether this node still has the room. */
    private void lostFence() {
        long held = context.held().fence(room.roomId()).orElse(0);
        if (held == fence) {
            goDown(new IllegalStateException("Redis has lost the lease on room " + room.roomId()));
        } else {
            refuse();
        }
    }

    /** Redis may take events again, or may have lost some. */
    void resume() {
        if (ended || resuming) {
            return;
        }
        resuming = true;
        context.threads().onComplete(context.reader().state(room), (state, failure) -> {
            resuming = false;
            if (ended) {
                return;
            }
            if (failure == null) {
                beginAgain(state.map(found -> found.end().toString()).orElse(""));
            } else {
                // Also what was added meanwhile waits.
                goDown();
            }
        });
    }

    /** Gives up, so that a successor can send what waits; returns that. */
    List<LogEntry> end() {
        ended = true;
        List<LogEntry> left = waiting();
        Stream.concat(sent.stream(), unsent.stream()).toList().forEach(this::forget);
        sent.clear();
        unsent.clear();
        return left;
    }

    private void refuse() {
        refuse(true);
    }

    private void refuse(boolean leaseLost) {
        if (ended) {
            return;
        }
        List<LogEntry> lost = end();
        if (leaseLost) {
            context.held().refused(room.roomId(), fence);
        }
        owner.refused(lost);
    }
}

package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.Interruption;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogRange;
import dev.roomscribe.transcript.log.PeerErasure;
import dev.roomscribe.transcript.log.RoomOnOtherNodeException;
import dev.roomscribe.transcript.log.SessionErasure;
import dev.roomscribe.transcript.log.SessionProgress;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptUnavailableException;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log of one room in a Redis stream. The node that has the lease on the room appends; every node that has the log open
 * shows what is appended, its own events included, once Redis has it.
 *
 * <p>While Redis does not take events, they wait in their order; see {@link AppendQueue}.
 */
final class RedisLog implements TranscriptLog {
    /** How many events may wait for the thread of the logs. */
    private static final int MAX_QUEUED = 5_000;

    private static final Duration RETRY = Duration.ofSeconds(1);
    /** After this time an erasure goes on, and its caller is told that it is not done. */
    private static final Duration MAX_ERASING = Duration.ofSeconds(15);

    private final RedisStore store;
    private final LogContext context;
    private final RoomKeys room;
    private final Listener listener;
    private final RoomFollower follower;
    private final AtomicInteger queued = new AtomicInteger();
    /** How many events were refused since the last one that was not. */
    private final AtomicInteger refused = new AtomicInteger();

    private final Consumer<String> onMessage;
    private @Nullable RoomWriter writer;
    private final RoomErasures erasures;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private boolean closed;
    private volatile boolean waiting;

    RedisLog(RedisStore store, LogContext context, RoomKeys room, SessionRecords records, Listener listener) {
        this.store = store;
        this.context = context;
        this.room = room;
        this.listener = listener.logged();
        follower = new RoomFollower(context, room, this.listener, new Own());
        erasures = new RoomErasures(context, room, records, follower, this::writer);
        onMessage = new RoomMessages(context, room, follower, erasures, this.listener, this::isOpen)::received;
    }

    String roomId() {
        return room.roomId();
    }

    /** What the writer of this node has appended. */
    private final class Own implements RoomFollower.Appended {
        @Override
        public LogEntry stored(LogEntry entry) {
            LogEntry own = writer == null ? null : writer.found(entry);
            return own == null ? entry : own;
        }

        @Override
        public void shown(LogEntry entry) {
            if (writer != null) {
                writer.shown(entry);
                updateWaiting();
            }
        }

        @Override
        public void lost(List<Erasure> lost) {
            erasures.repeat(lost);
        }
    }

    private boolean isOpen() {
        return opened.isDone() && !closed;
    }

    private void updateWaiting() {
        waiting = erasures.isRunning() || (writer != null && writer.isWaiting());
    }

    /** Completes once Redis has answered. */
    @Override
    public CompletionStage<Opened> open() {
        CompletableFuture<Opened> result = new CompletableFuture<>();
        context.threads().execute(() -> {
            // Whether it is confirmed: if not, it is once Redis is connected.
            context.link()
                    .subscribe(room.live(), onMessage)
                    .onComplete(subscribed -> context.threads().execute(() -> open(result)));
        });
        return result;
    }

    private void open(CompletableFuture<Opened> result) {
        context.threads().onComplete(StreamEnd.open(context, room), (end, failure) -> {
            StreamState state = end == null ? null : end.state();
            if (closed) {
                result.completeExceptionally(new IOException("the log is closed"));
            } else if (state == null) {
                context.threads().executeLater(RETRY, () -> open(result));
            } else {
                follower.open(state, end.newest());
                opened.complete(null);
                result.complete(new Opened(end.session(), end.newest(), follower.shown(), null));
                // What was appended since.
                follower.check();
            }
        });
    }

    /** Redis is connected again: messages were missed, and what waits is sent. */
    void connected() {
        context.threads().execute(() -> {
            compare();
            if (isOpen() && writer != null) {
                writer.resume();
            }
        });
    }

    /** Compares with Redis, as the last message may be lost. Called on the thread of the logs. */
    void compare() {
        if (isOpen()) {
            follower.check();
        }
    }

    @Override
    public CompletionStage<EventId> append(DurableEvent event) {
        Instant at = context.clock().instant();
        if (queued.incrementAndGet() > MAX_QUEUED) {
            queued.decrementAndGet();
            // Their ids stay unused, so that readers see that events are missing.
            refused.incrementAndGet();
            return CompletableFuture.failedStage(new IOException("too many events are waiting to be stored"));
        }
        CompletableFuture<EventId> stored = new CompletableFuture<>();
        long before = refused.getAndSet(0);
        Runnable append = () -> append(event, at, before, stored);
        context.threads().execute(() -> {
            if (!erasures.defers(append)) {
                append.run();
            }
        });
        return stored;
    }

    private void append(DurableEvent event, Instant at, long before, CompletableFuture<EventId> stored) {
        queued.decrementAndGet();
        RoomWriter current = writer();
        if (current == null) {
            stored.completeExceptionally(new RoomOnOtherNodeException(room.roomId()));
        } else {
            current.append(event, at, before, stored);
            updateWaiting();
        }
    }

    /** Returns the writer for the lease of this node; null if it has none. */
    private @Nullable RoomWriter writer() {
        OptionalLong fence = context.held().fence(room.roomId());
        if (fence.isEmpty()) {
            return null;
        }
        RoomWriter current = writer;
        if (current != null && current.fence() == fence.getAsLong()) {
            return current;
        }
        RoomWriter created = new RoomWriter(context, room, fence.getAsLong(), follower, this::refused);
        if (current != null) {
            created.inherit(current);
        }
        writer = created;
        context.threads().onComplete(opened, (done, failure) -> created.begin());
        return created;
    }

    private void refused() {
        writer = null;
        updateWaiting();
        follower.check();
    }

    @Override
    public void saveProgress(SessionProgress progress) {
        Instant at = context.clock().instant();
        context.threads().execute(() -> {
            RoomWriter current = writer();
            if (current != null) {
                current.saveProgress(progress, at);
            }
        });
    }

    @Override
    public CompletionStage<Optional<Interruption>> interruption(String sessionId) {
        return CompletableFuture.supplyAsync(() -> Optional.ofNullable(writer()), context.threads())
                .thenCompose(found -> {
                    RoomWriter current = found.orElseThrow(() -> new RoomOnOtherNodeException(room.roomId()));
                    return current.ready()
                            .thenComposeAsync(
                                    end -> end.interruption(context, room, sessionId, current::whenShown),
                                    context.threads());
                });
    }

    /** Partials and statuses are lost while Redis is not connected; the next one follows soon. */
    @Override
    public void publish(CaptionEvent event) {
        OptionalLong fence = context.held().fence(room.roomId());
        if (fence.isPresent()) {
            String message = "~ " + fence.getAsLong() + " " + EventJson.of(room.roomId(), null, event);
            var unused = context.link()
                    .send(Request.cmd(Command.PUBLISH).arg(room.live()).arg(message));
        }
    }

    @Override
    public CompletionStage<List<LogEntry>> read(EventId after, EventId upTo, int chars) {
        return context.reader().page(room, after, upTo, chars).thenApply(follower.known()::removeFrom);
    }

    @Override
    public CompletionStage<List<LogEntry>> readBack(EventId after, EventId upTo, int chars) {
        return context.reader().pageBack(room, after, upTo, chars).thenApply(follower.known()::removeFrom);
    }

    @Override
    public CompletionStage<EventId> positionBefore(LogRange range, Instant time) {
        return store.index().positionBefore(room, range, time);
    }

    @Override
    public CompletionStage<List<SessionSpan>> sessions(LogRange range) {
        return store.index().sessions(room, range);
    }

    @Override
    public EventId start() {
        return follower.start();
    }

    @Override
    public CompletionStage<Boolean> erase() {
        return erase(() -> {
            RoomWriter current = writer();
            if (current != null && current.hasSession()) {
                return CompletableFuture.completedFuture(false);
            }
            return erasures.eraseAll(this::erased);
        });
    }

    private void erased() {
        if (writer != null) {
            writer.end();
        }
    }

    @Override
    public CompletionStage<Void> erase(String peerId) {
        return erase(() -> erasures.erase(end -> new PeerErasure(room.roomId(), peerId, end)));
    }

    @Override
    public CompletionStage<Void> eraseSession(String sessionId) {
        return erase(() -> erasures.erase(end -> new SessionErasure(room.roomId(), sessionId)));
    }

    private <T> CompletionStage<T> erase(Supplier<CompletableFuture<T>> erasure) {
        CompletableFuture<T> result = new CompletableFuture<>();
        context.threads()
                .executeLater(
                        MAX_ERASING,
                        () -> result.completeExceptionally(
                                new TranscriptUnavailableException("Redis has not erased it yet", new IOException())));
        waiting = true;
        var unused = opened.thenComposeAsync(ready -> erasure.get(), context.threads())
                .whenComplete((done, failure) -> {
                    context.threads().execute(this::updateWaiting);
                    RoomErasures.complete(result, done, failure);
                });
        return result;
    }

    @Override
    public long erasures() {
        return follower.erasures();
    }

    @Override
    public void trim() {
        context.threads().onComplete(store.trim(room), (start, failure) -> {
            if (start != null) {
                start.ifPresent(follower::moveStart);
            }
        });
    }

    @Override
    public boolean mayClose() {
        return !waiting && queued.get() == 0;
    }

    /** The process ends: what waits is left in a file. */
    void park() {
        context.threads().execute(() -> {
            if (writer != null) {
                writer.park();
            }
        });
    }

    @Override
    public void close() {
        context.threads().execute(() -> {
            closed = true;
            follower.close();
            context.link().unsubscribe(room.live(), onMessage);
            store.closed(this);
        });
    }
}

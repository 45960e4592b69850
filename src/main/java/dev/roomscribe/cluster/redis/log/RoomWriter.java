package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.RoomOnOtherNodeException;
import dev.roomscribe.transcript.log.SavedProgress;
import dev.roomscribe.transcript.log.SessionProgress;
import dev.roomscribe.transcript.log.SessionSequence;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the stream of one room under one fence: reads where the stream ends, sends what an earlier lease of this node
 * has left, and assigns the ids from there. Confined to the thread of the logs.
 */
final class RoomWriter implements AppendQueue.Owner {
    private static final System.Logger LOG = System.getLogger(RoomWriter.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration MAX_READING = Duration.ofSeconds(5);
    /** How many events may wait until the end of the stream is known. */
    private static final int MAX_UNNUMBERED = 1_000;
    /** Far more than a room has in the time that a replica may be behind. */
    private static final long MAX_LOST = 1_000;

    private final LogContext context;
    private final RoomKeys room;
    private final long fence;
    private final RoomFollower follower;
    private final Runnable onRefused;
    private final CompletableFuture<StreamEnd> ready = new CompletableFuture<>();
    private final Deque<Unnumbered> unnumbered = new ArrayDeque<>();
    /** What the lease before this one has left in this process. */
    private final List<LogEntry> inherited = new ArrayList<>();

    private final PendingAppends pending = new PendingAppends();
    private final SessionSequence sessions = new SessionSequence();
    private @Nullable AppendQueue queue;
    private EventId assigned = new EventId(0, 0);
    private @Nullable SessionProgress progress;
    /** How many ids are to stay unused before the next event, because events were lost before the ids were known. */
    private long skipped;

    /** How many ids no event gets before the next one, although none was lost. */
    private long leftOut;

    /** By the clock of this node. */
    private Instant progressAt = Instant.EPOCH;

    /** Whether there may be a file with events that wait. */
    private boolean spooled;

    private boolean ended;

    /** An event that waits until it is known where the stream ends. */
    private record Unnumbered(DurableEvent event, Instant at, long skipped, CompletableFuture<EventId> appended) {}

    /** @param onRefused called once, when Redis has refused the fence, or everything was erased */
    RoomWriter(LogContext context, RoomKeys room, long fence, RoomFollower follower, Runnable onRefused) {
        this.context = context;
        this.room = room;
        this.fence = fence;
        this.follower = follower;
        this.onRefused = onRefused;
    }

    long fence() {
        return fence;
    }

    /** Returns what the stream had when this began to write, and what was left to send; fails if that takes too long. */
    CompletableFuture<StreamEnd> ready() {
        CompletableFuture<StreamEnd> limited = ready.copy();
        context.threads()
                .executeLater(
                        MAX_READING,
                        () -> limited.completeExceptionally(new IOException("the transcript cannot be read in time")));
        return limited;
    }

    /** Returns whether a session is running, as far as is known. */
    boolean hasSession() {
        return sessions.running() != null;
    }

    /** Takes over what a writer with an earlier fence has left. */
    void inherit(RoomWriter before) {
        before.ended = true;
        if (before.queue != null) {
            inherited.addAll(before.queue.end());
        }
        unnumbered.addAll(before.unnumbered);
        skipped = before.skipped;
        spooled = before.spooled;
        RoomOnOtherNodeException failure = new RoomOnOtherNodeException(room.roomId());
        pending.takeFrom(before.pending, failure);
        before.ready.completeExceptionally(failure);
    }

    /** Gives up what waits without giving up the lease: everything is being erased. */
    void end() {
        ended = true;
        if (queue != null) {
            queue.end();
        }
        onRefused.run();
        fail(new IOException("the transcript of room " + room.roomId() + " is erased"));
    }

    private void fail(Exception failure) {
        List<Unnumbered> failed = List.copyOf(unnumbered);
        unnumbered.clear();
        pending.fail(failure);
        failed.forEach(event -> event.appended().completeExceptionally(failure));
        ready.completeExceptionally(failure);
    }

    /** Reads the end of the stream; tried again until Redis answers. */
    void begin() {
        context.threads().onComplete(StreamEnd.begin(context, room), (found, failure) -> {
            if (failure == null && !ended) {
                begin(found.end(), found.moved());
            } else if (!ended) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "Room {0}: the end of the transcript is not known yet: {1}",
                        room.roomId(),
                        failure.toString());
                context.threads().executeLater(RETRY, this::begin);
            }
        });
    }

    private void begin(StreamEnd found, boolean moved) {
        StreamEnd end = found.with(inherited);
        fail(end.missing(inherited));
        spooled |= found.wasLeft();
        sessions.follow(end.sessions());
        EventId shown = follower.shown();
        EventId stored = end.state() == null ? shown : end.state().end();
        boolean lost = shown.epoch() == stored.epoch()
                && shown.compareTo(stored) > 0
                && end.left().isEmpty();
        assigned = lost ? shown : stored;
        AppendQueue created = new AppendQueue(context, room, fence, assigned, this);
        queue = created;
        if (lost) {
            created.resume();
        }
        end.left().forEach(entry -> {
            assigned = entry.id();
            created.add(entry);
        });
        if (moved) {
            // Other nodes may have shown events that Redis has lost. No event gets the id of one of them.
            leftOut = MAX_LOST;
        }
        for (Unnumbered next = unnumbered.poll(); next != null; next = unnumbered.poll()) {
            add(created, next);
        }
        ready.complete(end);
        if (created.isEmpty()) {
            drained();
        }
    }

    /** Another process has appended since, or an erased log has other ids: what an earlier lease has left is lost. */
    private void fail(List<LogEntry> missing) {
        inherited.clear();
        context.backlog().lost(missing.size());
        RoomOnOtherNodeException failure = new RoomOnOtherNodeException(room.roomId());
        missing.forEach(entry -> pending.fail(entry.id(), failure));
    }

    /** @param refused how many events before this one were refused; their ids stay unused */
    void append(DurableEvent event, Instant at, long refused, CompletableFuture<EventId> stored) {
        skipped += refused;
        context.backlog().lost((int) refused);
        boolean always =
                event instanceof SessionStarted || event instanceof SessionResumed || event instanceof SessionEnded;
        if (!always && (!context.backlog().hasRoom() || unnumbered.size() >= MAX_UNNUMBERED)) {
            // Its id stays unused, so that readers see that an event is missing.
            skipped++;
            context.backlog().lost(1);
            stored.completeExceptionally(
                    new IOException("Redis does not store events, and too many are waiting for it"));
            return;
        }
        Unnumbered next = new Unnumbered(event, at, skipped, stored);
        skipped = 0;
        if (queue == null) {
            unnumbered.addLast(next);
        } else {
            add(queue, next);
        }
    }

    private void add(AppendQueue to, Unnumbered next) {
        assigned = new EventId(assigned.epoch(), assigned.sequence() + next.skipped());
        List<LogEntry> entries = new ArrayList<>();
        entries.add(number(next.event(), next.at()));
        pending.add(entries.get(0).id(), next.appended());
        if (next.event() instanceof SessionStarted) {
            sessions.unstatedGaps(follower.start()).forEach(gap -> entries.add(number(gap, next.at())));
        }
        entries.forEach(to::add);
    }

    private LogEntry number(DurableEvent event, Instant at) {
        EventId previous = assigned;
        assigned = new EventId(previous.epoch(), previous.sequence() + leftOut + 1);
        leftOut = 0;
        LogEntry entry = LogEntry.of(room.roomId(), assigned, previous, event, at);
        sessions.add(entry);
        return entry;
    }

    /** Saves the progress behind the events that were appended before; a newer one replaces it until then. */
    void saveProgress(SessionProgress newest, Instant at) {
        progress = newest;
        progressAt = at;
        if (queue != null && queue.isEmpty()) {
            drained();
        }
    }

    /** Completes with the position of the newest event so far, once Redis has it. */
    CompletableFuture<EventId> flushed() {
        CompletableFuture<EventId> stored = new CompletableFuture<>();
        var unused = ready.whenComplete((end, failure) -> {
            if (failure != null) {
                stored.completeExceptionally(failure);
            } else if (queue == null || queue.isEmpty()) {
                stored.complete(assigned);
            } else {
                pending.whenStored(assigned, stored);
            }
        });
        return stored;
    }

    /** Returns whether an event waits for Redis. */
    boolean isWaiting() {
        return !unnumbered.isEmpty() || (queue != null && !queue.isEmpty());
    }

    /** Writes what waits to the file. */
    void park() {
        if (queue != null) {
            queue.park();
        }
    }

    /** Redis is connected again. */
    void resume() {
        if (queue != null) {
            queue.resume();
        }
    }

    /** Redis has an event; returns the entry of this node if it has appended it, and null if not. */
    @Nullable
    LogEntry found(LogEntry entry) {
        if (inherited.stream()
                .anyMatch(left -> left.id().equals(entry.id()) && !left.json().equals(entry.json()))) {
            fail(List.copyOf(inherited));
        }
        return queue == null || ended ? null : queue.found(entry);
    }

    /** Completes once the listener was called with an event that the stream has, or is about to have. */
    CompletableFuture<EventId> whenShown(EventId id) {
        return follower.shown().compareTo(id) >= 0 ? CompletableFuture.completedFuture(id) : pending.whenShown(id);
    }

    /** The listener was called. */
    void shown(LogEntry entry) {
        pending.shown(entry.id());
    }

    @Override
    public void stored(LogEntry entry) {
        follower.arrivedOwn(entry);
        pending.stored(entry.id());
    }

    @Override
    public void dropped(EventId start) {
        follower.moveStart(start);
    }

    @Override
    public void down(List<LogEntry> late) {
        if (!late.isEmpty()) {
            spooled = true;
            context.spool().add(room.roomId(), fence, late);
        }
        if (context.settings().showsUnstored()) {
            late.forEach(follower::show);
        }
    }

    @Override
    public void drained() {
        if (spooled) {
            spooled = false;
            context.spool().delete(room.roomId());
        }
        SessionProgress newest = progress;
        if (newest != null && sessions.isRunning(newest.sessionId())) {
            progress = null;
            String json = new SavedProgress(newest, Instant.EPOCH, assigned).json();
            var unused = context.link()
                    .run(
                            LogScripts.SAVE_PROGRESS,
                            List.of(room.owner()),
                            // The command may be late.
                            List.of(Long.toString(fence), json, context.redisMillis(progressAt)));
        }
    }

    @Override
    public void refused(List<LogEntry> waiting) {
        context.backlog().lost(waiting.size());
        ended = true;
        context.spool().delete(room.roomId());
        RoomOnOtherNodeException failure = new RoomOnOtherNodeException(room.roomId());
        onRefused.run();
        if (!waiting.isEmpty() && context.settings().showsUnstored()) {
            follower.resync();
        }
        fail(failure);
    }

    @Override
    public List<LogEntry> storedAfter(EventId position) {
        return follower.recent(position);
    }
}

package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.redis.RedisScript;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.InterruptedSession;
import dev.roomscribe.transcript.log.Interruption;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SavedProgress;
import dev.roomscribe.transcript.log.SessionSequence;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The newest part of a stream, and what an earlier lease of this node has left to append behind it.
 *
 * @param state null if Redis knows nothing of the room
 * @param newest the newest events, oldest first, enough for the snapshot that a new subscriber receives
 * @param left the events that are to be appended
 * @param wasLeft whether there were such events, also if they cannot be appended any more
 */
record StreamEnd(@Nullable StreamState state, List<LogEntry> newest, List<LogEntry> left, boolean wasLeft) {
    private static final int NEWEST_EVENTS = 100;
    private static final EventId FIRST = new EventId(0, 0);

    static CompletableFuture<StreamEnd> read(StreamReader reader, RoomKeys room) {
        return reader.state(room)
                .thenCompose(state -> reader.back(room, FIRST, StreamReader.MAX, NEWEST_EVENTS)
                        .thenApply(newest -> new StreamEnd(state.orElse(null), newest, List.of(), false)));
    }

    /**
     * What a writer begins with.
     *
     * @param moved whether Redis may have lost events that it had acknowledged
     */
    record Beginning(StreamEnd end, boolean moved) {}

    static CompletableFuture<Beginning> begin(LogContext context, RoomKeys room) {
        CompletableFuture<Boolean> moved = context.reader()
                .then(
                        context.link().run(LogScripts.HAS_MOVED, List.of(room.stored()), List.of()),
                        answer -> RedisScript.number(answer) == 1);
        return read(context.reader(), room)
                .thenCombine(context.spool().read(room.roomId()), StreamEnd::with)
                .thenCombine(moved, Beginning::new);
    }

    /** Reads the stream of a room, whose ids begin now if it has none yet. */
    static CompletableFuture<StreamEnd> open(LogContext context, RoomKeys room) {
        String empty = new EventId(context.clock().millis(), 0).toString();
        return context.reader()
                .then(
                        context.link().run(LogScripts.OPEN, List.of(room.stored()), List.of(empty)),
                        answer -> Optional.ofNullable(StreamState.of(answer)))
                .thenCompose(found -> read(context.reader(), room)
                        .thenApply(end -> end.state() == null
                                ? new StreamEnd(found.orElse(null), end.newest(), List.of(), false)
                                : end));
    }

    /**
     * Adds events that were left. If another node has appended to the stream since, they cannot be appended any more: then
     * one of their ids has another event.
     */
    StreamEnd with(List<LogEntry> events) {
        if (events.isEmpty() || state == null) {
            return new StreamEnd(state, newest, left, wasLeft || !events.isEmpty());
        }
        List<LogEntry> all = new ArrayList<>(left);
        if (continues(events, state.end())) {
            EventId last =
                    left.isEmpty() ? state.end() : left.get(left.size() - 1).id();
            for (LogEntry entry : events) {
                if (entry.id().compareTo(last) > 0) {
                    all.add(entry);
                    last = entry.id();
                }
            }
        }
        return new StreamEnd(state, newest, all, true);
    }

    /**
     * Returns whether events may be appended behind the stream. Redis may have some of them: an event is stored only behind
     * the one before it, so if the newest in the stream is one of them, all before it are stored.
     */
    private boolean continues(List<LogEntry> events, EventId end) {
        if (events.stream().anyMatch(entry -> entry.id().epoch() != end.epoch())) {
            return false;
        }
        LogEntry last = newest.isEmpty() ? null : newest.get(newest.size() - 1);
        return events.stream().allMatch(entry -> entry.id().compareTo(end) > 0)
                || (last != null
                        && events.stream()
                                .anyMatch(entry -> entry.id().equals(last.id())
                                        && entry.json().equals(last.json())));
    }

    /** Returns which of these events are neither in the stream nor left; older ones than those that were read count as stored. */
    List<LogEntry> missing(List<LogEntry> events) {
        Set<String> stored = events().stream().map(LogEntry::json).collect(Collectors.toSet());
        EventId oldest = newest.isEmpty() ? stored() : newest.get(0).id();
        return events.stream()
                .filter(entry ->
                        entry.id().epoch() != oldest.epoch() || entry.id().compareTo(oldest) >= 0)
                .filter(entry -> !stored.contains(entry.json()))
                .toList();
    }

    /** Returns the position of the newest event in Redis. */
    EventId stored() {
        return state == null ? FIRST : state.end();
    }

    /** Returns the start of the session that the newest events begin in; null if it is among them, or there is none. */
    @Nullable
    LogEntry session() {
        LogEntry session = state == null ? null : state.session();
        boolean isBefore = session != null
                && !newest.isEmpty()
                && session.id().compareTo(newest.get(0).id()) < 0;
        return isBefore ? session : null;
    }

    /** Returns the end of a session that the newest events have, those that are left included. */
    private Optional<EventId> endOf(String sessionId) {
        return events().stream()
                .filter(entry -> entry.type().equals("session.ended")
                        && entry.event()
                                .filter(event -> event.sessionId().equals(sessionId))
                                .isPresent())
                .map(LogEntry::id)
                .findFirst();
    }

    /** Returns the sessions of the log up to the newest event, those that are left included. */
    SessionSequence sessions() {
        SessionSequence sessions = new SessionSequence();
        LogEntry session = session();
        if (session != null) {
            sessions.add(session);
        }
        events().forEach(sessions::add);
        return sessions;
    }

    /** Returns the newest events, those that are left included. */
    List<LogEntry> events() {
        List<LogEntry> all = new ArrayList<>(newest);
        all.addAll(left);
        return all;
    }

    /** Returns the position of the newest event. */
    EventId end() {
        List<LogEntry> all = events();
        EventId last = all.isEmpty() ? FIRST : all.get(all.size() - 1).id();
        return state == null || state.end().compareTo(last) < 0 ? last : state.end();
    }

    /**
     * Returns how a session stands that another process has left here; empty if no such session is running. Elapsed time is
     * by the clock of Redis, so the clocks of nodes need not agree. Fails if the session has ended, once that is shown.
     *
     * @param whenShown returns what completes once the listener was called with an event
     */
    CompletableFuture<Optional<Interruption>> interruption(
            LogContext context,
            RoomKeys room,
            String sessionId,
            Function<EventId, CompletableFuture<EventId>> whenShown) {
        Optional<EventId> ended = endOf(sessionId);
        if (ended.isPresent()) {
            return whenShown
                    .apply(ended.get())
                    .thenCompose(shown ->
                            CompletableFuture.failedFuture(new IOException("session " + sessionId + " has ended")));
        }
        return context.reader()
                .then(context.link().run(LogScripts.READ_PROGRESS, List.of(room.owner()), List.of()), answer -> {
                    String progress = StreamState.text(answer, 1);
                    String savedAt = StreamState.text(answer, 2);
                    List<SavedProgress> saved = progress == null || savedAt == null
                            ? List.of()
                            : SavedProgress.read(time(savedAt), progress).stream()
                                    .toList();
                    Instant openedAt = context.clock().instant();
                    // The answer may have come late; its time counts only before the clocks are compared.
                    Instant now = context.held()
                            .redisTime(openedAt)
                            .orElseGet(() -> time(answer.get(0).toString()));
                    return InterruptedSession.of(sessions(), events(), saved, end())
                            .filter(session -> session.sessionId().equals(sessionId))
                            .map(session -> session.interruption(now, openedAt));
                });
    }

    private static Instant time(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }
}

package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.TranscriptLog;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Shows the events of one room to the listener, each once and in order, however they become known: by the answer to an
 * append, by the channel, or by reading the stream, which fills what the channel has missed. Confined to the thread of the
 * logs, except {@link #start} and {@link #erasures}.
 */
final class RoomFollower {
    private static final System.Logger LOG = System.getLogger(RoomFollower.class.getName());
    private static final int PAGE = 500;
    /** More than arrive during one read, unless much is read. */
    private static final int MAX_EARLY = 2_000;
    /** Characters of JSON that are kept to store them again if Redis loses them; as many as a room keeps in memory. */
    private static final int MAX_RECENT = 256 * 1024;

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final LogContext context;
    private final RoomKeys room;
    private final TranscriptLog.Listener listener;
    private final Appended appended;
    private final Deque<LogEntry> recent = new ArrayDeque<>();
    /** Events that arrived while earlier ones are being read. */
    private final TreeMap<EventId, LogEntry> early = new TreeMap<>();

    /** Whether Redis has had this position, or a later one of the same epoch. */
    private boolean isAgreed;

    private EventId shown = new EventId(0, 0);
    private int recentChars;
    private boolean reading;
    private boolean readAgain;
    /** Whether what is being read may have been read before an erasure. */
    private boolean stale;

    private boolean closed;
    private volatile EventId start = new EventId(0, 0);
    private volatile long erasures;
    private final KnownErasures known = new KnownErasures();

    /** Learns what became of the events that this node has appended. */
    interface Appended {
        /** Redis has an event; returns the same event if this node has appended it. */
        LogEntry stored(LogEntry entry);

        /** The listener was called. */
        void shown(LogEntry entry);

        /** Redis has lost erasures, which this node knows. */
        void lost(List<Erasure> erasures);
    }

    RoomFollower(LogContext context, RoomKeys room, TranscriptLog.Listener listener, Appended appended) {
        this.context = context;
        this.room = room;
        this.listener = listener;
        this.appended = appended;
    }

    /** The log was opened at a position. */
    void open(StreamState state, List<LogEntry> newest) {
        start = state.start();
        erasures = state.erasures();
        newest.forEach(this::remember);
        shown = newest.isEmpty() ? state.end() : newest.get(newest.size() - 1).id();
        isAgreed = !newest.isEmpty();
    }

    EventId shown() {
        return shown;
    }

    EventId start() {
        return start;
    }

    void moveStart(EventId position) {
        start = position;
    }

    long erasures() {
        return erasures;
    }

    KnownErasures known() {
        return known;
    }

    /** Returns the newest events that are in memory, after a position. */
    List<LogEntry> recent(EventId after) {
        return recent.stream().filter(entry -> entry.id().compareTo(after) > 0).toList();
    }

    /** Redis has stored an event. */
    void arrived(LogEntry stored) {
        LogEntry own = appended.stored(stored);
        if (own == stored) {
            arrivedOwn(stored);
        }
    }

    /** Redis has stored an event that this node has appended, or any other that is new. */
    void arrivedOwn(LogEntry entry) {
        if (entry.id().epoch() != shown.epoch()) {
            check();
        } else if (!reading && entry.id().sequence() == shown.sequence() + 1) {
            show(entry);
        } else if (entry.id().compareTo(shown) > 0) {
            if (early.size() < MAX_EARLY) {
                early.put(entry.id(), entry);
            } else {
                readAgain = true;
            }
            catchUp();
        }
    }

    /** Shows an event, unless it was shown. It must follow the last one. */
    void show(LogEntry entry) {
        if (entry.id().compareTo(shown) > 0) {
            shown = entry.id();
            isAgreed = true;
            remember(entry);
            listener.appended(entry);
            appended.shown(entry);
        }
    }

    private void remember(LogEntry entry) {
        recent.addLast(entry);
        recentChars += entry.json().length();
        while (recentChars > MAX_RECENT && recent.size() > 1) {
            recentChars -= recent.removeFirst().json().length();
        }
    }

    /** Compares with Redis, as messages may have been missed; a lost last message leaves no hole. */
    void check() {
        long counted = erasures;
        long epoch = shown.epoch();
        context.threads().onComplete(context.reader().state(room), (state, failure) -> {
            if (failure == null && !closed) {
                state.ifPresent(found -> compare(found, epoch == found.end().epoch() ? counted : 0));
            }
        });
    }

    /** @param counted the number of erasures that Redis had before it was read */
    private void compare(StreamState state, long counted) {
        if (state.end().epoch() < shown.epoch()) {
            if (isAgreed) {
                // Read before everything was erased.
                return;
            }
            // Redis was full when this node opened an empty log, and has kept the position of another node.
            showAgain(new EventId(state.end().epoch(), 0));
        }
        isAgreed = true;
        erasedAll(new EventId(state.end().epoch(), 0));
        start = state.start();
        if (state.erasures() < counted && counted == erasures) {
            noteLost(state.erasures());
        } else if (state.erasures() > erasures) {
            readErasures(state);
        }
        if (!known.lost().isEmpty()) {
            appended.lost(known.lost());
        }
        if (state.end().compareTo(shown) > 0) {
            catchUp();
        }
    }

    /** As after a failover: the next erasure gets a number that was known already. */
    private void noteLost(long left) {
        LOG.log(
                System.Logger.Level.WARNING,
                "Room {0}: Redis has lost {1} erasures; they are repeated",
                room.roomId(),
                erasures - left);
        erasures = left;
        known.lostAfter(left);
    }

    private void readErasures(StreamState state) {
        List<String> fields = LongStream.rangeClosed(erasures + 1, state.erasures())
                .mapToObj(number -> "erasure:" + number)
                .toList();
        Request request = Request.cmd(Command.HMGET).arg(room.stored());
        fields.forEach(request::arg);
        long first = erasures + 1;
        CompletableFuture<List<Optional<String>>> read = context.reader()
                .then(
                        context.link().send(request),
                        answer -> IntStream.range(0, fields.size())
                                .mapToObj(index -> Optional.ofNullable(StreamState.text(answer, index)))
                                .toList());
        context.threads().onComplete(read, (missed, failure) -> {
            if (failure != null) {
                return;
            }
            if (missed.stream().allMatch(Optional::isPresent)) {
                for (int index = 0; index < missed.size(); index++) {
                    erasedBy(first + index, missed.get(index).orElseThrow());
                }
            } else if (erasures < state.erasures()) {
                // Only the newest are kept, so nothing of what was shown may stay.
                erasures = state.erasures();
                showAgain(state.end());
            }
        });
    }

    /** Something was erased: the erasure with a number, as it is told to nodes. */
    void erasedBy(long number, String json) {
        if (number == erasures + 1) {
            erasures = number;
            stale = reading;
            ErasureJson.read(room.roomId(), json).ifPresent(erasure -> {
                known.add(number, erasure);
                List<LogEntry> kept = recent.stream().map(erasure::apply).toList();
                recent.clear();
                recent.addAll(kept);
                early.replaceAll((id, entry) -> erasure.apply(entry));
                listener.erased(erasure);
            });
        } else if (number > erasures) {
            check();
        }
    }

    /** Everything was erased, unless that is known. */
    void erasedAll(EventId end) {
        if (end.epoch() > shown.epoch()) {
            isAgreed = true;
            erasures = 0;
            known.clear();
            start = end;
            showAgain(end);
        }
    }

    /** What was shown is not in the stream: the listener forgets it. */
    private void showAgain(EventId end) {
        shown = end;
        recent.clear();
        recentChars = 0;
        early.clear();
        stale = reading;
        listener.erased(end);
    }

    /** Events were shown that Redis does not take. */
    void resync() {
        context.threads().onComplete(context.reader().state(room), (state, failure) -> {
            if (failure != null) {
                context.threads().executeLater(RETRY, this::resync);
            } else if (!closed) {
                state.ifPresent(found -> showAgain(found.end()));
            }
        });
    }

    private void catchUp() {
        if (reading) {
            return;
        }
        reading = true;
        stale = false;
        readAgain = false;
        EventId after = shown;
        Set<EventId> earlier = Set.copyOf(early.keySet());
        context.threads().onComplete(context.reader().after(room, after, StreamReader.MAX, PAGE), (page, failure) -> {
            reading = false;
            if (closed) {
                return;
            }
            if (failure != null) {
                // After a lost connection, everything is compared again.
                context.threads().executeLater(RETRY, this::check);
            } else if (stale || shown.epoch() != after.epoch()) {
                catchUp();
            } else {
                page.forEach(entry -> show(known.removeFrom(appended.stored(entry))));
                if (page.size() == PAGE || readAgain) {
                    catchUp();
                } else {
                    // What had arrived before the stream was read, and is not there, is not in it any more.
                    showEarly(page.isEmpty() && !early.isEmpty() && earlier.contains(early.firstKey()));
                }
            }
        });
    }

    /** @param complete whether the stream has nothing before the first of them that was not shown */
    private void showEarly(boolean complete) {
        boolean mayShow = complete;
        for (Map.Entry<EventId, LogEntry> next = early.pollFirstEntry(); next != null; next = early.pollFirstEntry()) {
            LogEntry entry = next.getValue();
            if (!mayShow && entry.id().sequence() > shown.sequence() + 1) {
                early.put(entry.id(), entry);
                catchUp();
                return;
            }
            show(entry);
            mayShow = false;
        }
    }

    void close() {
        closed = true;
    }
}

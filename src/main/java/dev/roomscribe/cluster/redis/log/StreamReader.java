package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.RedisUnavailableException;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.TranscriptUnavailableException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Reads the streams of all rooms. Thread-safe; no method blocks. Results complete on the given executor. */
final class StreamReader {
    /** Longer than Redis may be silent before its connection is closed. */
    private static final int TIMEOUT_S = 10;

    /** The position after all others. */
    static final EventId MAX = new EventId(Long.MAX_VALUE, Long.MAX_VALUE);

    private static final int MAX_PAGE = 1_000;
    /** Characters of JSON. */
    private static final int SHORT_EVENT = 300;

    private static final System.Logger LOG = System.getLogger(StreamReader.class.getName());
    /** How many damaged entries are logged. */
    private static final int MAX_DAMAGED = 100;

    private final RedisLink link;
    private final Executor executor;
    /** The damaged entries that were logged. */
    private final Set<String> damaged = ConcurrentHashMap.newKeySet();

    StreamReader(RedisLink link, Executor executor) {
        this.link = link;
        this.executor = executor;
    }

    /** Reads entries after a position, up to another one inclusive, oldest first. */
    CompletableFuture<List<LogEntry>> after(RoomKeys room, EventId after, EventId upTo, int count) {
        return range(Command.XRANGE, room, "(" + after, upTo.toString(), count);
    }

    /** Damaged entries are left out: a result with fewer entries than requested has all that there are. */
    private CompletableFuture<List<LogEntry>> range(Command command, RoomKeys room, String from, String to, int count) {
        Request request = Request.cmd(command)
                .arg(room.log())
                .arg(from)
                .arg(to)
                .arg("COUNT")
                .arg(count);
        return then(link.read(request), answer -> answer).thenCompose(answer -> {
            List<LogEntry> entries = entries(room, answer);
            int missing = count - entries.size();
            if (answer.size() < count || missing == 0) {
                return CompletableFuture.completedFuture(entries);
            }
            String last = answer.get(answer.size() - 1).get(0).toString();
            return range(command, room, "(" + last, to, missing).thenApply(more -> {
                entries.addAll(more);
                return entries;
            });
        });
    }

    /** Reads the last entries up to a position, inclusive, oldest first. */
    CompletableFuture<List<LogEntry>> back(RoomKeys room, EventId after, EventId upTo, int count) {
        return range(Command.XREVRANGE, room, upTo.toString(), "(" + after, count)
                .thenApply(entries -> {
                    Collections.reverse(entries);
                    return entries;
                });
    }

    /** Reads about this many characters of JSON after a position; empty if there is nothing up to the other one. */
    CompletableFuture<List<LogEntry>> page(RoomKeys room, EventId after, EventId upTo, int chars) {
        return after(room, after, upTo, count(chars)).thenApply(entries -> first(entries, chars));
    }

    /** Reads about this many characters of JSON up to a position, oldest first. */
    CompletableFuture<List<LogEntry>> pageBack(RoomKeys room, EventId after, EventId upTo, int chars) {
        return back(room, after, upTo, count(chars)).thenApply(entries -> {
            Collections.reverse(entries);
            List<LogEntry> last = new ArrayList<>(first(entries, chars));
            Collections.reverse(last);
            return last;
        });
    }

    /** Returns how many entries to read: events are rarely shorter than this, and may be many times longer. */
    private static int count(int chars) {
        return Math.min(MAX_PAGE, chars / SHORT_EVENT + 1);
    }

    private static List<LogEntry> first(List<LogEntry> entries, int chars) {
        int count = 0;
        for (int length = 0; count < entries.size() && length < chars; count++) {
            length += entries.get(count).json().length();
        }
        return entries.subList(0, count);
    }

    /** Reads what is stored; empty if Redis knows nothing of the room. */
    CompletableFuture<Optional<StreamState>> state(RoomKeys room) {
        Request request = Request.cmd(Command.HMGET).arg(room.stored());
        List.of("end", "start", "erasures", "session").forEach(request::arg);
        return then(link.send(request), answer -> Optional.ofNullable(StreamState.of(answer)));
    }

    <T> CompletableFuture<T> then(Future<Response> answer, Function<Response, T> parse) {
        CompletableFuture<Response> received = new CompletableFuture<>();
        answer.onComplete(result -> {
            if (result.succeeded()) {
                received.complete(result.result());
            } else {
                received.completeExceptionally(failure(result.cause()));
            }
        });
        return received.orTimeout(TIMEOUT_S, TimeUnit.SECONDS).thenApplyAsync(parse, executor);
    }

    private static IOException failure(Throwable cause) {
        String message = "Redis: " + cause.getMessage();
        return cause instanceof RedisUnavailableException
                ? new TranscriptUnavailableException(message, cause)
                : new IOException(message, cause);
    }

    private List<LogEntry> entries(RoomKeys room, Response answer) {
        List<LogEntry> entries = new ArrayList<>(answer.size());
        for (Response stored : answer) {
            LogEntry entry = StreamState.entry(stored);
            if (entry != null) {
                entries.add(entry);
            } else {
                logDamaged(room, stored.get(0).toString());
            }
        }
        return entries;
    }

    private void logDamaged(RoomKeys room, String id) {
        if (damaged.size() < MAX_DAMAGED && damaged.add(room.roomId() + " " + id)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Room {0}: the entry {1} in Redis is damaged and left out",
                    room.roomId(),
                    id);
        }
    }
}

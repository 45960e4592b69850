package dev.roomscribe.cluster.redis.log;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.cluster.redis.HeldLeases;
import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.log.spool.Backlog;
import dev.roomscribe.cluster.redis.log.spool.Spool;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.StoredRoom;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.transcript.log.TranscriptUnavailableException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Stores the log of each room in a stream in Redis, which all nodes read and follow. Methods that block must not be called on
 * the event loop of the link.
 */
public final class RedisStore implements TranscriptStore {
    /** How soon a lost last message is noticed. */
    private static final Duration COMPARE_INTERVAL = Duration.ofSeconds(3);

    /** The number of rooms whose sessions are read at the same time. */
    private static final int ROOMS_AT_A_TIME = 100;

    private final RedisLink link;
    private final LogContext context;
    private final SessionRecords records;
    private final SessionIndexes index;
    private final Retention retention;
    private final LeftEvents leftEvents;
    private final Map<String, RedisLog> open = new ConcurrentHashMap<>();

    /**
     * @param link closed by the caller, after this
     * @param held the leases of this node
     * @param records gives a short lease, to erase something in a room without a session
     */
    public RedisStore(
            RedisLink link,
            HeldLeases held,
            SessionRecords records,
            RedisLogSettings settings,
            StorageObserver observer,
            InstantSource clock) {
        this(link, held, records, settings, observer, clock, new RedisLogThreads());
    }

    /** @param threads closed with the store */
    public RedisStore(
            RedisLink link,
            HeldLeases held,
            SessionRecords records,
            RedisLogSettings settings,
            StorageObserver observer,
            InstantSource clock,
            LogThreads threads) {
        this.link = requireNonNull(link, "link is null");
        this.records = requireNonNull(records, "records is null");
        context = new LogContext(
                link,
                requireNonNull(held, "held is null"),
                requireNonNull(settings, "settings is null"),
                requireNonNull(clock, "clock is null"),
                requireNonNull(threads, "threads is null"),
                new StreamReader(link, threads.readers()),
                new Backlog(requireNonNull(observer, "observer is null"), settings.maxSpoolBytes()),
                new Spool(settings.spool(), threads.files(), StreamState::entry));
        index = new SessionIndexes(context.reader());
        retention = new Retention(context, this::keys);
        leftEvents = new LeftEvents(context, this::keys);
        link.onConnectionChange(connected -> {
            if (connected) {
                open.values().forEach(RedisLog::connected);
                leftEvents.send();
            }
        });
        if (link.isConnected()) {
            leftEvents.send();
        }
        threads.repeat(COMPARE_INTERVAL, () -> open.values().forEach(RedisLog::compare));
    }

    SessionIndexes index() {
        return index;
    }

    @Override
    public TranscriptLog log(String roomId, TranscriptLog.Listener listener) {
        RedisLog log = new RedisLog(this, context, keys(roomId), records, listener);
        open.put(roomId, log);
        return log;
    }

    private RoomKeys keys(String roomId) {
        return RoomKeys.of(link.keys(), roomId);
    }

    void closed(RedisLog log) {
        open.remove(log.roomId(), log);
    }

    @Override
    public CompletionStage<Boolean> has(String roomId) {
        Request request = Request.cmd(Command.EXISTS).arg(keys(roomId).log());
        return read(link.send(request), RedisStore::isTrue);
    }

    private <T> CompletableFuture<T> read(Future<Response> answer, Function<Response, T> parse) {
        return context.reader().then(answer, parse);
    }

    private static <T> T join(CompletableFuture<T> stage) throws IOException {
        try {
            return stage.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TranscriptUnavailableException unavailable) {
                throw unavailable;
            }
            throw new IOException("Redis cannot be read", e.getCause());
        }
    }

    @Override
    public List<StoredRoom> rooms() throws IOException {
        List<String> ids = join(read(
                link.send(Request.cmd(Command.SMEMBERS).arg(link.keys().rooms())),
                answer -> answer.stream().map(Response::toString).toList()));
        index.retain(ids);
        List<StoredRoom> rooms = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += ROOMS_AT_A_TIME) {
            List<CompletableFuture<Optional<StoredRoom>>> batch =
                    ids.subList(from, Math.min(ids.size(), from + ROOMS_AT_A_TIME)).stream()
                            .map(this::stored)
                            .toList();
            for (CompletableFuture<Optional<StoredRoom>> room : batch) {
                join(room).ifPresent(rooms::add);
            }
        }
        return rooms;
    }

    @Override
    public Optional<StoredRoom> room(String roomId) throws IOException {
        return join(stored(roomId));
    }

    private CompletableFuture<Optional<StoredRoom>> stored(String roomId) {
        RoomKeys keys = keys(roomId);
        // A session without an end runs on some node, or will be continued, as long as it has a record.
        Request record = Request.cmd(Command.HEXISTS).arg(keys.owner()).arg("record");
        return index.update(keys)
                .thenCombine(
                        read(link.send(record), RedisStore::isTrue),
                        (found, running) -> found.map(sessions -> new StoredRoom(
                                roomId,
                                sessions.state().start(),
                                sessions.sessions(),
                                sessions.state().erasures(),
                                running)));
    }

    @Override
    public List<SessionSpan> sessions(String roomId) throws IOException {
        return join(index.update(keys(roomId)))
                .map(SessionIndexes.Found::sessions)
                .orElse(List.of());
    }

    @Override
    public List<LogEntry> read(String roomId, EventId after, int chars) throws IOException {
        RedisLog log = open.get(roomId);
        CompletionStage<List<LogEntry>> page = log == null
                ? context.reader().page(keys(roomId), after, StreamReader.MAX, chars)
                : log.read(after, StreamReader.MAX, chars);
        return join(page.toCompletableFuture());
    }

    /** Drops the events of a room that are too old; returns the new start of the log, if there were any. */
    CompletableFuture<Optional<EventId>> trim(RoomKeys room) {
        return retention.trim(room);
    }

    @Override
    public void sweep() {
        retention.sweep();
        leftEvents.send();
    }

    /** Events that wait for Redis stay in files. */
    @Override
    public void close() {
        open.values().forEach(RedisLog::park);
        context.threads().close();
    }

    private static boolean isTrue(Response answer) {
        return answer.toString().equals("1");
    }
}

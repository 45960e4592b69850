package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.redis.HeldLeases;
import dev.roomscribe.cluster.redis.RedisConnections;
import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.RedisSettings;
import dev.roomscribe.cluster.redis.TestLeases;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptLog;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** One node of a test: its connection to Redis, its leases, and the log of room r1. */
final class LogNode extends RecordedLog implements AutoCloseable {
    static final StorageObserver OBSERVER = new StorageObserver() {
        @Override
        public void unwritten(long events) {}

        @Override
        public void lost(int events) {}
    };

    final RedisLink link;
    final HeldLeases held = new HeldLeases();
    final TestLeases leases;
    final RedisStore store;
    final TranscriptLog log;
    final TranscriptLog.Opened opened;
    /** The JSON of the events that the listener was called with. */
    final List<String> shown = new CopyOnWriteArrayList<>();

    final List<EventId> ids = new CopyOnWriteArrayList<>();

    LogNode(Vertx vertx, String url, String name, Path spool) {
        this(vertx, url, name, spool, 10_000_000, false);
    }

    LogNode(Vertx vertx, RedisSettings settings, String name, Path spool) {
        this(vertx, settings, name, spool, 10_000_000, false, InstantSource.system());
    }

    LogNode(Vertx vertx, String url, String name, Path spool, long maxBytes, boolean showsUnstored) {
        this(vertx, url, name, spool, maxBytes, showsUnstored, InstantSource.system());
    }

    LogNode(
            Vertx vertx,
            String url,
            String name,
            Path spool,
            long maxBytes,
            boolean showsUnstored,
            InstantSource clock) {
        this(vertx, new RedisSettings(url, "test"), name, spool, maxBytes, showsUnstored, clock);
    }

    private LogNode(
            Vertx vertx,
            RedisSettings redis,
            String name,
            Path spool,
            long maxBytes,
            boolean showsUnstored,
            InstantSource clock) {
        link = new RedisConnections(vertx, redis);
        Awaitility.await().until(link::isConnected);
        leases = new TestLeases(link, held, name);
        RedisLogSettings settings =
                new RedisLogSettings(Duration.ofHours(1), maxBytes, 4_000_000, spool, showsUnstored);
        store = new RedisStore(link, held, leases, settings, this, clock);
        log = store.log("r1", this);
        opened = await(log.open());
    }

    @Override
    public void appended(LogEntry entry) {
        ids.add(entry.id());
        shown.add(entry.json());
    }

    EventId append(DurableEvent event) {
        return await(log.append(event));
    }

    /** Returns the JSON of all stored events. */
    List<String> stored() {
        return await(log.read(new EventId(0, 0), StreamReader.MAX, 10_000_000)).stream()
                .map(LogEntry::json)
                .toList();
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        store.close();
        link.close();
    }
}

package dev.roomscribe.bench;

import dev.roomscribe.cluster.redis.HeldLeases;
import dev.roomscribe.cluster.redis.RedisConnections;
import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.RedisSettings;
import dev.roomscribe.cluster.redis.TestLeases;
import dev.roomscribe.cluster.redis.log.RedisLogSettings;
import dev.roomscribe.cluster.redis.log.RedisStore;
import dev.roomscribe.support.RedisServer;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptLog;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how much later than its own node another node shows an event: two nodes in one process, with a connection to Redis
 * each, and rooms in which one person talks without a pause. The events are those of recognition, which does not run. {@code
 * -Dcluster.rooms} lists the numbers of rooms.
 */
final class ClusterEvents implements Benchmarks.Benchmark {
    private static final int WARM_UP_SECONDS = 15;
    private static final int SECONDS = 30;
    /** Of each room: the demo conversation has 24 finals and 320 partials a minute. */
    private static final double FINALS_PER_SECOND = 0.4;

    private static final int PARTIALS_PER_FINAL = 12;
    private static final String TEXT =
            "we have to look at the numbers of the last week again before we decide ".repeat(6);

    @Override
    public void run() throws IOException, InterruptedException {
        System.out.println(
                "| rooms | events/s | own node, ms, p50 | p99 | other node, p50 | p99 | later than the own, p50 | p99 |"
                        + " lateness of the appending thread, p99 |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        for (String rooms : System.getProperty("cluster.rooms", "50,200,500").split(",")) {
            measure(Integer.parseInt(rooms));
        }
    }

    private static void measure(int rooms) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("roomscribe-cluster");
        Vertx vertx = Vertx.vertx();
        try (RedisServer redis = RedisServer.start(directory);
                Node owner = new Node(vertx, redis, directory.resolve("owner"), rooms);
                Node other = new Node(vertx, redis, directory.resolve("other"), rooms)) {
            owner.begin();
            int ticks = (int) ((WARM_UP_SECONDS + SECONDS) * FINALS_PER_SECOND * rooms);
            long interval = (long) (1e9 / (FINALS_PER_SECOND * rooms));
            long begin = System.nanoTime();
            Map<String, Long> appended = new ConcurrentHashMap<>();
            List<Double> lateness = new ArrayList<>();
            for (int tick = 0; tick < ticks; tick++) {
                while (System.nanoTime() < begin + tick * interval) {
                    LockSupport.parkNanos(100_000);
                }
                boolean counts = tick > WARM_UP_SECONDS * FINALS_PER_SECOND * rooms;
                if (counts) {
                    lateness.add((System.nanoTime() - begin - tick * interval) / 1e6);
                }
                int room = tick % rooms;
                for (int revision = 0; revision < PARTIALS_PER_FINAL; revision++) {
                    owner.logs
                            .get((room + revision * 31) % rooms)
                            .publish(new PartialTranscript("s1", "p1", "t1", "Ana", "u" + tick, revision, TEXT, TEXT));
                }
                long now = System.nanoTime();
                var unused = owner.logs
                        .get(room)
                        .append(TestEvents.utterance("p1", "utterance " + tick, TEXT))
                        .thenAccept(id -> {
                            if (counts) {
                                appended.put(key(room, id), now);
                            }
                        });
            }
            TimeUnit.SECONDS.sleep(2);
            report(rooms, appended, owner.shown, other.shown, lateness);
        } finally {
            vertx.close();
        }
    }

    private static String key(int room, EventId id) {
        return room + " " + id;
    }

    private static void report(
            int rooms,
            Map<String, Long> appended,
            Map<String, Long> own,
            Map<String, Long> others,
            List<Double> lateness) {
        List<Double> ownDelays = new ArrayList<>();
        List<Double> otherDelays = new ArrayList<>();
        List<Double> differences = new ArrayList<>();
        appended.forEach((id, at) -> {
            ownDelays.add((own.get(id) - at) / 1e6);
            // Fails if an event did not arrive.
            otherDelays.add((others.get(id) - at) / 1e6);
            differences.add((others.get(id) - own.get(id)) / 1e6);
        });
        System.out.printf(
                Locale.ROOT,
                "| %d | %.0f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
                rooms,
                rooms * FINALS_PER_SECOND * (1 + PARTIALS_PER_FINAL),
                Measurement.percentile(ownDelays, 0.5),
                Measurement.percentile(ownDelays, 0.99),
                Measurement.percentile(otherDelays, 0.5),
                Measurement.percentile(otherDelays, 0.99),
                Measurement.percentile(differences, 0.5),
                Measurement.percentile(differences, 0.99),
                // What the machine takes from every thread.
                Measurement.percentile(lateness, 0.99));
    }

    /** The logs of all rooms on one node. */
    private static final class Node implements StorageObserver, AutoCloseable {
        private final RedisLink link;
        private final TestLeases leases;
        private final RedisStore store;
        private final List<TranscriptLog> logs = new ArrayList<>();
        /** When each event was shown, by {@link System#nanoTime}. */
        private final Map<String, Long> shown = new ConcurrentHashMap<>();

        Node(Vertx vertx, RedisServer redis, Path spool, int rooms) throws InterruptedException {
            link = new RedisConnections(vertx, new RedisSettings(redis.url(), "bench"));
            while (!link.isConnected()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            HeldLeases held = new HeldLeases();
            leases = new TestLeases(link, held, spool.getFileName().toString());
            store = new RedisStore(
                    link,
                    held,
                    leases,
                    new RedisLogSettings(Duration.ofHours(1), 64_000_000, 64_000_000, spool, false),
                    this,
                    InstantSource.system());
            for (int number = 0; number < rooms; number++) {
                TranscriptLog log = store.log("room " + number, new Listener(this, number));
                log.open().toCompletableFuture().join();
                logs.add(log);
            }
        }

        void begin() {
            for (int number = 0; number < logs.size(); number++) {
                leases.take("room " + number);
                logs.get(number)
                        .append(TestEvents.started())
                        .toCompletableFuture()
                        .join();
            }
        }

        @Override
        public void unwritten(long events) {}

        @Override
        public void lost(int events) {
            throw new AssertionError(events + " events were lost");
        }

        @Override
        public void close() {
            store.close();
            link.close();
        }
    }

    /** Notes when a room's events are shown. */
    private record Listener(Node node, int room) implements TranscriptLog.Listener {
        @Override
        public void appended(LogEntry entry) {
            node.shown.put(key(room, entry.id()), System.nanoTime());
        }

        @Override
        public void erased(EventId end) {}

        @Override
        public void erased(Erasure erasure) {}
    }
}

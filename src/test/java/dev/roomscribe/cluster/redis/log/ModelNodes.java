package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.cluster.redis.HeldLeases;
import dev.roomscribe.cluster.redis.TestLeases;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualClock;
import dev.roomscribe.simulation.clock.VirtualLogThreads;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.disk.SimulatedDisk;
import dev.roomscribe.simulation.redis.RedisModel;
import dev.roomscribe.simulation.redis.SimulatedLink;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.TranscriptLog;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Nodes that have the log of room r1 open, and a model of Redis, in virtual time. */
final class ModelNodes {
    private static final Duration STEP = Duration.ofMillis(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    final VirtualTime time = new VirtualTime(1);
    final RedisModel redis = new RedisModel(time);

    /** One process of a node. */
    final class Node extends RecordedLog {
        final Lifetime lifetime = new Lifetime();
        final SimulatedLink link = new SimulatedLink(time, lifetime, redis);
        final HeldLeases held = new HeldLeases();
        final VirtualLogThreads threads = new VirtualLogThreads(time, lifetime);
        final List<LogEntry> shown = new ArrayList<>();
        final TestLeases leases;
        final RedisStore store;
        final TranscriptLog log;

        private Node(String name, SimulatedDisk disk, boolean showsUnstored) {
            disk.startProcess();
            leases = new TestLeases(link, held, name);
            RedisLogSettings settings = new RedisLogSettings(
                    Duration.ofHours(1), 10_000_000, 10_000_000, disk.path("/spool"), showsUnstored);
            store = new RedisStore(link, held, leases, settings, this, new VirtualClock(time), threads);
            log = store.log("r1", this);
        }

        @Override
        public void appended(LogEntry entry) {
            shown.add(entry);
        }

        void take() {
            await(leases.taken("r1"));
        }

        EventId append(DurableEvent event) {
            return await(log.append(event));
        }

        List<String> json() {
            return shown.stream().map(LogEntry::json).toList();
        }

        List<String> read() {
            return await(log.read(new EventId(0, 0), StreamReader.MAX, 10_000_000)).stream()
                    .map(LogEntry::json)
                    .toList();
        }

        Response send(Command command, String... arguments) {
            Request request = Request.cmd(command);
            Stream.of(arguments).forEach(request::arg);
            return await(link.send(request).toCompletionStage());
        }

        void kill() {
            lifetime.end();
            link.close();
        }
    }

    Node open(String name) {
        return open(name, new SimulatedDisk(), false);
    }

    /** Opens the log as soon as Redis is connected. */
    Node open(String name, SimulatedDisk disk, boolean showsUnstored) {
        Node node = start(name, disk, showsUnstored);
        await(node.log.open());
        pass(Duration.ofMillis(50));
        return node;
    }

    /** Starts a process that opens the log later. */
    Node start(String name, SimulatedDisk disk, boolean showsUnstored) {
        return new Node(name, disk, showsUnstored);
    }

    void pass(Duration duration) {
        time.runUntil(time.nanos() + duration.toNanos());
        assertThat(time.failures()).isEmpty();
    }

    <T> T await(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        long end = time.nanos() + TIMEOUT.toNanos();
        while (!future.isDone() && time.nanos() < end) {
            pass(STEP);
        }
        assertThat(future).isDone();
        return future.join();
    }

    /** Returns the JSON of what Redis has. */
    List<String> stored() {
        return List.copyOf(redis.stream("roomscribe:{r1}:log", "0-0").values());
    }
}

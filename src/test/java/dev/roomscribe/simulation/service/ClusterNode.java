package dev.roomscribe.simulation.service;

import dev.roomscribe.cluster.redis.HeldLeases;
import dev.roomscribe.cluster.redis.NodeIdentity;
import dev.roomscribe.cluster.redis.RedisSessionRecords;
import dev.roomscribe.cluster.redis.log.RedisLogSettings;
import dev.roomscribe.cluster.redis.log.RedisStore;
import dev.roomscribe.cluster.redis.state.RedisAgentJournal;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualClock;
import dev.roomscribe.simulation.clock.VirtualEventLoop;
import dev.roomscribe.simulation.clock.VirtualEventLoops;
import dev.roomscribe.simulation.clock.VirtualLogThreads;
import dev.roomscribe.simulation.clock.VirtualThreads;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.clock.WaitingThreads;
import dev.roomscribe.simulation.disk.SimulatedDisk;
import dev.roomscribe.simulation.fishjam.SimulatedFishjam;
import dev.roomscribe.simulation.redis.RedisModel;
import dev.roomscribe.simulation.redis.SimulatedLink;
import dev.roomscribe.simulation.sound.SimulatedDecoders;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.StorageObserver;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One process of a node of a cluster, made of the classes of the service, with one room. */
public final class ClusterNode implements CaptionSource, TranscriptObserver, StorageObserver {
    private static final Duration LEASE_TIME = Duration.ofSeconds(3);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(20);
    private static final long POLL_NANOS = 5_000_000;

    /**
     * What outlives the processes of a node.
     *
     * @param number from 0
     */
    public record Machine(int number, SimulatedDisk disk, VirtualClock clock) {}

    private final VirtualTime time;
    private final SimulatedFishjam fishjam;
    private final SimulatedDisk disk;
    private final WaitingThreads waiting;
    private final SimulatedDecoders decoders;
    private final Lifetime lifetime = new Lifetime();
    private final String instance;
    private final SimulatedLink link;
    private final RedisStore store;
    private final Transcripts transcripts;
    private final VirtualEventLoops eventLoops;
    private final Sessions sessions;
    private long unwritten;

    /**
     * Starts a process.
     *
     * @param instance differs between all processes
     */
    public ClusterNode(VirtualTime time, Machine machine, String instance, SimulatedFishjam fishjam, RedisModel redis) {
        this.time = time;
        this.instance = instance;
        this.fishjam = fishjam;
        disk = machine.disk();
        disk.startProcess();
        waiting = new WaitingThreads(time);
        decoders = new SimulatedDecoders(time, waiting, Duration.ofSeconds(20));
        ServiceParts parts = new ServiceParts(time, machine.clock(), lifetime, fishjam, decoders, waiting);
        link = new SimulatedLink(time, lifetime, redis);
        HeldLeases held = new HeldLeases();
        NodeIdentity self = new NodeIdentity("node-" + machine.number(), instance);
        RedisSessionRecords records = new RedisSessionRecords(
                link, held, self, LEASE_TIME, new VirtualEventLoop(time, lifetime), parts.clocks(), false);
        store = new RedisStore(
                link,
                held,
                records,
                new RedisLogSettings(Duration.ofDays(1), 1 << 24, 1 << 24, disk.path("/data/spool"), false),
                this,
                machine.clock(),
                new VirtualLogThreads(time, lifetime));
        transcripts =
                new Transcripts(store, new SubscriberLimits(1_000, 100, Duration.ofSeconds(2)), machine.clock(), this);
        RedisAgentJournal journal = new RedisAgentJournal(
                link, self.node(), "http://fishjam", RedisAgentJournal.TIMEOUT, time::nanos, this::await);
        VirtualThreads journalThread = new VirtualThreads(time, lifetime, 1, waiting, () -> true);
        eventLoops = new VirtualEventLoops(time, lifetime);
        sessions = new Sessions(eventLoops, parts.context(journal, journalThread, transcripts, records));
        var unused = sessions.resume();
    }

    /** Waits on a thread that takes turns with the virtual time. */
    private Response await(Future<Response> answer, Duration timeout) throws IOException {
        long end = time.nanos() + timeout.toNanos();
        while (!answer.isComplete() && time.nanos() < end) {
            waiting.waitUntil(time.nanos() + POLL_NANOS);
        }
        if (answer.failed() || !answer.isComplete()) {
            throw new IOException("Redis has not answered", answer.cause());
        }
        return answer.result();
    }

    @Override
    public Lifetime lifetime() {
        return lifetime;
    }

    /** Returns the name of this process in Redis. */
    public String instance() {
        return instance;
    }

    public SimulatedLink link() {
        return link;
    }

    public SimulatedDecoders decoders() {
        return decoders;
    }

    @Override
    public CompletionStage<Optional<RoomTranscript>> find() {
        return transcripts.find(SimulatedFishjam.ROOM);
    }

    /** A client starts the room here; fails if another node runs the session. */
    public Future<?> start() {
        return sessions.start(SimulatedFishjam.ROOM, StartOptions.DEFAULT);
    }

    /** A client stops the room here. */
    public Future<Void> stop() {
        return sessions.stop(SimulatedFishjam.ROOM);
    }

    /** Returns whether the room has a session here, even one that is starting or ending. */
    public boolean hasSession() {
        return sessions.has(SimulatedFishjam.ROOM);
    }

    /** Returns whether the session runs here and has joined the room. */
    public boolean hasJoined() {
        return sessions.hasStarted(SimulatedFishjam.ROOM) && sessions.resuming() == 0;
    }

    /** The event loops of all sessions do nothing until a time. */
    public void occupy(long untilNanos) {
        eventLoops.occupy(untilNanos);
    }

    /** Leaves the session to the next process or to another node; completes when the process can end. */
    public Future<Void> drain() {
        return sessions.drain(ShutdownDeadline.after(DRAIN_TIMEOUT, time::nanos))
                .onComplete(done -> {
                    transcripts.close();
                    store.close();
                });
    }

    /** Ends the process without warning. */
    public void kill() {
        lifetime.end();
        waiting.close();
        disk.endProcess();
        link.close();
        fishjam.processEnded(lifetime);
    }

    /** Returns how many events wait for Redis. */
    public long unwritten() {
        return unwritten;
    }

    @Override
    public void published(String roomId, CaptionEvent event) {}

    @Override
    public void subscribed() {}

    @Override
    public void unsubscribed() {}

    @Override
    public void unwritten(long events) {
        unwritten = events;
    }

    @Override
    public void lost(int events) {}
}

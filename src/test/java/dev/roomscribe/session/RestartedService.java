package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.cluster.local.FileSessionRecords;
import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.runtime.VertxEventLoops;
import dev.roomscribe.session.agent.AgentRegistry;
import dev.roomscribe.session.presence.RoomMonitor;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.session.speech.RecognitionSettings;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.file.DiskLimits;
import dev.roomscribe.transcript.log.file.FileStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A service with transcripts and session records in a directory, which the next one continues. */
final class RestartedService implements ForwardingRoomClient, AutoCloseable {
    final Sessions sessions;
    final Transcripts transcripts;
    /** The rooms whose agents were created, in order. */
    final List<String> created = new CopyOnWriteArrayList<>();

    final AtomicInteger creating = new AtomicInteger();
    final AtomicInteger mostCreatingAtOnce = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final FishjamClient client;
    private final DecodingPool engine;
    private final FileStore store;
    private final FileSessionRecords records;
    private final AgentRegistry agents;
    private final RoomMonitor rooms;
    private final PublishedEvents published = new PublishedEvents();
    private final Queue<Promise<Void>> held = new ArrayDeque<>();
    private boolean holding;

    RestartedService(EmbeddedFishjam fishjam, Path data, SessionSettings settings) throws IOException {
        client = new FishjamClient(
                vertx, FishjamAddress.of(fishjam.url()), fishjam.managementToken(), FishjamOptions.defaults());
        records = FileSessionRecords.open(data.resolve("sessions"));
        store = FileStore.open(
                data.resolve("transcripts"),
                new DiskLimits(Duration.ofDays(1), 64 << 20, 1 << 30, Duration.ofSeconds(1)),
                InstantSource.system(),
                published,
                sessionId -> settings.resume() && records.continues(sessionId));
        transcripts = new Transcripts(
                store, new SubscriberLimits(1_000, 100, Duration.ofSeconds(2)), InstantSource.system(), published);
        engine = new DecodingPool(
                new ScriptedDecoders(),
                PoolLimits.defaults().withThreads(2),
                (samples, cpuNanos, waitedNanos) -> {},
                System::nanoTime,
                0);
        agents = AgentRegistry.start(vertx, this, null);
        rooms = RoomMonitor.start(vertx, client, Duration.ofMillis(500));
        sessions = new Sessions(
                new VertxEventLoops(vertx),
                new SessionContext(
                        new FishjamAccess(this, agents, rooms),
                        new RecognitionSettings(engine, new GateOptions(Duration.ZERO, false), Duration.ofSeconds(10)),
                        new SessionOutput(transcripts, null, records),
                        settings,
                        TimeSource.system()));
    }

    List<CaptionEvent> published(String roomId) {
        return published.of(roomId);
    }

    /** Agents are created only after {@link #release}, one for each call. */
    synchronized void hold() {
        holding = true;
    }

    synchronized int held() {
        return held.size();
    }

    synchronized void release() {
        held.remove().complete();
    }

    private synchronized Future<Void> permission() {
        if (!holding) {
            return Future.succeededFuture();
        }
        Promise<Void> permission = Promise.promise();
        held.add(permission);
        return permission.future();
    }

    @Override
    public RoomClient fishjam() {
        return client;
    }

    @Override
    public Future<Room> room(String roomId) {
        return client.room(roomId);
    }

    @Override
    public Future<CreatedPeer> createAgent(String roomId, AgentOptions options) {
        mostCreatingAtOnce.accumulateAndGet(creating.incrementAndGet(), Math::max);
        created.add(roomId);
        return permission()
                .compose(permitted -> client.createAgent(roomId, options))
                .onComplete(done -> creating.decrementAndGet());
    }

    /** Stops the service as SIGTERM does. */
    @Override
    public void close() {
        await(sessions.drain(ShutdownDeadline.after(Duration.ofSeconds(20))));
        transcripts.close();
        engine.close();
        rooms.close();
        agents.close();
        client.close();
        store.close();
        records.close();
        await(vertx.close());
    }
}

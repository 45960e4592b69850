package dev.roomscribe.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import dev.roomscribe.session.agent.Agents;
import dev.roomscribe.session.agent.Announcement;
import dev.roomscribe.session.auto.AutoTranscription;
import dev.roomscribe.session.presence.RoomMonitor;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The service without its HTTP surface: the real sessions, the real engine, and a Fishjam on a real port. */
public final class TestService implements TranscriptObserver, AutoCloseable {
    public static final Duration FLUSH_AFTER = Duration.ofMillis(700);

    public final Vertx vertx = Vertx.vertx();
    public final EmbeddedFishjam fishjam;
    public final FishjamClient client;
    public final Sessions sessions;
    public final RoomMonitor rooms;
    public final Agents agents;
    public final Transcripts transcripts;
    private final SessionContext context;
    private AutoTranscription auto;
    private final DecodingPool engine;
    private final Map<String, List<CaptionEvent>> published = new ConcurrentHashMap<>();

    public TestService(DecoderSource model, int mostSessions) {
        this(model, mostSessions, null);
    }

    public TestService(DecoderSource model, int mostSessions, Announcement announcement) {
        this(model, limits(mostSessions), FishjamOptions.defaults(), announcement);
    }

    /** Patient enough for any machine. */
    public static SessionLimits limits(int mostSessions) {
        return new SessionLimits(
                mostSessions,
                FLUSH_AFTER,
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(5));
    }

    public TestService(DecoderSource model, SessionLimits limits, FishjamOptions options, Announcement announcement) {
        this(model, limits, options, announcement, Duration.ofMillis(500));
    }

    public TestService(
            DecoderSource model,
            SessionLimits limits,
            FishjamOptions options,
            Announcement announcement,
            Duration lookInterval) {
        this(model, limits, options, announcement, lookInterval, 0, fishjam -> {});
    }

    /** A service with a Fishjam that something was done to before. */
    public TestService(
            DecoderSource model, SessionLimits limits, Duration lookInterval, Consumer<EmbeddedFishjam> before) {
        this(model, limits, FishjamOptions.defaults(), null, lookInterval, 0, before);
    }

    /** A service whose model took so many processor seconds for a second of speech, when it was tried. */
    public static TestService withTrialCost(DecoderSource model, double cost) {
        return new TestService(
                model, limits(10), FishjamOptions.defaults(), null, Duration.ofMillis(500), cost, fishjam -> {});
    }

    private TestService(
            DecoderSource model,
            SessionLimits limits,
            FishjamOptions options,
            Announcement announcement,
            Duration lookInterval,
            double trialCost,
            Consumer<EmbeddedFishjam> before) {
        fishjam = await(EmbeddedFishjam.start(vertx, EmbeddedOptions.defaults()));
        before.accept(fishjam);
        client = new FishjamClient(vertx, FishjamAddress.of(fishjam.url()), fishjam.managementToken(), options);
        engine = new DecodingPool(
                model,
                PoolLimits.defaults().withThreads(2),
                (samples, cpuNanos, waitedNanos) -> {},
                System::nanoTime,
                trialCost);
        transcripts = new Transcripts(
                new MemoryStore(new Retention(10_000, Duration.ofHours(1)), InstantSource.system()),
                new SubscriberLimits(1_000, 100, Duration.ofSeconds(2)),
                InstantSource.system(),
                this);
        agents = new Agents(vertx, client, null);
        rooms = new RoomMonitor(vertx, client, lookInterval);
        context = new SessionContext(
                vertx,
                client,
                agents,
                rooms,
                engine,
                transcripts,
                limits,
                // Tones are no speech to a gate.
                new GateOptions(Duration.ZERO, false),
                announcement,
                null,
                InstantSource.system(),
                System::nanoTime);
        sessions = new Sessions(context);
    }

    /** Has every room transcribed by itself from now on. */
    public void transcribeAll() {
        auto = AutoTranscription.start(context, sessions);
    }

    public Sessions.Started start(String roomId) {
        return await(sessions.start(roomId, StartOptions.DEFAULT));
    }

    /** Returns all that Fishjam says of a peer, more of it than the service itself reads. */
    public JsonNode asFishjamShows(String roomId, EmbeddedPeer peer) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(fishjam.url() + "/room/" + roomId))
                .header("Authorization", "Bearer " + fishjam.managementToken())
                .build();
        try {
            JsonNode room = new ObjectMapper()
                    .readTree(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
            for (JsonNode shown : room.path("data").path("peers")) {
                if (shown.path("id").asText().equals(peer.id())) {
                    return shown;
                }
            }
            throw new AssertionError("Peer " + peer.id() + " is not in " + room);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public List<CaptionEvent> published(String roomId) {
        return List.copyOf(published.getOrDefault(roomId, List.of()));
    }

    public <T extends CaptionEvent> List<T> published(String roomId, Class<T> type) {
        return published(roomId).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    public List<FinalTranscript> finals(String roomId) {
        return published(roomId, FinalTranscript.class);
    }

    public List<String> texts(String roomId) {
        return finals(roomId).stream().map(FinalTranscript::transcript).toList();
    }

    public List<PartialTranscript> partials(String roomId) {
        return published(roomId, PartialTranscript.class);
    }

    public static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void published(String roomId, CaptionEvent event) {
        published.computeIfAbsent(roomId, room -> new CopyOnWriteArrayList<>()).add(event);
    }

    @Override
    public void subscribed() {}

    @Override
    public void unsubscribed() {}

    @Override
    public void close() {
        if (auto != null) {
            auto.close();
        }
        await(sessions.drain());
        engine.close();
        rooms.close();
        agents.close();
        client.close();
        fishjam.close();
        await(vertx.close());
    }
}

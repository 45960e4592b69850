package dev.roomscribe.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.cluster.local.MemorySessionRecords;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.EngineLoad;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.runtime.VertxEventLoops;
import dev.roomscribe.session.agent.AgentRegistry;
import dev.roomscribe.session.agent.Announcement;
import dev.roomscribe.session.auto.AutoTranscription;
import dev.roomscribe.session.auto.LocalSuppressedRooms;
import dev.roomscribe.session.presence.RoomMonitor;
import dev.roomscribe.session.settings.SessionLifetime;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.session.settings.SessionTimeouts;
import dev.roomscribe.session.settings.StartLimits;
import dev.roomscribe.session.speech.RecognitionSettings;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The service without its HTTP API: real sessions, a real engine, and an embedded Fishjam on a real port. */
public final class TestService implements AutoCloseable {
    public static final Duration FLUSH_TIMEOUT = Duration.ofMillis(700);

    public final Vertx vertx = Vertx.vertx();
    public final EmbeddedFishjam fishjam;
    public final FishjamClient client;
    public final Sessions sessions;
    public final RoomMonitor rooms;
    public final Transcripts transcripts;
    private final AgentRegistry agents;
    private AutoTranscription auto;
    private final DecodingPool engine;
    private final PublishedEvents published = new PublishedEvents();

    /** Builds a service; the defaults have timeouts that suffice on a slow machine. */
    public static final class Builder {
        private final DecoderSource model;
        private SessionSettings settings = SessionSettings.DEFAULT
                .withMaxSessions(10)
                .withLifetime(SessionLifetime.DEFAULT
                        .withIdleTimeout(Duration.ofMinutes(5))
                        .withMaxDuration(Duration.ofHours(1)))
                .withTimeouts(SessionTimeouts.DEFAULT.withReconnect(Duration.ofMinutes(1)));
        private Duration flushTimeout = FLUSH_TIMEOUT;
        private Duration pollInterval = Duration.ofMillis(500);
        private FishjamOptions fishjamOptions = FishjamOptions.defaults();
        private double selfTestCost;
        private UnaryOperator<RoomClient> rooms = client -> client;
        private int threads = 2;
        /** A gate would drop the tones as noise. */
        private GateOptions gate = new GateOptions(Duration.ZERO, false);

        private SessionRecords records = new MemorySessionRecords();

        private Consumer<EmbeddedFishjam> fishjamSetup = fishjam -> {};

        private Builder(DecoderSource model) {
            this.model = model;
        }

        public Builder maxSessions(int max) {
            settings = settings.withMaxSessions(max);
            return this;
        }

        public Builder announcement(Announcement announcement) {
            settings = settings.withAnnouncement(announcement);
            return this;
        }

        public Builder lifetime(UnaryOperator<SessionLifetime> change) {
            settings = settings.withLifetime(change.apply(settings.lifetime()));
            return this;
        }

        public Builder reconnectTimeout(Duration timeout) {
            settings = settings.withTimeouts(settings.timeouts().withReconnect(timeout));
            return this;
        }

        public Builder flushTimeout(Duration timeout) {
            flushTimeout = timeout;
            return this;
        }

        public Builder pollInterval(Duration interval) {
            pollInterval = interval;
            return this;
        }

        public Builder fishjamOptions(FishjamOptions options) {
            fishjamOptions = options;
            return this;
        }

        /** Sets how many processor seconds the model needed for a second of speech in its self-test. */
        public Builder selfTestCost(double cost) {
            selfTestCost = cost;
            return this;
        }

        public Builder threads(int count) {
            threads = count;
            return this;
        }

        public Builder gate(GateOptions options) {
            gate = options;
            return this;
        }

        public Builder starts(StartLimits limits) {
            settings = settings.withStarts(limits);
            return this;
        }

        /** Sets what sessions use instead of the client of Fishjam. */
        public Builder roomClient(UnaryOperator<RoomClient> replacement) {
            rooms = replacement;
            return this;
        }

        /** Sets what is done to Fishjam before the service connects to it. */
        public Builder fishjamSetup(Consumer<EmbeddedFishjam> setup) {
            fishjamSetup = setup;
            return this;
        }

        /** Sets where session records are kept. */
        public Builder records(SessionRecords sessionRecords) {
            records = sessionRecords;
            return this;
        }

        public TestService start() {
            return new TestService(this);
        }
    }

    public static Builder with(DecoderSource model) {
        return new Builder(model);
    }

    private TestService(Builder options) {
        fishjam = await(EmbeddedFishjam.start(vertx, EmbeddedOptions.defaults()));
        options.fishjamSetup.accept(fishjam);
        client = new FishjamClient(
                vertx, FishjamAddress.of(fishjam.url()), fishjam.managementToken(), options.fishjamOptions);
        engine = new DecodingPool(
                options.model,
                PoolLimits.defaults().withThreads(options.threads),
                (samples, cpuNanos, waitedNanos) -> {},
                System::nanoTime,
                options.selfTestCost);
        transcripts = new Transcripts(
                new MemoryStore(new Retention(10_000, Duration.ofHours(1)), InstantSource.system()),
                new SubscriberLimits(1_000, 100, Duration.ofSeconds(2)),
                InstantSource.system(),
                published);
        agents = AgentRegistry.start(vertx, client, null);
        rooms = RoomMonitor.start(vertx, client, options.pollInterval);
        sessions = new Sessions(
                new VertxEventLoops(vertx),
                new SessionContext(
                        new FishjamAccess(options.rooms.apply(client), agents, rooms),
                        new RecognitionSettings(engine, options.gate, options.flushTimeout),
                        new SessionOutput(transcripts, null, options.records),
                        options.settings,
                        TimeSource.system()));
    }

    public EngineLoad load() {
        return engine.load();
    }

    /** Transcribes every occupied room automatically from now on. */
    public void startAutoTranscription() {
        auto = AutoTranscription.start(
                vertx,
                client,
                rooms,
                sessions,
                new LocalSuppressedRooms(),
                room -> Future.succeededFuture(true),
                started -> {});
    }

    public SessionCalls.Started start(String roomId) {
        return await(sessions.start(roomId, StartOptions.DEFAULT));
    }

    /** Returns Fishjam's JSON of a peer, which has fields that the service does not parse. */
    public JsonNode peerJson(String roomId, EmbeddedPeer peer) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(fishjam.url() + "/room/" + roomId))
                .header("Authorization", "Bearer " + fishjam.managementToken())
                .build();
        try {
            JsonNode room = new ObjectMapper()
                    .readTree(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
            for (JsonNode json : room.path("data").path("peers")) {
                if (json.path("id").asText().equals(peer.id())) {
                    return json;
                }
            }
            throw new AssertionError("Peer " + peer.id() + " is not in " + room);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public List<CaptionEvent> published(String roomId) {
        return published.of(roomId);
    }

    public <T extends CaptionEvent> List<T> published(String roomId, Class<T> type) {
        return published.of(roomId, type);
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
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        if (auto != null) {
            auto.close();
        }
        await(sessions.drain(ShutdownDeadline.after(Duration.ofSeconds(20))));
        engine.close();
        rooms.close();
        agents.close();
        client.close();
        fishjam.close();
        await(vertx.close());
    }
}

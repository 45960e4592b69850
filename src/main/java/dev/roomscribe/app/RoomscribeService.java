package dev.roomscribe.app;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.notification.FishjamWebhook;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.recognition.pool.DecodingObserver;
import dev.roomscribe.recognition.worker.WorkerObserver;
import dev.roomscribe.session.SessionContext;
import dev.roomscribe.session.SessionLimits;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.agent.AgentJournal;
import dev.roomscribe.session.agent.Agents;
import dev.roomscribe.session.agent.Announcement;
import dev.roomscribe.session.auto.AutoTranscription;
import dev.roomscribe.session.presence.FishjamWebhookReceiver;
import dev.roomscribe.session.presence.RoomMonitor;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.webhook.WebhookLimits;
import dev.roomscribe.webhook.WebhookObserver;
import dev.roomscribe.webhook.WebhookPolicy;
import dev.roomscribe.webhook.WebhookSigner;
import dev.roomscribe.webhook.Webhooks;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The service as a whole: built in the order of its needs before the first request is taken, taken down in the reverse
 * order on SIGTERM. What others may use of it is produced here.
 */
@Singleton
class RoomscribeService {
    private static final System.Logger LOG = System.getLogger(RoomscribeService.class.getName());
    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);
    /** What the receivers of webhooks get to take the last events in; most have had them by then. */
    private static final Duration LAST_POSTS = Duration.ofSeconds(2);

    private final RoomscribeConfig config;
    private final Vertx vertx;
    private final TranscriptObserver publishing;
    private final StorageObserver storage;
    private final DecodingObserver decoding;
    private final WorkerObserver workers;
    private final WebhookObserver posting;

    private @Nullable TranscriptStore store;
    private @Nullable Transcripts transcripts;
    private @Nullable SpeechEngine engine;
    private @Nullable FishjamSetup fishjam;
    private @Nullable Agents agents;
    private @Nullable RoomMonitor rooms;
    private @Nullable Webhooks webhooks;
    private @Nullable Sessions sessions;
    private @Nullable AutoTranscription auto;
    private @Nullable FishjamWebhookReceiver hints;
    private boolean drained;

    RoomscribeService(
            RoomscribeConfig config,
            Vertx vertx,
            TranscriptObserver publishing,
            StorageObserver storage,
            DecodingObserver decoding,
            WorkerObserver workers,
            WebhookObserver posting) {
        this.config = config;
        this.vertx = vertx;
        this.decoding = decoding;
        this.workers = workers;
        this.publishing = publishing;
        this.storage = storage;
        this.posting = posting;
    }

    void start(@Observes @Priority(1) StartupEvent event) {
        // First: it is soon said whether another service has the directory.
        store = TranscriptSetup.store(config, storage);
        Transcripts kept = new Transcripts(store, subscriberLimits(), InstantSource.system(), publishing);
        transcripts = kept;
        // What is wrong with a setting is said before anybody waits for the model.
        GateOptions gate = gate(config.recognition());
        Announcement announcement = announcement(config);
        FishjamWebhook webhookReader = webhookReader(config.fishjam());
        webhooks = config.webhook().secret().map(this::webhooks).orElse(null);
        engine = RecognitionSetup.engine(config, decoding, workers);
        fishjam = FishjamSetup.of(config.fishjam(), vertx);
        RoomscribeConfig.Session limits = config.session();
        agents = new Agents(vertx, fishjam.client(), fishjam.embedded() == null ? journal(fishjam.client()) : null);
        rooms = new RoomMonitor(vertx, fishjam.client(), limits.lookInterval());
        SessionContext context = new SessionContext(
                vertx,
                fishjam.client(),
                agents,
                rooms,
                engine,
                kept,
                new SessionLimits(
                        limits.maxSessions(),
                        limits.flushAfter(),
                        limits.idleTimeout(),
                        limits.maxDuration(),
                        limits.reconnectWithin(),
                        limits.endWithin()),
                gate,
                announcement,
                webhooks,
                InstantSource.system(),
                System::nanoTime);
        sessions = new Sessions(context);
        hints = new FishjamWebhookReceiver(webhookReader, rooms);
        if (config.autoTranscribe()) {
            auto = AutoTranscription.start(context, sessions);
        }
        Termination.isOrdinary();
        vertx.setPeriodic(config.transcript().heartbeat().toMillis(), tick -> kept.heartbeat());
        vertx.setPeriodic(SWEEP_INTERVAL.toMillis(), tick -> kept.sweep());
    }

    /** The embedded Fishjam has none: its agents end with it. */
    private AgentJournal journal(FishjamClient client) {
        try {
            return AgentJournal.open(config.dataDirectory(), client.toString());
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Nothing can be written to " + config.dataDirectory().toAbsolutePath() + " ("
                            + e.getClass().getSimpleName()
                            + "): set roomscribe.data-directory to a directory that the service may write to.");
        }
    }

    private static @Nullable FishjamWebhook webhookReader(RoomscribeConfig.Fishjam config) {
        try {
            return config.webhookSecret().map(FishjamWebhook::new).orElse(null);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("roomscribe.fishjam.webhook-secret cannot be used: " + e.getMessage());
        }
    }

    private static GateOptions gate(RoomscribeConfig.Recognition recognition) {
        try {
            return new GateOptions(recognition.endpointing(), recognition.skipSilence());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("roomscribe.recognition.endpointing cannot be used: " + e.getMessage());
        }
    }

    private Webhooks webhooks(List<String> secrets) {
        RoomscribeConfig.Webhook limits = config.webhook();
        return new Webhooks(
                vertx,
                signer(secrets),
                new WebhookPolicy(
                        limits.allowHttp(),
                        limits.allowPrivate(),
                        limits.hosts().orElse(Set.of())),
                new WebhookLimits(limits.timeout(), limits.giveUpAfter()),
                InstantSource.system(),
                posting);
    }

    private static WebhookSigner signer(List<String> secrets) {
        try {
            return WebhookSigner.of(secrets);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("roomscribe.webhook.secret cannot be used: " + e.getMessage()
                    + "; set it to whsec_ and the output of: openssl rand -base64 32");
        }
    }

    private static @Nullable Announcement announcement(RoomscribeConfig config) {
        try {
            return config.announcement().map(Announcement::load).orElse(null);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    /**
     * Ends what runs, while the HTTP server still carries the last captions to whoever reads along. Blocks, as Quarkus
     * closes its connections right after it.
     */
    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        drain();
    }

    /** Lets go of what the sessions ran on. In dev mode there is no delay, and so no event of it. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        drain();
        if (engine != null) {
            engine.close();
        }
        if (rooms != null) {
            rooms.close();
        }
        if (agents != null) {
            agents.close();
        }
        if (fishjam != null) {
            fishjam.close();
        }
        if (store != null) {
            store.close();
        }
    }

    /** Once: what did not end in time the first time would not in a second. */
    private void drain() {
        if (drained) {
            return;
        }
        drained = true;
        if (auto != null) {
            auto.close();
        }
        if (sessions != null) {
            // The two steps of an ending, and a little for what is between them.
            Duration limit = config.session().endWithin().multipliedBy(2).plusSeconds(1);
            await(sessions.drain(), limit, "Not every session ended in time");
        }
        if (transcripts != null) {
            transcripts.close();
        }
        if (webhooks != null) {
            await(webhooks.close(LAST_POSTS), LAST_POSTS.plusSeconds(1), "Not every webhook ended in time");
        }
    }

    private static void await(Future<Void> end, Duration limit, String otherwise) {
        try {
            end.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", otherwise, e.getMessage());
        }
    }

    @Produces
    @Singleton
    SubscriberLimits subscriberLimits() {
        RoomscribeConfig.Transcript limits = config.transcript();
        return new SubscriberLimits(limits.maxLag(), limits.maxSubscribers(), limits.retry());
    }

    @Produces
    @Singleton
    Transcripts transcripts() {
        return requireNonNull(transcripts, "the service has not started");
    }

    @Produces
    @Singleton
    Sessions sessions() {
        return requireNonNull(sessions, "the service has not started");
    }

    /** What posts events to webhooks, if a secret is set to sign them with. */
    @Produces
    @Singleton
    Optional<Webhooks> webhooks() {
        return Optional.ofNullable(webhooks);
    }

    @Produces
    @Singleton
    FishjamWebhookReceiver hints() {
        return requireNonNull(hints, "the service has not started");
    }

    @Produces
    @Singleton
    SpeechEngine engine() {
        return requireNonNull(engine, "the service has not started");
    }

    /** The Fishjam that comes with the service, if it is the one in use. */
    @Produces
    @Singleton
    Optional<EmbeddedFishjam> embeddedFishjam() {
        return Optional.ofNullable(
                requireNonNull(fishjam, "the service has not started").embedded());
    }
}

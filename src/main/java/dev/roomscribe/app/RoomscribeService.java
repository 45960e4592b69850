package dev.roomscribe.app;

import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.cluster.ClusterState;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.notification.FishjamWebhook;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.runtime.VertxEventLoops;
import dev.roomscribe.security.limit.SharedKeyUse;
import dev.roomscribe.session.FishjamAccess;
import dev.roomscribe.session.SessionCalls;
import dev.roomscribe.session.SessionContext;
import dev.roomscribe.session.SessionOutput;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.agent.AgentRegistry;
import dev.roomscribe.session.agent.Announcement;
import dev.roomscribe.session.auto.AutoTranscription;
import dev.roomscribe.session.auto.LocalSuppressedRooms;
import dev.roomscribe.session.presence.FishjamTokenCheck;
import dev.roomscribe.session.presence.FishjamWebhookReceiver;
import dev.roomscribe.session.presence.RoomMonitor;
import dev.roomscribe.session.routing.SessionRouter;
import dev.roomscribe.session.speech.RecognitionSettings;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.transcript.search.SearchIndex;
import dev.roomscribe.webhook.DeliveryRecords;
import dev.roomscribe.webhook.Webhooks;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The running service: all parts, connected.
 *
 * <pre>
 *   start ──▶ beginShutdown ──▶ drain ──▶ close
 * </pre>
 *
 * <p>{@link #start} opens the parts in the order in which they depend on each other, the model last because it takes
 * longest. {@link #drain} ends the sessions while HTTP clients are still connected. {@link #close} releases the parts in
 * the reverse order. These three block and are called from one thread. {@link #beginShutdown} sets the deadline for all that
 * follows, may be called from any thread, and is called by the others if it was not called before.
 */
final class RoomscribeService {
    private static final System.Logger LOG = System.getLogger(RoomscribeService.class.getName());
    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);
    /** A subscription without a connection is released after one to two of these. */
    private static final Duration ABANDONED_CHECK_INTERVAL = Duration.ofSeconds(5);
    /** How long the start waits for the transcripts of sessions that are resumed. */
    private static final Duration RESUME_TIMEOUT = Duration.ofSeconds(10);
    /** How long webhook receivers have at most to accept the last events. */
    private static final Duration WEBHOOK_DRAIN_TIMEOUT = Duration.ofSeconds(2);
    /** How much of the time until the deadline the sessions may use, in percent; the rest is for what they write to. */
    private static final int SESSIONS_PERCENT = 60;
    /** How much of the time that is left then may be used before Quarkus stops its own threads, in percent. */
    private static final int CLOSE_PERCENT = 75;

    private final Closer closer;
    private final AuthSetup auth;
    private final @Nullable SearchIndex search;
    private final Transcripts transcripts;
    private final SpeechEngine engine;
    private final Sessions sessions;
    private final @Nullable ClusterSetup cluster;
    private final @Nullable SessionRouter router;
    private final FishjamWebhookReceiver fishjamWebhooks;
    private final FishjamTokenCheck fishjamToken;
    private final @Nullable EmbeddedFishjam embeddedFishjam;
    private final @Nullable AutoTranscription autoTranscription;
    private final @Nullable Webhooks webhooks;
    private final Duration shutdownTimeout;
    private @Nullable ShutdownDeadline deadline;

    private boolean drained;

    /**
     * Starts the service. If a part cannot be opened, the parts opened before it are closed.
     *
     * @throws ConfigurationException that names the setting to change
     */
    static RoomscribeService start(RoomscribeConfig config, Vertx vertx, Observers observers) {
        Closer closer = new Closer();
        try {
            return new RoomscribeService(config, vertx, observers, closer);
        } catch (RuntimeException e) {
            closer.close(ShutdownDeadline.after(config.shutdownTimeout()));
            throw e;
        }
    }

    private RoomscribeService(RoomscribeConfig config, Vertx vertx, Observers observers, Closer closer) {
        this.closer = closer;
        GateOptions gate = RecognitionSetup.gate(config.recognition());
        Announcement announcement = SessionSetup.announcement(config);
        FishjamWebhook webhookReader = FishjamSetup.webhookReader(config.fishjam());
        auth = closer.register("authentication", new AuthSetup(config.auth(), vertx), AuthSetup::close);
        DataDirectory.of(config).restrict();
        cluster = ClusterSetup.of(config, vertx, closer);
        DeliveryRecords deliveries = closer.register(
                "webhook records", WebhookSetup.records(config, cluster, vertx), DeliveryRecords::close);
        webhooks = WebhookSetup.webhooks(config.webhook(), vertx, observers.webhooks(), deliveries);
        SessionRecords records = SessionSetup.records(config, cluster, closer);
        TranscriptStore store = closer.register(
                "transcripts",
                TranscriptSetup.store(config, cluster, observers.storage(), SessionSetup.continued(config, records)),
                TranscriptStore::close);
        search = SearchSetup.start(config, store, closer);
        transcripts = new Transcripts(
                store,
                TranscriptSetup.subscriberLimits(config.transcript()),
                InstantSource.system(),
                observers.transcript(),
                closer.register("caption delivery", TranscriptSetup.deliveries(), ExecutorService::shutdown));
        if (webhooks != null) {
            transcripts.addErasureListener(webhooks::erased);
        }
        FishjamSetup fishjam =
                closer.register("Fishjam client", FishjamSetup.of(config.fishjam(), vertx), FishjamSetup::close);
        embeddedFishjam = fishjam.embedded();
        fishjamToken = closer.register("token check", fishjam.tokenCheck(vertx), FishjamTokenCheck::close);
        AgentRegistry agents = closer.register(
                "agent journal", SessionSetup.agents(config, cluster, vertx, fishjam), AgentRegistry::close);
        RoomMonitor rooms = closer.register(
                "room monitor",
                RoomMonitor.start(vertx, fishjam.client(), config.session().pollInterval()),
                RoomMonitor::close);
        engine = closer.register(
                "recognition",
                RecognitionSetup.engine(config, observers.decoding(), observers.workers()),
                SpeechEngine::close);
        sessions = new Sessions(
                new VertxEventLoops(vertx),
                new SessionContext(
                        new FishjamAccess(fishjam.client(), agents, rooms, FishjamSetup.nameFields(config.fishjam())),
                        new RecognitionSettings(
                                engine,
                                gate,
                                config.session().flushTimeout(),
                                SessionSetup.trackLimits(config.session())),
                        new SessionOutput(transcripts, webhooks, records),
                        SessionSetup.settings(
                                        config.session(), config.transcript().maxAge())
                                .withAnnouncement(announcement),
                        TimeSource.system()));
        sessions.addObserver(observers.sessions());
        router = cluster == null ? null : cluster.router(vertx, sessions, engine);
        Future<Void> resumed = sessions.resume();
        if (webhooks != null) {
            webhooks.resume(transcripts, SessionSetup.continued(config, records));
        }
        fishjamWebhooks = new FishjamWebhookReceiver(webhookReader, rooms);
        autoTranscription = config.autoTranscribe()
                ? AutoTranscription.start(
                        vertx,
                        fishjam.client(),
                        rooms,
                        sessions,
                        cluster == null ? new LocalSuppressedRooms() : cluster.suppressedRooms(),
                        router == null ? room -> Future.succeededFuture(true) : router::awaitTurn,
                        observers.sessions()::onStartedAutomatically)
                : null;
        await(resumed, RESUME_TIMEOUT, "Sessions of an earlier process are not all resumed yet");
        shutdownTimeout = config.shutdownTimeout();
        vertx.setPeriodic(config.transcript().heartbeatInterval().toMillis(), tick -> transcripts.heartbeat());
        vertx.setPeriodic(ABANDONED_CHECK_INTERVAL.toMillis(), tick -> transcripts.releaseAbandoned());
        vertx.setPeriodic(SWEEP_INTERVAL.toMillis(), tick -> transcripts.sweep());
        // After sessions are resumed, as a session that is resumed has not ended.
        vertx.setPeriodic(
                1,
                SWEEP_INTERVAL.toMillis(),
                tick -> vertx.executeBlocking(() -> {
                    transcripts.eraseExpiredSessions(room -> router == null || router.erasesExpired(room));
                    return null;
                }));
    }

    /** Sets the deadline of the shutdown, unless it is set, and returns it. The process ends at the deadline at latest. */
    synchronized ShutdownDeadline beginShutdown() {
        if (deadline == null) {
            deadline = ShutdownDeadline.after(shutdownTimeout);
            ForcedExit.schedule(deadline);
        }
        return deadline;
    }

    /**
     * Ends every session and every caption stream. Blocks until they have ended, or until its share of the time is used;
     * a second call does nothing, because sessions that did not end in time would not end in a second attempt either.
     */
    void drain() {
        if (drained) {
            return;
        }
        drained = true;
        ShutdownDeadline end = beginShutdown();
        ShutdownDeadline sessionsEnd = end.part(SESSIONS_PERCENT);
        if (autoTranscription != null) {
            autoTranscription.close();
        }
        // A session that uses all of its time needs a moment more to end.
        await(sessions.drain(sessionsEnd.part(90)), sessionsEnd.remaining(), "Some sessions did not end in time");
        transcripts.close();
        if (webhooks != null) {
            Duration limit = end.share(2);
            await(
                    webhooks.close(Duration.ofMillis(Math.min(
                            WEBHOOK_DRAIN_TIMEOUT.toMillis(), limit.dividedBy(2).toMillis()))),
                    limit,
                    "Some webhooks did not end in time");
        }
    }

    private static void await(Future<Void> end, Duration timeout, String failure) {
        try {
            end.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", failure, e.getMessage());
        }
    }

    /** Drains the service if that has not been done, and releases all resources. */
    void close() {
        drain();
        if (!closer.close(beginShutdown().part(CLOSE_PERCENT))) {
            ForcedExit.killChildren();
        }
    }

    AuthSetup auth() {
        return auth;
    }

    Transcripts transcripts() {
        return transcripts;
    }

    SharedKeyUse keyUse() {
        return cluster == null ? SharedKeyUse.NONE : cluster.keyUse();
    }

    /** Empty if search is switched off. */
    Optional<SearchIndex> search() {
        return Optional.ofNullable(search);
    }

    Sessions sessions() {
        return sessions;
    }

    /** Returns the sessions of all nodes. */
    SessionCalls sessionCalls() {
        return router == null ? sessions : router;
    }

    /** Empty if this process is the only one. */
    Optional<SessionRouter> router() {
        return Optional.ofNullable(router);
    }

    /** Empty if this process is the only one. */
    Optional<ClusterState> cluster() {
        return Optional.ofNullable(cluster);
    }

    /** Empty if no signing secret is configured. */
    Optional<Webhooks> webhooks() {
        return Optional.ofNullable(webhooks);
    }

    FishjamWebhookReceiver fishjamWebhooks() {
        return fishjamWebhooks;
    }

    FishjamTokenCheck fishjamToken() {
        return fishjamToken;
    }

    SpeechEngine engine() {
        return engine;
    }

    /** Empty if the service uses a real Fishjam. */
    Optional<EmbeddedFishjam> embeddedFishjam() {
        return Optional.ofNullable(embeddedFishjam);
    }
}

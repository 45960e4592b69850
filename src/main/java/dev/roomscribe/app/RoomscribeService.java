package dev.roomscribe.app;

import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.notification.FishjamWebhook;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.session.FishjamAccess;
import dev.roomscribe.session.SessionContext;
import dev.roomscribe.session.SessionOutput;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.agent.AgentRegistry;
import dev.roomscribe.session.agent.Announcement;
import dev.roomscribe.session.auto.AutoTranscription;
import dev.roomscribe.session.presence.FishjamWebhookReceiver;
import dev.roomscribe.session.presence.RoomMonitor;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.session.speech.RecognitionSettings;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.webhook.DeliveryRecords;
import dev.roomscribe.webhook.Webhooks;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The running service: all parts, connected.
 *
 * <pre>
 *   start ──▶ drain ──▶ close
 * </pre>
 *
 * <p>{@link #start} opens the parts in the order in which they depend on each other, the model last because it takes
 * longest. {@link #drain} ends the sessions while HTTP clients are still connected. {@link #close} releases the parts in
 * the reverse order. All three block and are called from one thread.
 */
final class RoomscribeService implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RoomscribeService.class.getName());
    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);
    /** How long the start waits for the transcripts of sessions that are resumed. */
    private static final Duration RESUME_TIMEOUT = Duration.ofSeconds(10);
    /** How long webhook receivers have to accept the last events. */
    private static final Duration WEBHOOK_DRAIN_TIMEOUT = Duration.ofSeconds(2);

    private final Closer closer;
    private final Transcripts transcripts;
    private final SpeechEngine engine;
    private final Sessions sessions;
    private final FishjamWebhookReceiver fishjamWebhooks;
    private final @Nullable EmbeddedFishjam embeddedFishjam;
    private final @Nullable AutoTranscription autoTranscription;
    private final @Nullable Webhooks webhooks;
    /** Allows for the steps of ending a session that may be slow, and a second for the work between them. */
    private final Duration drainTimeout;

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
            closer.close();
            throw e;
        }
    }

    private RoomscribeService(RoomscribeConfig config, Vertx vertx, Observers observers, Closer closer) {
        this.closer = closer;
        GateOptions gate = RecognitionSetup.gate(config.recognition());
        Announcement announcement = SessionSetup.announcement(config);
        FishjamWebhook webhookReader = FishjamSetup.webhookReader(config.fishjam());
        DeliveryRecords deliveries = closer.register(WebhookSetup.records(config), DeliveryRecords::close);
        webhooks = WebhookSetup.webhooks(config.webhook(), vertx, observers.webhooks(), deliveries);
        SessionRecords records = SessionSetup.records(config, closer);
        TranscriptStore store = closer.register(
                TranscriptSetup.store(config, observers.storage(), SessionSetup.continued(config, records)),
                TranscriptStore::close);
        transcripts = new Transcripts(
                store,
                TranscriptSetup.subscriberLimits(config.transcript()),
                InstantSource.system(),
                observers.transcript());
        FishjamSetup fishjam = closer.register(FishjamSetup.of(config.fishjam(), vertx), FishjamSetup::close);
        embeddedFishjam = fishjam.embedded();
        AgentRegistry agents = closer.register(SessionSetup.agents(config, vertx, fishjam), AgentRegistry::close);
        RoomMonitor rooms = closer.register(
                RoomMonitor.start(vertx, fishjam.client(), config.session().pollInterval()), RoomMonitor::close);
        engine = closer.register(
                RecognitionSetup.engine(config, observers.decoding(), observers.workers()), SpeechEngine::close);
        sessions = new Sessions(
                vertx,
                new SessionContext(
                        new FishjamAccess(fishjam.client(), agents, rooms),
                        new RecognitionSettings(engine, gate, config.session().flushTimeout()),
                        new SessionOutput(transcripts, webhooks, records),
                        SessionSetup.settings(config.session()).withAnnouncement(announcement),
                        TimeSource.system()));
        Future<Void> resumed = sessions.resume();
        if (webhooks != null) {
            webhooks.resume(transcripts, SessionSetup.continued(config, records));
        }
        fishjamWebhooks = new FishjamWebhookReceiver(webhookReader, rooms);
        autoTranscription =
                config.autoTranscribe() ? AutoTranscription.start(vertx, fishjam.client(), rooms, sessions) : null;
        await(resumed, RESUME_TIMEOUT, "Sessions of an earlier process are not all resumed yet");
        drainTimeout = config.session().shutdownTimeout().multipliedBy(3).plusSeconds(1);
        vertx.setPeriodic(config.transcript().heartbeatInterval().toMillis(), tick -> transcripts.heartbeat());
        vertx.setPeriodic(SWEEP_INTERVAL.toMillis(), tick -> transcripts.sweep());
    }

    /**
     * Ends every session and every caption stream. Blocks until they have ended, at most for the configured shutdown
     * timeout; a second call does nothing, because sessions that did not end in time would not end in a second attempt
     * either.
     */
    void drain() {
        if (drained) {
            return;
        }
        drained = true;
        if (autoTranscription != null) {
            autoTranscription.close();
        }
        await(sessions.drain(), drainTimeout, "Some sessions did not end in time");
        transcripts.close();
        if (webhooks != null) {
            await(
                    webhooks.close(WEBHOOK_DRAIN_TIMEOUT),
                    WEBHOOK_DRAIN_TIMEOUT.plusSeconds(1),
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
    @Override
    public void close() {
        drain();
        closer.close();
    }

    Transcripts transcripts() {
        return transcripts;
    }

    Sessions sessions() {
        return sessions;
    }

    /** Empty if no signing secret is configured. */
    Optional<Webhooks> webhooks() {
        return Optional.ofNullable(webhooks);
    }

    FishjamWebhookReceiver fishjamWebhooks() {
        return fishjamWebhooks;
    }

    SpeechEngine engine() {
        return engine;
    }

    /** Empty if the service uses a real Fishjam. */
    Optional<EmbeddedFishjam> embeddedFishjam() {
        return Optional.ofNullable(embeddedFishjam);
    }
}

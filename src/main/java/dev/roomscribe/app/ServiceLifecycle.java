package dev.roomscribe.app;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.app.config.ConfigKeyCheck;
import dev.roomscribe.app.config.QuarkusSettingsCheck;
import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.cluster.ClusterState;
import dev.roomscribe.fishjam.embedded.DemoRoom;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.recognition.pool.DecodingObserver;
import dev.roomscribe.recognition.worker.WorkerObserver;
import dev.roomscribe.security.audit.AuditLog;
import dev.roomscribe.security.authentication.AuthenticationPolicy;
import dev.roomscribe.security.key.ApiKeys;
import dev.roomscribe.security.limit.ClientLimits;
import dev.roomscribe.security.limit.ConnectionLimits;
import dev.roomscribe.security.limit.SharedKeyUse;
import dev.roomscribe.security.limit.TrustedProxies;
import dev.roomscribe.security.origin.AllowedHosts;
import dev.roomscribe.security.origin.AllowedOrigins;
import dev.roomscribe.security.token.TokenIssuer;
import dev.roomscribe.session.SessionCalls;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.presence.FishjamTokenCheck;
import dev.roomscribe.session.presence.FishjamWebhookReceiver;
import dev.roomscribe.session.routing.SessionRouter;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.search.SearchIndex;
import dev.roomscribe.webhook.WebhookObserver;
import dev.roomscribe.webhook.Webhooks;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Starts and stops the {@link RoomscribeService} with the Quarkus application, and produces its parts as beans. */
@Singleton
class ServiceLifecycle {
    private static final System.Logger LOG = System.getLogger(ServiceLifecycle.class.getName());

    private static final String ADDRESS = "quarkus.http.host";

    private final Config allConfig;
    private final RoomscribeConfig config;
    private final Vertx vertx;
    private final Observers observers;
    private final AuditLog audit = new AuditLog();
    private @Nullable RoomscribeService service;

    ServiceLifecycle(
            Config allConfig,
            RoomscribeConfig config,
            Vertx vertx,
            TranscriptObserver transcript,
            StorageObserver storage,
            DecodingObserver decoding,
            WorkerObserver workers,
            WebhookObserver webhooks) {
        this.allConfig = allConfig;
        this.config = config;
        this.vertx = vertx;
        observers = new Observers(
                transcript, storage, decoding, workers, webhooks, new SessionAudit(audit, InstantSource.system()));
    }

    /** Runs before the HTTP server accepts requests. */
    void start(@Observes @Priority(1) StartupEvent event) {
        ConfigKeyCheck.check(allConfig.getConfigSources());
        QuarkusSettingsCheck.check(allConfig);
        AuthSetup.reportAccess(config.auth(), allConfig.getValue(ADDRESS, String.class));
        ConfigKeyCheck.unknownFishjamVariables(allConfig.getConfigSources())
                .forEach(unknown -> LOG.log(System.Logger.Level.WARNING, unknown));
        RoomscribeService started = RoomscribeService.start(config, vertx, observers);
        service = started;
        SigtermHandler.install(started::beginShutdown);
    }

    /** Blocks, because Quarkus closes the HTTP connections after this event, and clients get the last captions first. */
    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        if (service != null) {
            service.drain();
        }
    }

    /** In dev mode there is no shutdown delay and therefore no {@link ShutdownDelayInitiatedEvent}; this drains too. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        if (service != null) {
            service.close();
        }
    }

    @Produces
    @Singleton
    SubscriberLimits subscriberLimits() {
        return TranscriptSetup.subscriberLimits(config.transcript());
    }

    @Produces
    @Singleton
    ConnectionLimits connectionLimits() {
        return HttpSetup.connections(config.limits(), HttpSetup.proxies(config.limits()));
    }

    @Produces
    @Singleton
    ClientLimits clientLimits() {
        return HttpSetup.clients(config.limits());
    }

    @Produces
    @Singleton
    SharedKeyUse sharedKeyUse() {
        return started().keyUse();
    }

    @Produces
    @Singleton
    TrustedProxies trustedProxies() {
        return HttpSetup.proxies(config.limits());
    }

    @Produces
    @Singleton
    AuthenticationPolicy authentication() {
        return started().auth().policy();
    }

    @Produces
    @Singleton
    ApiKeys keys() {
        return started().auth().keys();
    }

    @Produces
    @Singleton
    TokenIssuer tokenIssuer() {
        return started().auth().tokenIssuer();
    }

    @Produces
    @Singleton
    AuditLog auditLog() {
        return audit;
    }

    @Produces
    @Singleton
    Transcripts transcripts() {
        return started().transcripts();
    }

    @Produces
    @Singleton
    Optional<SearchIndex> search() {
        return started().search();
    }

    /** Of this process only, unlike {@link #sessionCalls}. */
    @Produces
    @Singleton
    @Typed(Sessions.class)
    Sessions sessions() {
        return started().sessions();
    }

    @Produces
    @Singleton
    SessionCalls sessionCalls() {
        return started().sessionCalls();
    }

    @Produces
    @Singleton
    Optional<SessionRouter> router() {
        return started().router();
    }

    @Produces
    @Singleton
    Optional<ClusterState> cluster() {
        return started().cluster();
    }

    @Produces
    @Singleton
    Optional<Webhooks> webhooks() {
        return started().webhooks();
    }

    @Produces
    @Singleton
    FishjamWebhookReceiver fishjamWebhooks() {
        return started().fishjamWebhooks();
    }

    /** Is created before the service starts, for the filters of requests. */
    @Produces
    @Singleton
    AllowedHosts allowedHosts() {
        return RequestSetup.hosts(
                config.http(), allConfig.getValue(ADDRESS, String.class), AuthSetup.hasCredentials(config.auth()));
    }

    @Produces
    @Singleton
    AllowedOrigins allowedOrigins() {
        return RequestSetup.origins(config.http());
    }

    @Produces
    @Singleton
    FishjamTokenCheck fishjamToken() {
        return started().fishjamToken();
    }

    @Produces
    @Singleton
    SpeechEngine engine() {
        return started().engine();
    }

    @Produces
    @Singleton
    @Named("demo-room")
    Optional<String> demoRoom() {
        return started().embeddedFishjam().map(embedded -> DemoRoom.ID);
    }

    @Produces
    @Singleton
    Optional<EmbeddedFishjam> embeddedFishjam() {
        return started().embeddedFishjam();
    }

    private RoomscribeService started() {
        return requireNonNull(service, "the service has not started");
    }
}

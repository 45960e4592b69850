package dev.roomscribe.api;

import dev.roomscribe.api.access.CredentialWatch;
import dev.roomscribe.api.access.KeyQuotas;
import dev.roomscribe.api.connection.ClientResponse;
import dev.roomscribe.api.limit.LimitExceededException;
import dev.roomscribe.api.limit.RequestLimits;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.Subscription;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.live.TooManySubscribersException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/** Opens streams of a room's caption events. */
@Singleton
class CaptionStreams {
    private static final Duration EVICTION_GRACE_PERIOD = Duration.ofSeconds(5);

    private final RoomTranscripts transcripts;
    private final RequestLimits clientLimits;
    private final KeyQuotas quotas;
    private final CredentialWatch credentials;
    private final Duration retry;

    CaptionStreams(
            RoomTranscripts transcripts,
            RequestLimits clientLimits,
            KeyQuotas quotas,
            CredentialWatch credentials,
            SubscriberLimits limits) {
        this.transcripts = transcripts;
        this.clientLimits = clientLimits;
        this.quotas = quotas;
        this.credentials = credentials;
        retry = limits.retry();
    }

    /** Counts a stream of the client and of its API key until the response ends; fails if one of them has as many as it may. */
    void admit(RoutingContext http) {
        Runnable releaseKey = quotas.openStream(http);
        Runnable releaseAddress;
        try {
            releaseAddress = clientLimits.openStream(http);
        } catch (LimitExceededException e) {
            releaseKey.run();
            throw e;
        }
        ClientResponse response = new ClientResponse(http);
        response.eventLoop()
                .execute(() -> response.onEnd(() -> {
                    releaseAddress.run();
                    releaseKey.run();
                }));
    }

    /**
     * Checks whether the room may have another subscriber, before a session is started for one; fails with a
     * {@link TooManySubscribersException} if not.
     */
    Uni<Void> requirePlace(RoomId roomId) {
        return transcripts
                .find(roomId)
                .invoke(found -> found.ifPresent(RoomTranscript::requirePlace))
                .replaceWithVoid();
    }

    /**
     * Returns the response that streams a room's caption events to an admitted client; it subscribes when it starts. Fails
     * with a {@link ProblemException} if the room has no transcript. Does not block.
     */
    Uni<Response> open(RoomId roomId, SubscriptionRequest request, RoutingContext http) {
        return transcripts.get(roomId).map(transcript -> response(transcript, request, http));
    }

    private Response response(RoomTranscript transcript, SubscriptionRequest request, RoutingContext http) {
        ClientResponse client = new ClientResponse(http);
        // HEAD requests get the headers only, as the body is never sent.
        StreamingBody body = new CaptionStream(
                () -> subscribe(transcript, request, http, client), retry, EVICTION_GRACE_PERIOD, client)::start;
        return Response.ok(body, MediaType.SERVER_SENT_EVENTS_TYPE)
                .header("Cache-Control", "no-cache")
                // nginx buffers responses, which would delay captions.
                .header("X-Accel-Buffering", "no")
                .build();
    }

    /** Called on the event loop of the connection. */
    private Subscription subscribe(
            RoomTranscript transcript, SubscriptionRequest request, RoutingContext http, ClientResponse client) {
        Subscription subscription = transcript.subscribe(request, client::isOpen);
        credentials.watch(http, reason -> {
            subscription.end(reason.value());
            // A client that does not read would keep the connection.
            http.vertx().setTimer(EVICTION_GRACE_PERIOD.toMillis(), timer -> client.abort());
        });
        return subscription;
    }
}

package dev.roomscribe.api;

import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.Subscription;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.live.Transcripts;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Carries a room's captions to one HTTP client as server-sent events, no faster than the client reads them. */
@Singleton
class CaptionStreams {
    static final SubscriptionRequest FROM_NOW = new SubscriptionRequest(null, true, Set.of());

    /** What a client that was cut gets to read why, before its connection is closed under it. */
    private static final Duration PARTING = Duration.ofSeconds(5);

    private final Transcripts transcripts;
    private final Vertx vertx;
    private final long retryMs;

    CaptionStreams(Transcripts transcripts, Vertx vertx, RoomscribeConfig config) {
        this.transcripts = transcripts;
        this.vertx = vertx;
        retryMs = config.transcript().reconnectDelay().toMillis();
    }

    /** Returns a room's transcript, if it has one. Blocks: it may have to be opened. */
    Optional<RoomTranscript> find(RoomId roomId) {
        return transcripts.find(roomId.value()).toCompletableFuture().join();
    }

    /** @throws ProblemException if the room was never transcribed here */
    RoomTranscript transcript(RoomId roomId) {
        return find(roomId).orElseThrow(() -> ProblemException.noTranscript(roomId));
    }

    /**
     * Begins a stream. Blocks.
     *
     * @throws ProblemException if the room was never transcribed here, before anything is answered
     */
    Response open(RoomId roomId, SubscriptionRequest request, RoutingContext http) {
        Subscription subscription = transcript(roomId).subscribe(request);
        subscription.onCut(() -> vertx.setTimer(PARTING.toMillis(), late -> hangUp(http)));
        return Response.ok(new CaptionStream(subscription, retryMs, http), MediaType.SERVER_SENT_EVENTS_TYPE)
                .header("Cache-Control", "no-cache")
                // nginx would hold captions back until it has a page of them.
                .header("X-Accel-Buffering", "no")
                .build();
    }

    /**
     * Ends a response that nobody reads. Closing an HTTP/1 connection in good order waits until everything written was
     * read, which this reader does not do; so its channel is closed under it, past the handlers that would wait.
     */
    private static void hangUp(RoutingContext http) {
        if (http.response().ended()) {
            return;
        }
        if (http.request().version() == HttpVersion.HTTP_2) {
            http.response().reset();
        } else {
            var unused = ((ConnectionBase) http.request().connection())
                    .channel()
                    .pipeline()
                    .firstContext()
                    .close();
        }
    }
}

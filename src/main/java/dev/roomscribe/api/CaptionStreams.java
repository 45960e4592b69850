package dev.roomscribe.api;

import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Opens streams of a room's caption events. */
@Singleton
class CaptionStreams {
    private final RoomTranscripts transcripts;
    private final Duration retry;

    CaptionStreams(RoomTranscripts transcripts, SubscriberLimits limits) {
        this.transcripts = transcripts;
        retry = limits.retry();
    }

    /**
     * Subscribes to a room's caption events and returns the response that streams them. Blocks while the transcript is
     * opened.
     *
     * @throws ProblemException if the room has no transcript
     */
    Response open(RoomId roomId, SubscriptionRequest request, RoutingContext http) {
        return Response.ok(body(roomId, request, http), MediaType.SERVER_SENT_EVENTS_TYPE)
                .header("Cache-Control", "no-cache")
                // nginx buffers responses, which would delay captions.
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private StreamingBody body(RoomId roomId, SubscriptionRequest request, RoutingContext http) {
        RoomTranscript transcript = transcripts.get(roomId);
        if (http.request().method().equals(HttpMethod.HEAD)) {
            // Quarkus REST sends the headers alone and never asks for the body, so a subscription would stay open.
            return () -> CompletableFuture.completedFuture(null);
        }
        return new CaptionStream(transcript.subscribe(request), retry, http)::start;
    }
}

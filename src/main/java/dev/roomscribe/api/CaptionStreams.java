package dev.roomscribe.api;

import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.SubscriptionRequest;
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
    private final Duration retry;

    CaptionStreams(RoomTranscripts transcripts, SubscriberLimits limits) {
        this.transcripts = transcripts;
        retry = limits.retry();
    }

    /**
     * Returns the response that streams a room's caption events; it subscribes when it starts. Blocks while the transcript
     * is opened.
     *
     * @throws ProblemException if the room has no transcript
     */
    Response open(RoomId roomId, SubscriptionRequest request, RoutingContext http) {
        RoomTranscript transcript = transcripts.get(roomId);
        StreamingBody body =
                new CaptionStream(() -> transcript.subscribe(request), retry, EVICTION_GRACE_PERIOD, http)::start;
        return Response.ok(body, MediaType.SERVER_SENT_EVENTS_TYPE)
                .header("Cache-Control", "no-cache")
                // nginx buffers responses, which would delay captions.
                .header("X-Accel-Buffering", "no")
                .build();
    }
}

package dev.roomscribe.api;

import dev.roomscribe.session.RoomscribeConfig;
import dev.roomscribe.transcript.Delivery;
import dev.roomscribe.transcript.RoomTranscript;
import dev.roomscribe.transcript.Subscription;
import dev.roomscribe.transcript.SubscriptionRequest;
import dev.roomscribe.transcript.Transcripts;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
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
    private final Sse sse;
    private final Vertx vertx;
    private final long retryMs;

    CaptionStreams(Transcripts transcripts, Sse sse, Vertx vertx, RoomscribeConfig config) {
        this.transcripts = transcripts;
        this.sse = sse;
        this.vertx = vertx;
        retryMs = config.transcript().retry().toMillis();
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
    Multi<OutboundSseEvent> open(RoomId roomId, SubscriptionRequest request, RoutingContext http) {
        Subscription subscription = transcript(roomId).subscribe(request);
        subscription.onCut(() -> vertx.setTimer(PARTING.toMillis(), late -> hangUp(http)));
        Context reader = vertx.getOrCreateContext();
        Multi<OutboundSseEvent> events = Multi.createBy()
                .repeating()
                .completionStage(subscription::next)
                .indefinitely()
                .select()
                .first(Optional::isPresent)
                // The thread that publishes has every other reader to serve.
                .emitOn(task -> reader.runOnContext(now -> task.run()), 1)
                .map(delivery -> event(delivery.orElseThrow()));
        return Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(this::greeting), events)
                .onTermination()
                .invoke(subscription::close);
    }

    /** Makes the headers leave at once, however quiet the room is. */
    private OutboundSseEvent greeting() {
        return sse.newEventBuilder().comment("captions").reconnectDelay(retryMs).build();
    }

    private OutboundSseEvent event(Delivery delivery) {
        if (delivery instanceof Delivery.Event event) {
            OutboundSseEvent.Builder builder =
                    sse.newEventBuilder().name(event.type()).data(String.class, event.json());
            return event.id() == null ? builder.build() : builder.id(event.id()).build();
        }
        return sse.newEventBuilder().comment("").build();
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

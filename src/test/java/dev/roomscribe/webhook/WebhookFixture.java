package dev.roomscribe.webhook;

import static dev.roomscribe.support.WebhookReceiver.SECRET;

import dev.roomscribe.retry.Backoff;
import dev.roomscribe.support.Waiting;
import dev.roomscribe.support.WebhookReceiver;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/** Webhooks that read a room's transcript in memory and send to a receiver on a real port. */
final class WebhookFixture implements AutoCloseable {
    static final String SESSION = "01J9ZK3T5B8Q2M4N6P8R0S2T4V";
    static final WebhookPolicy ALLOW_ALL = new WebhookPolicy(true, true, Set.of());
    static final WebhookPolicy PUBLIC_ONLY = new WebhookPolicy(true, false, Set.of());
    static final Duration LONG = Duration.ofHours(1);
    static final Backoff QUICK = Backoff.between(Duration.ofMillis(5), Duration.ofMillis(50));
    /** Retries quickly; no timeout ends within a test. */
    static final WebhookLimits LONG_TIMEOUTS = new WebhookLimits(Duration.ofSeconds(10), QUICK, LONG, LONG);

    final Vertx vertx = Vertx.vertx();
    final CountingObserver observer = new CountingObserver();
    final WebhookReceiver receiver = new WebhookReceiver(vertx);
    final Transcripts transcripts;
    final RoomTranscript room;

    WebhookFixture() {
        this(10_000);
    }

    /** @param maxEvents how many events the room's log keeps */
    WebhookFixture(int maxEvents) {
        transcripts = new Transcripts(
                new MemoryStore(new Retention(maxEvents, Duration.ofHours(1)), InstantSource.system()),
                new SubscriberLimits(100, 100, Duration.ofSeconds(2)),
                InstantSource.system(),
                new IgnoringObserver());
        room = transcripts.open("r1");
    }

    /** Opens a webhook for the receiver. */
    Webhook open(WebhookLimits limits) {
        return webhooks(limits, ALLOW_ALL, host -> Future.succeededFuture(addresses(host)))
                .open(SESSION, url(receiver.url("/hook?token=t0ken")), room);
    }

    Webhooks webhooks(WebhookLimits limits, WebhookPolicy policy, HostResolver resolver) {
        return webhooks(limits, policy, resolver, clientOptions());
    }

    Webhooks webhooks(WebhookLimits limits, WebhookPolicy policy, HostResolver resolver, HttpClientOptions options) {
        return new Webhooks(
                vertx,
                resolver,
                options,
                WebhookSigner.of(List.of(SECRET)),
                policy,
                limits,
                InstantSource.system(),
                observer,
                DeliveryRecords.NONE);
    }

    static HttpClientOptions clientOptions() {
        return Webhooks.clientOptions(LONG_TIMEOUTS);
    }

    static WebhookUrl url(String url) {
        return WebhookUrl.of(url);
    }

    static List<InetAddress> addresses(String... literals) {
        return Stream.of(literals).map(WebhookFixture::address).toList();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getAllByName(literal)[0];
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Appends an event to the room's log and returns its id. */
    String append(DurableEvent event) {
        return room.append(event).toCompletableFuture().join().toString();
    }

    static SessionStarted started() {
        return started(SESSION);
    }

    static SessionStarted started(String sessionId) {
        return new SessionStarted(sessionId, Instant.EPOCH, "agent", "model", null);
    }

    static PeerJoined joined(String peerId) {
        return new PeerJoined(SESSION, peerId, null, null, 0, Instant.EPOCH);
    }

    static SessionEnded ended() {
        return new SessionEnded(SESSION, 9, Instant.EPOCH, SessionEndReason.STOPPED, null);
    }

    static void await(Future<Void> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    static ConditionFactory await() {
        return Waiting.await().pollInterval(Duration.ofMillis(5));
    }

    @Override
    public void close() {
        receiver.close();
        await(vertx.close());
    }

    static final class IgnoringObserver implements TranscriptObserver {
        @Override
        public void published(String roomId, CaptionEvent event) {}

        @Override
        public void subscribed() {}

        @Override
        public void unsubscribed() {}
    }
}

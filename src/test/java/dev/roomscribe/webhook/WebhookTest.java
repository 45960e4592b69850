package dev.roomscribe.webhook;

import static dev.roomscribe.support.WebhookReceiver.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.support.WebhookReceiver;
import dev.roomscribe.support.WebhookReceiver.Posted;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.live.Delivery;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.Subscription;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real posts to a real receiver, which answers well, badly, late or never. */
class WebhookTest {
    private static final String SESSION = "01J9ZK3T5B8Q2M4N6P8R0S2T4V";
    private static final WebhookPolicy TRUSTING = new WebhookPolicy(true, true, Set.of());
    private static final Duration LONG = Duration.ofHours(1);
    private static final WebhookLimits PATIENT =
            new WebhookLimits(Duration.ofSeconds(10), Duration.ofMillis(5), Duration.ofMillis(50), LONG, LONG);

    private final Vertx vertx = Vertx.vertx();
    private final Counts counts = new Counts();
    private final Transcripts transcripts = transcripts(10_000);
    private final WebhookReceiver receiver = new WebhookReceiver(vertx);
    private RoomTranscript room = transcripts.open("r1");

    @AfterEach
    void close() {
        receiver.close();
        await(vertx.close());
    }

    @Test
    void everyEventOfTheSessionArrivesOnceInOrderAndSigned() {
        room.append(joined("before"));
        Webhook webhook = open(PATIENT);
        room.append(started());
        IntStream.range(0, 20).forEach(i -> room.append(joined("p" + i)));
        String last = append(ended());
        webhook.sessionIsOver();
        room.append(new SessionStarted("another", Instant.EPOCH, "agent", "model", null));
        await(webhook.over());

        assertThat(receiver.taken()).hasSize(22);
        assertThat(receiver.takenTypes()).startsWith("session.started").endsWith("session.ended");
        assertThat(receiver.taken().stream().skip(1).limit(20).map(posted -> posted.json()
                        .path("peer_id")
                        .asText()))
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "p" + i).toList());
        assertThat(receiver.taken()).allSatisfy(posted -> {
            assertThat(posted.id())
                    .isEqualTo(SESSION + "_" + posted.json().path("id").asText());
            assertThat(posted.isSignedWith(SECRET)).isTrue();
            assertThat(posted.target()).isEqualTo("/hook?token=t0ken");
            assertThat(posted.host()).isEqualTo("127.0.0.1:" + receiver.port());
        });
        assertThat(receiver.taken().get(21).id()).endsWith("_" + last);
        assertThat(webhook.status()).isEqualTo(new WebhookStatus(22, 0, null, null));
        assertThat(counts).hasToString("22 posted, 0 again, 0 given up");
    }

    @Test
    void whatFailsIsPostedAgainUnderTheSameIdUntilItIsTakenAndTheRestWaits() {
        receiver.answer(503);
        Webhook webhook = open(PATIENT);
        room.append(started());
        room.append(ended());
        soon().until(() -> receiver.requests().size() >= 4);
        assertThat(webhook.status().failure()).isEqualTo("answered 503");
        assertThat(webhook.status().failingSince()).isNotNull();
        receiver.answer(204);
        await(webhook.over());

        List<Posted> requests = receiver.requests();
        assertThat(requests.stream().limit(requests.size() - 1L).map(Posted::id).distinct())
                .hasSize(1);
        assertThat(requests.get(requests.size() - 1).type()).isEqualTo("session.ended");
        assertThat(requests).allMatch(posted -> posted.isSignedWith(SECRET));
        assertThat(webhook.status()).isEqualTo(new WebhookStatus(2, 0, null, null));
    }

    @Test
    void aReceiverThatIsNotThereYetGetsEverythingWhenItIs() {
        int port = receiver.port();
        receiver.close();
        Webhook webhook = open(PATIENT);
        room.append(started());
        room.append(ended());
        soon().until(() -> webhook.status().failure() != null);
        assertThat(webhook.status().failure()).isEqualTo("no connection (ConnectException)");
        try (WebhookReceiver late = new WebhookReceiver(
                vertx, new HttpServerOptions().setHost("127.0.0.1").setPort(port))) {
            await(webhook.over());
            assertThat(late.takenTypes()).containsExactly("session.started", "session.ended");
        }
    }

    /** It is cut like any slow subscriber, and comes back: the events are in the log alone. */
    @Test
    void aReceiverThatHangsDelaysNobodyAndGetsEverythingLaterOneAtATime() {
        Queue<HttpServerResponse> hanging = new ConcurrentLinkedQueue<>();
        receiver.answer((posted, response) -> hanging.add(response));
        Subscription reader = room.subscribe(new SubscriptionRequest("0", false, Set.of()));
        Webhook webhook = open(PATIENT);
        room.append(started());
        soon().until(() -> hanging.size() == 1);
        int read = 0;
        for (int i = 0; i < 600; i++) {
            room.append(joined("p" + i));
            read += count(reader);
        }
        room.append(ended());
        read += count(reader) + count(reader);
        assertThat(read).isEqualTo(602);
        assertThat(receiver.requests()).hasSize(1);

        receiver.answer((posted, response) -> response.end());
        hanging.remove().end();
        await(webhook.over());
        assertThat(receiver.taken()).hasSize(602);
        assertThat(receiver.taken().stream().map(Posted::id).distinct()).hasSize(602);
        assertThat(receiver.takenTypes()).doesNotContain("stream.gap").endsWith("session.ended");
        assertThat(receiver.mostOpen()).isEqualTo(1);
    }

    private static int count(Subscription reader) {
        // One is always there: this reader is one behind.
        return reader.next()
                        .toCompletableFuture()
                        .join()
                        .filter(Delivery.Event.class::isInstance)
                        .isPresent()
                ? 1
                : 0;
    }

    @Test
    void whatTheLogNoLongerKeepsIsStatedAsAGap() {
        room = transcripts(100).open("r1");
        receiver.answer(500);
        Webhook webhook = open(PATIENT);
        String first = append(started());
        soon().until(() -> !receiver.requests().isEmpty());
        IntStream.range(0, 300).forEach(i -> room.append(joined("p" + i)));
        room.append(ended());
        receiver.answer(200);
        await(webhook.over());

        assertThat(receiver.takenTypes()).hasSize(102).startsWith("session.started", "stream.gap", "peer.joined");
        Posted gap = receiver.taken().get(1);
        assertThat(gap.id()).isEqualTo(SESSION + "_" + first + "_gap");
        assertThat(gap.json().path("reason").asText()).isEqualTo("expired_id");
        assertThat(gap.json().path("session_id").asText()).isEqualTo(SESSION);
        assertThat(counts).asString().startsWith("101 posted").endsWith("201 given up");
        assertThat(gap.json().path("resumes_at").asText())
                .isEqualTo(receiver.taken().get(2).json().path("id").asText());
    }

    @Test
    void anEventThatIsRefusedForLongIsGivenUpUnderAGapAndTheNextFollow() {
        receiver.answer(
                (posted, response) -> response.setStatusCode(posted.body().contains("poison") ? 422 : 200)
                        .end());
        Webhook webhook = open(new WebhookLimits(
                Duration.ofSeconds(10), Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofMillis(200), LONG));
        String before = append(started());
        room.append(joined("poison"));
        room.append(joined("another poison"));
        String after = append(joined("p1"));
        room.append(ended());
        await(webhook.over());

        assertThat(receiver.takenTypes())
                .containsExactly("session.started", "stream.gap", "stream.gap", "peer.joined", "session.ended");
        assertThat(receiver.taken().stream().map(Posted::id)).doesNotHaveDuplicates();
        Posted gap = receiver.taken().get(2);
        assertThat(gap.json().path("reason").asText()).isEqualTo("refused");
        assertThat(gap.json().path("after_id").asText()).isEqualTo(before);
        assertThat(gap.json().path("resumes_at").asText()).isEqualTo(after);
        assertThat(gap.isSignedWith(SECRET)).isTrue();
        assertThat(webhook.status().givenUp()).isEqualTo(2);
        assertThat(counts.givenUp).hasValue(2);
    }

    @Test
    void aReceiverThatIsGoneIsLeftAlone() {
        receiver.answer(410);
        Webhook webhook = open(PATIENT);
        room.append(started());
        await(webhook.over());
        room.append(ended());
        assertThat(receiver.requests()).hasSize(1);
        assertThat(counts.givenUp).hasValue(1);
    }

    @Test
    void whatIsLeftSomeTimeAfterTheSessionsEndIsGivenUpAndSaid() {
        receiver.answer(503);
        try (Log log = new Log()) {
            Webhook webhook = open(new WebhookLimits(
                    Duration.ofSeconds(10), Duration.ofMillis(5), Duration.ofMillis(50), LONG, Duration.ofMillis(300)));
            room.append(started());
            IntStream.range(0, 1_200).forEach(i -> room.append(joined("p" + i)));
            room.append(ended());
            webhook.sessionIsOver();
            room.append(new SessionStarted("another", Instant.EPOCH, "agent", "model", null));
            await(webhook.over());
            assertThat(webhook.status().givenUp()).isEqualTo(1_202);
            assertThat(counts.givenUp).hasValue(1_202);
            assertThat(log.lines)
                    .anySatisfy(line ->
                            assertThat(line).contains("Room r1", SESSION, receiver.url(""), "1202 events are given up"))
                    .allSatisfy(line -> assertThat(line).doesNotContain("t0ken", "/hook", SECRET));
        }
    }

    @Test
    void aRedirectionIsNotFollowed() {
        receiver.answer((posted, response) -> response.setStatusCode(307)
                .putHeader("Location", receiver.url("/elsewhere"))
                .end());
        open(PATIENT);
        room.append(started());
        soon().until(() -> receiver.requests().size() >= 3);
        assertThat(receiver.requests()).allMatch(posted -> posted.target().startsWith("/hook"));
    }

    @Test
    void aReceiverThatTalksWithoutEndIsNotListenedTo() {
        AtomicInteger chunks = new AtomicInteger();
        receiver.answer((posted, response) -> {
            response.setChunked(true);
            talk(response, chunks);
        });
        Webhook webhook = open(PATIENT);
        room.append(started());
        room.append(ended());
        await(webhook.over());
        assertThat(receiver.requests()).hasSize(2);
        assertThat(chunks).hasValueLessThan(100_000);
    }

    private static void talk(HttpServerResponse response, AtomicInteger chunks) {
        response.write("x".repeat(16_384)).onSuccess(written -> {
            chunks.incrementAndGet();
            talk(response, chunks);
        });
    }

    @Test
    void aReceiverThatAsksForTimeGetsIt() {
        receiver.answer((posted, response) ->
                response.setStatusCode(429).putHeader("Retry-After", "1").end());
        Webhook webhook = open(PATIENT);
        long before = System.nanoTime();
        room.append(started());
        soon().until(() -> receiver.requests().size() == 1);
        receiver.answer(200);
        room.append(ended());
        await(webhook.over());
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(990));
        assertThat(receiver.requests()).hasSize(3);
    }

    @Test
    void aReceiverThatDoesNotAnswerInTimeIsAskedAgain() {
        receiver.answer((posted, response) -> {});
        Webhook webhook = open(
                new WebhookLimits(Duration.ofMillis(300), Duration.ofMillis(5), Duration.ofMillis(50), LONG, LONG));
        room.append(started());
        room.append(ended());
        soon().until(() -> receiver.requests().size() == 2);
        assertThat(webhook.status().failure()).isEqualTo("no answer within 300 ms");
        receiver.answer(200);
        await(webhook.over());
    }

    @Test
    void aNameThatLeadsInsideIsNeverConnectedTo() {
        for (String inside : List.of("127.0.0.1", "::1", "10.0.0.1", "169.254.169.254")) {
            Names names = new Names();
            // One public address in front makes it no better.
            names.always = addresses("8.8.8.8", inside);
            Webhooks webhooks = webhooks(PATIENT, new WebhookPolicy(true, false, Set.of()), names, client());
            Webhook webhook = webhooks.open(SESSION, url("http://hooks.example.com:" + receiver.port()), room);
            room.append(started());
            soon().until(() -> names.asked.get() >= 3);
            assertThat(webhook.status().failure())
                    .contains("not public", "roomscribe.webhook.allow-private")
                    .doesNotContain(inside);
            await(webhooks.close(Duration.ofSeconds(1)));
        }
        assertThat(receiver.requests()).isEmpty();
    }

    /** The name exists for this resolver alone: whoever looked it up once more would get nowhere. */
    @Test
    void theConnectionGoesToTheAddressThatWasCheckedUnderTheNameAndTheNextOneIsTriedWhenItFails() {
        Names names = new Names();
        names.always = addresses("127.0.0.2", "127.0.0.1");
        Webhook webhook = webhooks(PATIENT, TRUSTING, names, client())
                .open(SESSION, url("http://hooks.invalid:" + receiver.port() + "/x"), room);
        room.append(started());
        room.append(ended());
        await(webhook.over());
        assertThat(receiver.takenTypes()).containsExactly("session.started", "session.ended");
        assertThat(receiver.taken()).allMatch(posted -> posted.host().equals("hooks.invalid:" + receiver.port()));
        assertThat(names.asked).hasValue(2);
    }

    /** A name that leads to one address when it is checked, and to another a moment later. */
    @Test
    void whatIsLookedUpAgainIsCheckedAgain() {
        Names names = new Names();
        // Public by its range, and handed out to nobody.
        names.first.add(addresses("2000::1"));
        names.always = addresses("127.0.0.1");
        Webhook webhook = webhooks(
                        new WebhookLimits(
                                Duration.ofMillis(500), Duration.ofMillis(5), Duration.ofMillis(50), LONG, LONG),
                        new WebhookPolicy(true, false, Set.of()),
                        names,
                        client())
                .open(SESSION, url("http://hooks.example.com:" + receiver.port()), room);
        room.append(started());
        soon().until(() -> String.valueOf(webhook.status().failure()).contains("not public"));
        assertThat(names.asked).hasValueGreaterThan(1);
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void tlsChecksTheNameThoughTheConnectionGoesToAnAddress(@TempDir Path directory)
            throws IOException, InterruptedException {
        PfxOptions certificate = certificate(directory, "hooks.test");
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setKeyCertOptions(certificate);
        Names names = new Names();
        names.always = addresses("127.0.0.1");
        try (WebhookReceiver secure = new WebhookReceiver(vertx, options)) {
            Webhooks webhooks = webhooks(PATIENT, TRUSTING, names, client().setTrustOptions(certificate));
            Webhook right = webhooks.open(SESSION, url("https://hooks.test:" + secure.port()), room);
            Webhook wrong = webhooks.open(SESSION, url("https://other.test:" + secure.port()), room);
            room.append(started());
            room.append(ended());
            await(right.over());
            soon().until(() -> wrong.status().failure() != null);
            assertThat(wrong.status().failure()).startsWith("no connection");
            assertThat(wrong.status().delivered()).isZero();
            assertThat(secure.taken()).hasSize(2).allMatch(posted -> posted.host()
                    .startsWith("hooks.test"));

            Webhook untrusting = webhooks(PATIENT, TRUSTING, names, client())
                    .open(SESSION, url("https://hooks.test:" + secure.port()), room);
            room.append(started());
            soon().until(() -> untrusting.status().failure() != null);
            assertThat(secure.taken()).hasSize(2);
        }
    }

    private static PfxOptions certificate(Path directory, String name) throws IOException, InterruptedException {
        Path file = directory.resolve("certificate.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        return new PfxOptions().setPath(file.toString()).setPassword("changeit");
    }

    @Test
    void whatStopsInGoodOrderPostsWhatCanBePostedAndNeverWaitsForLong() {
        Names names = new Names();
        names.always = addresses("127.0.0.1");
        Webhooks webhooks =
                webhooks(new WebhookLimits(Duration.ofMinutes(1), LONG, LONG, LONG, LONG), TRUSTING, names, client());
        try (WebhookReceiver hanging = new WebhookReceiver(vertx)) {
            hanging.answer((posted, response) -> {});
            receiver.answer(503);
            Webhook waiting = webhooks.open(SESSION, url(receiver.url("/")), room);
            Webhook dead = webhooks.open(SESSION, url(hanging.url("/")), room);
            room.append(started());
            room.append(ended());
            soon().until(() ->
                    waiting.status().failure() != null && hanging.requests().size() == 1);
            receiver.answer(200);
            await(webhooks.close(Duration.ofMillis(500)));
            assertThat(receiver.takenTypes()).containsExactly("session.started", "session.ended");
            assertThat(dead.status().givenUp()).isEqualTo(2);
            assertThat(webhooks.count()).isZero();
        }
    }

    private Webhook open(WebhookLimits limits) {
        return webhooks(limits, TRUSTING, host -> Future.succeededFuture(addresses(host)), client())
                .open(SESSION, url(receiver.url("/hook?token=t0ken")), room);
    }

    private static List<InetAddress> addresses(String... literals) {
        return Stream.of(literals).map(WebhookTest::address).toList();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getAllByName(literal)[0];
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private Webhooks webhooks(
            WebhookLimits limits, WebhookPolicy policy, HostResolver resolver, HttpClientOptions client) {
        return new Webhooks(
                vertx,
                resolver,
                client,
                WebhookSigner.of(List.of(SECRET)),
                policy,
                limits,
                InstantSource.system(),
                counts);
    }

    private static HttpClientOptions client() {
        return Webhooks.client(PATIENT);
    }

    private static WebhookUrl url(String url) {
        return WebhookUrl.of(url);
    }

    private String append(DurableEvent event) {
        return room.append(event).toCompletableFuture().join().toString();
    }

    private static Transcripts transcripts(int maxEvents) {
        return new Transcripts(
                new MemoryStore(new Retention(maxEvents, Duration.ofHours(1)), InstantSource.system()),
                new SubscriberLimits(100, 100, Duration.ofSeconds(2)),
                InstantSource.system(),
                new TranscriptObserver() {
                    @Override
                    public void published(String roomId, CaptionEvent event) {}

                    @Override
                    public void subscribed() {}

                    @Override
                    public void unsubscribed() {}
                });
    }

    private static SessionStarted started() {
        return new SessionStarted(SESSION, Instant.EPOCH, "agent", "model", null);
    }

    private static PeerJoined joined(String peerId) {
        return new PeerJoined(SESSION, peerId, null, null, 0, Instant.EPOCH);
    }

    private static SessionEnded ended() {
        return new SessionEnded(SESSION, 9, Instant.EPOCH, SessionEndReason.STOPPED, null);
    }

    private static void await(Future<Void> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5));
    }

    private static final class Counts implements WebhookObserver {
        private final AtomicInteger posted = new AtomicInteger();
        private final AtomicInteger again = new AtomicInteger();
        private final AtomicLong givenUp = new AtomicLong();

        @Override
        public void posted() {
            posted.incrementAndGet();
        }

        @Override
        public void postedAgain() {
            again.incrementAndGet();
        }

        @Override
        public void givenUp(long events) {
            givenUp.addAndGet(events);
        }

        @Override
        public String toString() {
            return posted + " posted, " + again + " again, " + givenUp + " given up";
        }
    }

    /** Answers look-ups as it is told to. */
    private static final class Names implements HostResolver {
        private final AtomicInteger asked = new AtomicInteger();
        private final Queue<List<InetAddress>> first = new ArrayDeque<>();
        private volatile List<InetAddress> always = List.of();

        @Override
        public Future<List<InetAddress>> resolve(String host) {
            asked.incrementAndGet();
            return Future.succeededFuture(Optional.ofNullable(first.poll()).orElse(always));
        }
    }

    /** What this package says to the log. */
    private static final class Log extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger(Webhook.class.getName());
        private final List<String> lines = new CopyOnWriteArrayList<>();

        Log() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            lines.add(java.text.MessageFormat.format(record.getMessage(), record.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}

package dev.roomscribe.api;

import static dev.roomscribe.api.TranscriptEvents.appendSession;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.support.LoggedFailures;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Thousands of malformed, aborted and valid requests break no rule of {@link FuzzClient}, log no error, and leave nothing
 * behind. {@code -Dfuzz.requests=1000000 -Dfuzz.seed=7} sends more and others.
 */
@QuarkusTest
class RequestFuzzTest extends RoomTest {
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 20_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int WARM_UP = 1_000;
    private static final int CLIENTS = 8;
    /** One request in so many is aborted, as in {@link AbortedRequestsTest}. */
    private static final int ABORTED = 40;

    private static final int HTTP_2 = 20;
    private static final int MAX_REPORTED = 10;
    /** Far less than the heap that the subscriptions of a run would need. */
    private static final long HEAP_MARGIN_BYTES = 24_000_000;

    private final Queue<String> broken = new ConcurrentLinkedQueue<>();
    /** The status of every answer over HTTP/1. */
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    /** The status of every answer over HTTP/2. */
    private final Queue<Integer> http2Answers = new ConcurrentLinkedQueue<>();

    @Test
    void noRequestIsTheFaultOfTheServiceOrLeavesSomethingBehind() throws InterruptedException {
        System.out.printf("Fuzzing with -Dfuzz.seed=%d -Dfuzz.requests=%d%n", SEED, REQUESTS);
        appendSession(transcripts.open(roomId), "s0", Instant.parse("2026-09-10T10:00:00Z"), "said");
        send(-WARM_UP, 0);
        broken.clear();
        answers.clear();
        http2Answers.clear();
        stop();
        Awaitility.await().atMost(SOON).until(() -> subscribers() == 0);
        Footprint before = Footprint.of(subscribers());
        int abandoned = abandoned();
        try (LoggedFailures log = new LoggedFailures()) {
            long start = System.nanoTime();
            send(0, REQUESTS);
            System.out.printf("%d requests in %d ms%n", REQUESTS, (System.nanoTime() - start) / 1_000_000);
            stop();
            assertThat(broken.stream().limit(MAX_REPORTED)).as("broken rules").isEmpty();
            assertThat(answers.size()).isGreaterThan(REQUESTS / 2);
            assertThat(new TreeSet<>(answers)).contains(200, 201, 204, 400, 403, 404, 405, 406, 413, 415, 421);
            assertThat(http2Answers.size()).isGreaterThan(REQUESTS / HTTP_2 / 3);
            assertThat(new TreeSet<>(http2Answers)).contains(200, 400, 404, 405, 421);
            assertThat(log.lines().stream().limit(MAX_REPORTED))
                    .as("logged failures")
                    .isEmpty();
            Awaitility.await()
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(Footprint.of(subscribers()))
                            .matches(after -> after.isBackAt(before, HEAP_MARGIN_BYTES), "is back at " + before)
                            // The service would release them later.
                            .matches(after -> abandoned() == abandoned, "without abandoned subscriptions"));
        }
    }

    private static int abandoned() {
        return meter("roomscribe_transcript_subscriptions_abandoned_total");
    }

    private void send(int first, int end) throws InterruptedException {
        RequestGenerator generator = new RequestGenerator(SEED, roomId);
        AtomicInteger next = new AtomicInteger(first);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            clients.execute(() -> {
                try (FuzzClient client = new FuzzClient(service, answers)) {
                    for (int index = next.getAndIncrement(); index < end; index = next.getAndIncrement()) {
                        send(client, generator, index);
                    }
                } catch (RuntimeException e) {
                    broken.add("a client failed: " + e);
                }
            });
        }
        clients.shutdown();
        assertThat(clients.awaitTermination(30, TimeUnit.MINUTES)).isTrue();
    }

    private void send(FuzzClient client, RequestGenerator generator, int index) {
        Random random = generator.random(index);
        if (random.nextInt(ABORTED) == 0) {
            AbortedRequest.random(random, AbortedRequestsTest.calls(roomId)).send(service);
        } else if (random.nextInt(HTTP_2) == 0) {
            Http2FuzzRequest request = Http2FuzzRequest.random(random, roomId);
            request.send(service, http2Answers).ifPresent(rule -> report(index, rule, request));
        } else {
            FuzzedRequest request = generator.request(random);
            client.send(request).ifPresent(rule -> report(index, rule, request));
        }
    }

    private void report(int index, String rule, Object request) {
        broken.add("request %d: %s%n    %s".formatted(index, rule, request));
    }

    private void stop() {
        RestAssured.when().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
    }
}

package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConcurrentSubscribersTest {
    private static final int FINALS = 500;
    private static final int SUBSCRIBERS = 50;

    private final ExecutorService threads = Executors.newFixedThreadPool(SUBSCRIBERS + 2);
    private final RecordingObserver observer = new RecordingObserver();
    private final Transcripts transcripts = new Transcripts(
            new MemoryStore(new Retention(2 * FINALS, Duration.ofHours(1)), InstantSource.system()),
            new SubscriberLimits(2 * FINALS, SUBSCRIBERS, Duration.ofSeconds(2)),
            InstantSource.system(),
            observer);
    private final RoomTranscript room = transcripts.open("r1");

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void subscribersThatJoinWhileEventsArePublishedReceiveEachEventOnce() throws Exception {
        List<CountDownLatch> stages =
                Stream.generate(() -> new CountDownLatch(1)).limit(SUBSCRIBERS).toList();
        List<Future<List<Long>>> results = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            CountDownLatch stage = stages.get(i);
            // Some start with a snapshot, some with the first event.
            String after = i % 2 == 0 ? null : "0";
            results.add(threads.submit(() -> {
                stage.await();
                return readUntilTheEnd(after);
            }));
        }
        Future<?> partials = threads.submit(() -> {
            for (int i = 0; i < FINALS / 2; i++) {
                room.publish(TestEvents.partial("p2", "open", i, "p" + i));
            }
        });
        Future<?> appender = threads.submit(() -> {
            for (int i = 0; i < FINALS; i++) {
                if (i % (FINALS / SUBSCRIBERS) == 0) {
                    stages.get(i / (FINALS / SUBSCRIBERS)).countDown();
                }
                room.append(TestEvents.utterance("t" + i));
            }
            transcripts.close();
        });
        appender.get(60, TimeUnit.SECONDS);
        partials.get(60, TimeUnit.SECONDS);
        for (int i = 0; i < SUBSCRIBERS; i++) {
            List<Long> received = results.get(i).get(60, TimeUnit.SECONDS);
            long first = i % 2 == 0 ? received.get(0) : 0;
            assertThat(received)
                    .isEqualTo(LongStream.rangeClosed(first, FINALS).boxed().toList());
        }
        assertThat(observer.subscribed).hasValue(observer.unsubscribed.get());
    }

    /** Returns the sequence of the snapshot, or 0, and of each delivered event. Closes the subscription and resumes often. */
    private List<Long> readUntilTheEnd(@Nullable String from) throws Exception {
        List<Long> received = new ArrayList<>(from == null ? List.of() : List.of(0L));
        String after = from;
        while (true) {
            Subscription subscription = room.subscribe(new SubscriptionRequest(after, true, Set.of()), () -> true);
            for (int read = 0; read < 100; read++) {
                Optional<Delivery> delivery =
                        subscription.next().toCompletableFuture().get(60, TimeUnit.SECONDS);
                if (delivery.isEmpty()) {
                    subscription.close();
                    return received;
                }
                JsonNode json = TestSubscriber.json(delivery.get());
                String id = json.path(json.has("last_id") ? "last_id" : "id").asText();
                if (!id.isEmpty()) {
                    received.add(EventId.parse(id).orElseThrow().sequence());
                    after = id;
                }
            }
            subscription.close();
        }
    }
}

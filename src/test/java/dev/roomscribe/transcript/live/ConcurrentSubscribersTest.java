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
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoJoinsOnTheWayHasNoHoleAndNothingTwice() throws Exception {
        List<CountDownLatch> stages =
                Stream.generate(() -> new CountDownLatch(1)).limit(SUBSCRIBERS).toList();
        List<Future<List<Long>>> readings = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            CountDownLatch stage = stages.get(i);
            // Some from now on, some from the beginning.
            String after = i % 2 == 0 ? null : "0";
            readings.add(threads.submit(() -> {
                stage.await();
                return readToTheEnd(after);
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
        appender.get(10, TimeUnit.SECONDS);
        partials.get(10, TimeUnit.SECONDS);
        for (int i = 0; i < SUBSCRIBERS; i++) {
            List<Long> had = readings.get(i).get(10, TimeUnit.SECONDS);
            long first = i % 2 == 0 ? had.get(0) : 0;
            assertThat(had)
                    .isEqualTo(LongStream.rangeClosed(first, FINALS).boxed().toList());
        }
        assertThat(observer.subscribed).hasValue(observer.unsubscribed.get());
    }

    /** Returns the sequences it is at: that of the snapshot or 0, then each delivered. Breaks off and resumes often. */
    private List<Long> readToTheEnd(@Nullable String from) throws Exception {
        List<Long> had = new ArrayList<>(from == null ? List.of() : List.of(0L));
        String after = from;
        while (true) {
            Subscription subscription = room.subscribe(new SubscriptionRequest(after, true, Set.of()));
            for (int read = 0; read < 100; read++) {
                Optional<Delivery> delivery =
                        subscription.next().toCompletableFuture().get(10, TimeUnit.SECONDS);
                if (delivery.isEmpty()) {
                    subscription.close();
                    return had;
                }
                JsonNode json = TestSubscriber.json(delivery.get());
                String id = json.path(json.has("last_id") ? "last_id" : "id").asText();
                if (!id.isEmpty()) {
                    had.add(EventId.parse(id).orElseThrow().sequence());
                    after = id;
                }
            }
            subscription.close();
        }
    }
}

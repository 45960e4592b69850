package dev.roomscribe.transcript.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A room with an in-memory log and small limits, and its subscribers. */
abstract class SubscriptionFixture {
    private static final int MAX_EVENTS = 100;
    static final int MAX_LAG = 20;
    static final int MAX_SUBSCRIBERS = 4;
    static final Duration MAX_AGE = Duration.ofHours(1);

    final MutableClock clock = new MutableClock();
    final RecordingObserver observer = new RecordingObserver();
    final Transcripts transcripts = new Transcripts(
            new MemoryStore(new Retention(MAX_EVENTS, MAX_AGE), clock),
            new SubscriberLimits(MAX_LAG, MAX_SUBSCRIBERS, Duration.ofSeconds(2)),
            clock,
            observer);
    final RoomTranscript room = transcripts.open("r1");

    TestSubscriber subscribeWithSnapshot() {
        return subscribe(requestAll(null));
    }

    TestSubscriber subscribe(String after) {
        return subscribe(requestAll(after));
    }

    TestSubscriber subscribe(SubscriptionRequest request) {
        return new TestSubscriber(room.subscribe(request, () -> true));
    }

    JsonNode snapshot(SubscriptionRequest request) {
        TestSubscriber subscriber = subscribe(request);
        JsonNode snapshot = TestSubscriber.json(subscriber.poll().orElseThrow());
        subscriber.close();
        return snapshot;
    }

    static SubscriptionRequest requestAll(@Nullable String after) {
        return new SubscriptionRequest(after, true, Set.of());
    }

    static List<String> texts(JsonNode events) {
        return StreamSupport.stream(events.spliterator(), false)
                .map(event -> event.get("transcript").textValue())
                .toList();
    }

    static String id(long sequence) {
        return new EventId(MutableClock.START.toEpochMilli(), sequence).toString();
    }
}

package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A subscription whose connection closes is released even if nothing closes it. */
class AbandonedSubscriptionTest extends SubscriptionFixture {
    private final AtomicBoolean connected = new AtomicBoolean(true);
    private final List<String> warnings = new ArrayList<>();
    private final Logger logger = Logger.getLogger(Transcripts.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            warnings.add(logged.getLevel() + " " + logged.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void capture() {
        logger.addHandler(handler);
    }

    @AfterEach
    void release() {
        logger.removeHandler(handler);
    }

    @Test
    void subscriptionIsReleasedAtTheSecondCheckAfterItsConnectionClosed() {
        TestSubscriber subscriber = new TestSubscriber(room.subscribe(requestAll("0"), connected::get));
        assertThat(subscriber.read()).isEmpty();
        transcripts.releaseAbandoned();
        transcripts.releaseAbandoned();
        assertThat(observer.unsubscribed).hasValue(0);

        connected.set(false);
        transcripts.releaseAbandoned();
        assertThat(observer.unsubscribed).as("its own handlers may still run").hasValue(0);
        transcripts.releaseAbandoned();

        assertThat(observer.unsubscribed).hasValue(1);
        assertThat(observer.abandoned).hasValue(1);
        assertThat(subscriber.read()).isEmpty();
        assertThat(subscriber.ended()).isTrue();
    }

    @Test
    void placesOfAbandonedSubscriptionsAreFreeAgainAndOneWarningIsLogged() {
        for (int round = 0; round < 2; round++) {
            IntStream.range(0, MAX_SUBSCRIBERS).forEach(i -> room.subscribe(requestAll("0"), () -> false));
            transcripts.releaseAbandoned();
            transcripts.releaseAbandoned();
        }
        assertThat(subscribeWithSnapshot().readOne()).isEqualTo("session.snapshot");
        assertThat(observer.abandoned).hasValue(2 * MAX_SUBSCRIBERS);
        assertThat(warnings).singleElement().asString().startsWith("WARN");
    }

    @Test
    void subscriptionThatIsClosedWithItsConnectionIsNotCounted() {
        Subscription subscription = room.subscribe(requestAll("0"), connected::get);
        connected.set(false);
        transcripts.releaseAbandoned();
        subscription.close();
        transcripts.releaseAbandoned();
        assertThat(observer.abandoned).hasValue(0);
        assertThat(warnings).isEmpty();
    }

    @Test
    void readerOfThisProcessIsNeitherCountedNorReleased() {
        TestSubscriber reader = new TestSubscriber(room.subscribe(requestAll(null)));
        transcripts.releaseAbandoned();
        transcripts.releaseAbandoned();
        assertThat(reader.readOne()).isEqualTo("session.snapshot");
        assertThat(reader.ended()).isFalse();
        reader.close();
        assertThat(observer.subscribed).hasValue(0);
        assertThat(observer.unsubscribed).hasValue(0);
    }
}

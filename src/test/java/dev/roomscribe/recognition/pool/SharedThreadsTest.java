package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.RecordingListener;
import dev.roomscribe.recognition.SpeechListener;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.Utterance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Streams that wait for threads of the pool. */
class SharedThreadsTest extends PoolTestFixture {
    @Test
    void theOldestAudioIsDroppedAndReportedWhenTheQueueIsFull() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        List<SpeechStream> blockers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SpeechStream blocker = pool.open(PARTIALS, new BlockingListener(blocked, release));
            blocker.push(samples(BATCH, 1));
            blockers.add(blocker);
        }
        assertThat(blocked.await(60, TimeUnit.SECONDS)).isTrue();

        SpeechStream stream = pool.open(PARTIALS, recorded);
        for (short second = 1; second <= 5; second++) {
            stream.push(samples(16_000, second));
        }
        release.countDown();
        await(stream.close(EndReason.FLUSH));

        assertThat(recorded.lost()).containsExactly(new AudioOutcome(0, 32_000, AudioOutcome.Kind.OVERLOAD));
        assertThat(recorded.texts()).containsExactly("w3 w4 w5");
        assertThat(recorded.finals.get(0).words().get(0).startSample()).isEqualTo(32_000);
        blockers.forEach(blocker -> await(blocker.close(EndReason.FLUSH)));
    }

    @Test
    void theStreamThatHasWaitedLongestRunsFirst() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(2);
        List<CountDownLatch> releases = List.of(new CountDownLatch(1), new CountDownLatch(1));
        List<SpeechStream> blockers = new ArrayList<>();
        for (CountDownLatch release : releases) {
            SpeechStream blocker = pool.open(PARTIALS, new BlockingListener(blocked, release));
            blocker.push(samples(BATCH, 1));
            blockers.add(blocker);
        }
        assertThat(blocked.await(60, TimeUnit.SECONDS)).isTrue();

        List<String> order = new CopyOnWriteArrayList<>();
        List<SpeechStream> streams = new ArrayList<>();
        for (String name : List.of("late", "early")) {
            streams.add(pool.open(PARTIALS, new RecordingListener() {
                @Override
                public void onPartial(Hypothesis hypothesis) {
                    order.add(name);
                }
            }));
        }
        now.set(2_000);
        streams.get(1).push(samples(BATCH - 1, 1));
        now.set(4_000);
        streams.get(1).push(samples(1, 1));
        now.set(5_000);
        streams.get(0).push(samples(BATCH, 1));
        assertThat(pool.load().lag()).isEqualTo(Duration.ofNanos(1_000));
        // One thread comes free, the other does not.
        releases.get(0).countDown();
        // Closing a stream would make it more urgent.
        Awaitility.await().until(() -> order.size() == 2);
        streams.forEach(stream -> await(stream.close(EndReason.FLUSH)));
        releases.get(1).countDown();
        blockers.forEach(blocker -> await(blocker.close(EndReason.FLUSH)));
        assertThat(order).containsExactly("early", "late");
    }

    @Test
    void aStreamThatIsBehindDeliversFewerPartialsAndThenNone() {
        CountDownLatch blocked = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        List<SpeechStream> blockers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SpeechStream blocker = pool.open(PARTIALS, new BlockingListener(blocked, release));
            blocker.push(samples(BATCH, 1));
            blockers.add(blocker);
        }
        Awaitility.await().until(() -> blocked.getCount() == 0);
        SpeechStream stream = pool.open(PARTIALS, recorded);
        for (int second = 1; second <= 2; second++) {
            stream.push(samples(16_000, second));
        }
        release.countDown();
        await(stream.close(EndReason.FLUSH));
        blockers.forEach(blocker -> await(blocker.close(EndReason.FLUSH)));

        assertThat(recorded.texts()).containsExactly("w1 w2");
        assertThat(recorded.partials).extracting(Hypothesis::text).containsExactly("w1 w2");
    }

    @Test
    void manyStreamsShareTheThreadsAndEachIsDecodedInOrder() {
        List<RecordingListener> listeners = new ArrayList<>();
        List<SpeechStream> streams = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            RecordingListener listener = new RecordingListener();
            listeners.add(listener);
            streams.add(pool.open(PARTIALS, listener));
        }
        for (short word = 1; word <= 20; word++) {
            for (SpeechStream stream : streams) {
                stream.push(samples(BATCH, word));
            }
        }
        streams.forEach(stream -> await(stream.close(EndReason.FLUSH)));
        StringBuilder all = new StringBuilder("w1");
        for (int word = 2; word <= 20; word++) {
            all.append(" w").append(word);
        }
        assertThat(listeners)
                .allSatisfy(listener -> assertThat(listener.texts()).containsExactly(all.toString()));
    }

    private record BlockingListener(CountDownLatch blocked, CountDownLatch release) implements SpeechListener {
        @Override
        public void onPartial(Hypothesis hypothesis) {
            blocked.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onFinal(Utterance utterance) {}

        @Override
        public void onOutcome(AudioOutcome outcome) {}

        @Override
        public void onFailed(String reason) {}
    }
}

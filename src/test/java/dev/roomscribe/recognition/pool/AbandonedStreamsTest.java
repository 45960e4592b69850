package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.EventRecorder;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.Utterance;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An abandoned stream: nothing waits for it, and its decoder is freed. */
class AbandonedStreamsTest extends VirtualPoolFixture {
    @Test
    void abandoningCompletesEverythingAndDiscardsTheQueue() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        decode(stream, 3 * BATCH, 1);
        List<Object> before = List.copyOf(recorded.events);
        stream.push(samples(5 * SECOND, 2));
        CompletionStage<Void> ended = stream.endUtterance(EndReason.FLUSH);
        CompletionStage<Void> closed = stream.close(EndReason.TRACK_ENDED);

        stream.abandon();

        assertThat(ended.toCompletableFuture()).isCompleted();
        assertThat(closed.toCompletableFuture()).isCompleted();
        assertThat(stream.load().queued()).isZero();
        assertThat(decoders.open)
                .as("freed on the pool's threads, never on the caller's")
                .hasValue(1);
        time.runAll();
        assertThat(decoders.open).hasValue(0);
        assertThat(pool.openStreams()).isZero();
        assertThat(recorded.events).isEqualTo(before);
    }

    @Test
    void callsAfterAbandoningAreIgnored() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        stream.abandon();
        stream.push(samples(BATCH, 1));
        stream.skip(SECOND);
        assertThat(stream.endUtterance(EndReason.FLUSH).toCompletableFuture()).isCompleted();
        assertThat(stream.close(EndReason.FLUSH).toCompletableFuture()).isCompleted();
        stream.abandon();
        time.runAll();
        assertThat(recorded.events).isEmpty();
        assertThat(pool.openStreams()).isZero();
    }

    @Test
    void aClosedStreamMayBeAbandoned() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        stream.push(samples(BATCH, 1));
        run(stream.close(EndReason.FLUSH));
        List<Object> before = List.copyOf(recorded.events);
        stream.abandon();
        assertThat(time.runNext()).isFalse();
        assertThat(recorded.events).isEqualTo(before);
    }

    @Test
    void afterTheStepInWhichItWasAbandonedTheListenerIsNotCalled() {
        SpeechStream[] stream = new SpeechStream[1];
        EventRecorder listener = new EventRecorder() {
            @Override
            public void onFinal(Utterance utterance) {
                super.onFinal(utterance);
                stream[0].abandon();
            }
        };
        stream[0] = pool.open(OPTIONS, listener);
        stream[0].push(samples(BATCH, 1));
        CompletionStage<Void> ended = stream[0].endUtterance(EndReason.FLUSH);
        stream[0].push(samples(5 * BATCH, 2));
        run(ended);

        assertThat(listener.texts()).containsExactly("w1");
        assertThat(listener.reported()).isLessThanOrEqualTo(BATCH);
        assertThat(decoders.open).hasValue(0);
    }

    @Test
    void aStreamWhoseDecoderHangsIsAbandonedAtOnce() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        decoders.beforeCall = () -> {
            hanging.countDown();
            awaitUninterruptibly(release);
        };
        try (DecodingPool threaded =
                new DecodingPool(decoders, PoolLimits.defaults(), (n, cpu, waited) -> {}, System::nanoTime, 0)) {
            SpeechStream stream = threaded.open(OPTIONS, recorded);
            stream.push(samples(BATCH, 1));
            assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
            CompletionStage<Void> closed = stream.close(EndReason.FLUSH);
            stream.abandon();
            assertThat(closed.toCompletableFuture()).isCompleted();
            decoders.beforeCall = () -> {};
            release.countDown();
            Awaitility.await().until(() -> threaded.openStreams() == 0);
            assertThat(decoders.open).hasValue(0);
        }
        assertThat(recorded.finals()).isEmpty();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

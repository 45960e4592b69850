package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.RecordingListener;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/** A pool of two threads with scripted decoders, a clock that stands still, and 3 s of queue per stream. */
abstract class PoolTestFixture {
    static final int BATCH = Decoder.BATCH_SAMPLES;
    static final StreamOptions PARTIALS = new StreamOptions(true, true);

    final AtomicLong now = new AtomicLong();
    final AtomicLong decoded = new AtomicLong();
    final ScriptedDecoders decoders = new ScriptedDecoders();
    final RecordingListener recorded = new RecordingListener();
    final DecodingPool pool = new DecodingPool(
            decoders,
            PoolLimits.defaults()
                    .withThreads(2)
                    .withMaxQueue(Duration.ofSeconds(3))
                    .withDecoderMaxAge(Duration.ofSeconds(60)),
            (samples, cpuNanos, waitedNanos) -> decoded.addAndGet(samples),
            now::get,
            0);

    @AfterEach
    void close() {
        pool.close();
        assertThat(decoders.open).hasValue(0);
        assertThat(decoders.closed).isTrue();
    }

    void pushAndWait(SpeechStream stream, short[] samples) {
        long before = decoded.get();
        stream.push(samples);
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> decoded.get() >= before + samples.length);
    }

    static short[] samples(int count, int value) {
        short[] samples = new short[count];
        Arrays.fill(samples, (short) value);
        return samples;
    }

    static void await(CompletionStage<Void> stage) {
        stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}

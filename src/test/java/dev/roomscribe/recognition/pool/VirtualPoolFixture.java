package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.EventRecorder;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.VirtualTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;

/** A pool with scripted decoders whose steps run on this thread when the test wants it; 30 s of queue per stream. */
abstract class VirtualPoolFixture {
    static final int BATCH = Decoder.BATCH_SAMPLES;
    static final int SECOND = 16_000;
    static final StreamOptions OPTIONS = new StreamOptions(true, true);

    final VirtualTime time = new VirtualTime();
    final ScriptedDecoders decoders = new ScriptedDecoders();
    final EventRecorder recorded = new EventRecorder();
    final DecodingPool pool = new DecodingPool(
            decoders,
            PoolLimits.defaults().withMaxQueue(Duration.ofSeconds(30)),
            (samples, cpuNanos, waitedNanos) -> {},
            time::nanos,
            0,
            time);

    @AfterEach
    void close() {
        pool.close();
        assertThat(decoders.open).hasValue(0);
        assertThat(decoders.closed).isTrue();
    }

    /** Pushes samples of one value, and decodes them. */
    void decode(SpeechStream stream, int count, int value) {
        stream.push(samples(count, value));
        time.runAll();
    }

    /** Runs all steps; the stage must complete in them. */
    void run(CompletionStage<Void> stage) {
        time.runAll();
        assertThat(stage.toCompletableFuture()).isCompleted();
    }

    static AudioOutcome outcome(long from, long to, AudioOutcome.Kind kind) {
        return new AudioOutcome(from, to, kind);
    }

    static short[] samples(int count, int value) {
        short[] samples = new short[count];
        Arrays.fill(samples, (short) value);
        return samples;
    }

    @SuppressWarnings("unchecked")
    static <T extends Throwable> void rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }
}

package dev.roomscribe.recognition.vosk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.RecordingListener;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.model.ModelSelfTest;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two and a half times as much audio as one thread can decode, with real recordings and the real libvosk. */
class OverloadTest {
    private static final double OVERLOAD = 2.5;
    private static final int STREAMS = 4;
    private static final int CHUNK = 320;
    private static final int RATE = 16_000;
    private static final short[] SPEECH = Arrays.copyOf(Recordings.demo("alice"), 24 * RATE);

    private static double cost;

    @BeforeAll
    static void measure() {
        try (VoskModel model = VoskModel.builtIn()) {
            ModelSelfTest.run(model::open, SPEECH);
            cost = ModelSelfTest.run(model::open, SPEECH).cost();
        }
    }

    @Test
    void finalsAreLateButComplete() {
        List<String> withoutOverload = texts(run(1, 1, Duration.ofMinutes(2)).get(0));

        List<Run> overloaded = run(STREAMS, OVERLOAD, Duration.ofMinutes(2));

        assertThat(overloaded).allSatisfy(run -> {
            assertThat(run.listener.lost()).isEmpty();
            assertThat(texts(run)).isEqualTo(withoutOverload);
        });
    }

    @Test
    void droppedAudioIsReportedToTheSample() {
        List<Run> runs = run(STREAMS, OVERLOAD, Duration.ofSeconds(1));

        assertThat(runs).anySatisfy(run -> assertThat(run.listener.lost()).isNotEmpty());
        assertThat(runs).allSatisfy(run -> {
            long at = 0;
            long lostSamples = 0;
            for (AudioOutcome lost : run.listener.lost()) {
                assertThat(lost.fromSample()).isGreaterThanOrEqualTo(at);
                assertThat(lost.toSample()).isGreaterThan(lost.fromSample());
                at = lost.toSample();
                lostSamples += lost.toSample() - lost.fromSample();
            }
            assertThat(run.decoded + lostSamples).isEqualTo(SPEECH.length);
        });
        assertThat(runs).anySatisfy(run -> assertThat(run.listener.finals).isNotEmpty());
    }

    private record Run(RecordingListener listener, long decoded) {}

    /** Pushes audio to every stream at the rate that produces {@code load}, then ends them. */
    private static List<Run> run(int count, double load, Duration maxQueue) {
        PoolLimits limits = PoolLimits.defaults().withMaxQueue(maxQueue);
        DecodingPool pool =
                new DecodingPool(VoskModel.builtIn(), limits, (n, cpu, waited) -> {}, System::nanoTime, cost);
        try (pool) {
            List<SpeechStream> streams = new ArrayList<>();
            List<RecordingListener> listeners = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                listeners.add(new RecordingListener());
                streams.add(pool.open(new StreamOptions(true, true), listeners.get(i)));
            }
            double samplesPerNano = load / cost / count * RATE / 1e9;
            long start = System.nanoTime();
            for (int from = 0; from < SPEECH.length; from += CHUNK) {
                short[] chunk = Arrays.copyOfRange(SPEECH, from, from + CHUNK);
                while ((System.nanoTime() - start) * samplesPerNano < from) {
                    LockSupport.parkNanos(200_000);
                }
                streams.forEach(stream -> stream.push(chunk));
            }
            streams.forEach(stream ->
                    stream.endUtterance(EndReason.FLUSH).toCompletableFuture().join());
            List<Run> runs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long decoded = streams.get(i).load().decoded().toNanos() / (1_000_000_000 / RATE);
                runs.add(new Run(listeners.get(i), decoded));
            }
            return runs;
        }
    }

    private static List<String> texts(Run run) {
        return run.listener.texts();
    }
}

package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.RecordingListener;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The ends of utterances on simulated processors of which decoding uses four fifths. */
class FinalsUnderLoadTest {
    private static final int CHUNK = 320;
    private static final long CHUNK_NANOS = 20_000_000;
    private static final int SECONDS = 120;

    private final SimulatedProcessors processors = new SimulatedProcessors(2, 0.05);
    private final List<Long> batches = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();

    @Test
    void theEndOfAnUtteranceWaitsLessThanSpeechThatContinues() {
        DecodingPool pool = new DecodingPool(
                processors,
                PoolLimits.defaults().withThreads(2).withCores(2),
                (samples, cpu, waited) -> batches.add(waited),
                processors::nanos,
                0,
                processors);
        Random random = new Random(3);
        List<Speaker> speakers = new ArrayList<>();
        for (int i = 0; i < 36; i++) {
            speakers.add(new Speaker(pool.open(new StreamOptions(true, false), new RecordingListener()), random));
        }
        long used = 0;
        for (int chunk = 0; chunk < 50 * SECONDS; chunk++) {
            for (int i = 0; i < speakers.size(); i++) {
                processors.runUntil(chunk * CHUNK_NANOS + i * CHUNK_NANOS / speakers.size());
                used += speakers.get(i).next();
            }
        }
        double busy = AudioFormat.duration(used).toMillis() * 0.05 / 2_000 / SECONDS;
        assertThat(busy).isBetween(0.6, 0.8);
        assertThat(ends).hasSizeGreaterThan(500);
        // If an end joined the line as the newest, it would wait for all audio that is in it.
        assertThat(percentile(ends)).isLessThan(percentile(batches) / 2);
    }

    private static long percentile(List<Long> nanos) {
        return nanos.stream()
                .sorted()
                .skip(nanos.size() * 95L / 100)
                .findFirst()
                .orElseThrow();
    }

    /** Speaks for one to five seconds, and pauses for one. */
    private final class Speaker {
        private final SpeechStream stream;
        private final Random random;
        private int speech;
        private int pause;

        Speaker(SpeechStream stream, Random random) {
            this.stream = stream;
            this.random = random;
            pause = 1 + random.nextInt(100);
        }

        /** Returns how many samples of speech it adds. */
        int next() {
            if (speech > 0) {
                stream.push(new short[CHUNK]);
                speech--;
                if (speech == 0) {
                    pause = 50;
                    long requested = processors.nanos();
                    stream.endUtterance(EndReason.ENDPOINT)
                            .thenRun(() -> ends.add(processors.nanos() - requested - processors.flushNanos()));
                }
                return CHUNK;
            }
            stream.skip(CHUNK);
            pause--;
            speech = pause == 0 ? 50 + random.nextInt(200) : 0;
            return 0;
        }
    }
}

package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.RecordingListener;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Decoders may be lost at any time: no word is missing or repeated, and every number and position stays the same. */
class LostDecodersTest {
    private static final int BATCH = Decoder.BATCH_SAMPLES;

    @Property(tries = 300)
    void lostDecodersDoNotChangeTheFinals(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = -3, max = 9) Integer> script,
            @ForAll boolean modelEndsUtterances,
            @ForAll long seed) {
        Random random = new Random(seed);
        ScriptedDecoders reliable = new ScriptedDecoders();
        ScriptedDecoders unreliable = new ScriptedDecoders();
        unreliable.loseNext = () -> random.nextInt(8) == 0;

        RecordingListener expected = recognize(reliable, script, modelEndsUtterances);
        RecordingListener actual = recognize(unreliable, script, modelEndsUtterances);

        assertThat(actual.lost()).isEmpty();
        assertThat(actual.failures).isEmpty();
        assertThat(actual.finals)
                .usingRecursiveComparison()
                .ignoringFields("revision")
                .isEqualTo(expected.finals);
        assertThat(unreliable.open).hasValue(0);
    }

    /**
     * Runs a script: above 0 is a word, 0 silence, -1 a pause at which the model ends the utterance, -2 the end of an
     * utterance, -3 skipped silence.
     */
    private static RecordingListener recognize(ScriptedDecoders decoders, List<Integer> script, boolean modelEnds) {
        RecordingListener listener = new RecordingListener();
        PoolLimits limits = PoolLimits.defaults()
                .withMaxQueue(Duration.ofMinutes(2))
                .withPartialInterval(Duration.ofMillis(50))
                .withDecoderMaxAge(Duration.ofSeconds(2));
        try (DecodingPool pool =
                new DecodingPool(decoders, limits, (samples, cpu, waited) -> {}, System::nanoTime, 0)) {
            SpeechStream stream = pool.open(new StreamOptions(true, modelEnds), listener);
            for (int action : script) {
                if (action == -3) {
                    stream.endUtterance(EndReason.ENDPOINT);
                    stream.skip(1_000);
                } else if (action == -2) {
                    stream.endUtterance(EndReason.FLUSH);
                } else {
                    short[] samples = new short[BATCH];
                    Arrays.fill(samples, (short) action);
                    stream.push(samples);
                }
            }
            stream.close(EndReason.TRACK_ENDED)
                    .toCompletableFuture()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        }
        return listener;
    }
}

package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Where utterances of a stream end, and which partials and finals it delivers. */
class StreamUtterancesTest extends PoolTestFixture {
    @Test
    void wordsHaveThePositionsOfTheStreamsSamples() {
        SpeechStream stream = pool.open(new StreamOptions(false, true), recorded);
        stream.push(samples(BATCH, 0));
        stream.push(samples(500, 7));
        await(stream.endUtterance(EndReason.FLUSH));

        assertThat(recorded.finals)
                .containsExactly(new Utterance(
                        1,
                        1,
                        "w7",
                        0.5,
                        List.of(new Utterance.Word("w7", BATCH, BATCH + 500, 0.5)),
                        EndReason.FLUSH,
                        false));
        assertThat(decoded).hasValue(BATCH + 500);
    }

    @Test
    void anEndpointOfTheDecoderEndsTheUtterance() {
        SpeechStream stream = pool.open(PARTIALS, recorded);
        stream.push(samples(BATCH, 7));
        stream.push(samples(BATCH, ScriptedDecoders.END));
        stream.push(samples(BATCH, 8));
        await(stream.close(EndReason.TRACK_ENDED));

        assertThat(recorded.texts()).containsExactly("w7", "w8");
        assertThat(recorded.finals.stream().map(Utterance::endReason))
                .containsExactly(EndReason.ENDPOINT, EndReason.TRACK_ENDED);
        assertThat(recorded.finals.stream().map(Utterance::utterance)).containsExactly(1L, 2L);
    }

    @Test
    void anUtteranceOfMaximumLengthHasThatEndReason() {
        SpeechStream stream = pool.open(PARTIALS, recorded);
        for (int i = 0; i < 167; i++) {
            pushAndWait(stream, samples(BATCH, 3));
        }
        pushAndWait(stream, samples(BATCH, ScriptedDecoders.END));
        await(stream.close(EndReason.FLUSH));
        assertThat(recorded.finals)
                .singleElement()
                .extracting(Utterance::endReason)
                .isEqualTo(EndReason.MAX_LENGTH);
    }

    @Test
    void silenceProducesNoResults() {
        SpeechStream stream = pool.open(PARTIALS, recorded);
        stream.push(samples(3 * BATCH, 0));
        stream.push(samples(BATCH, ScriptedDecoders.END));
        await(stream.close(EndReason.TRACK_ENDED));
        assertThat(recorded.finals).isEmpty();
        assertThat(recorded.partials).isEmpty();
    }

    @Test
    void partialsAreAtLeast200MsApartAndDiffer() {
        SpeechStream stream = pool.open(PARTIALS, recorded);
        pushAndWait(stream, samples(BATCH, 1));
        pushAndWait(stream, samples(BATCH, 2));
        now.addAndGet(Duration.ofMillis(199).toNanos());
        pushAndWait(stream, samples(BATCH, 3));
        now.addAndGet(Duration.ofMillis(1).toNanos());
        pushAndWait(stream, samples(BATCH, 4));
        now.addAndGet(Duration.ofMillis(500).toNanos());
        pushAndWait(stream, samples(BATCH, 4));
        await(stream.close(EndReason.FLUSH));

        assertThat(recorded.partials).containsExactly(new Hypothesis(1, 1, "w1"), new Hypothesis(1, 2, "w1 w2 w3 w4"));
        assertThat(recorded.finals)
                .singleElement()
                .extracting(Utterance::revision)
                .isEqualTo(3);
    }

    @Test
    void aStreamWithoutPartialsDeliversOnlyFinals() {
        SpeechStream stream = pool.open(new StreamOptions(false, true), recorded);
        pushAndWait(stream, samples(BATCH, 1));
        await(stream.close(EndReason.FLUSH));
        assertThat(recorded.partials).isEmpty();
        assertThat(recorded.texts()).containsExactly("w1");
    }

    @Test
    void anUtteranceContinuesAcrossEndpointsIfTheModelDoesNotEndIt() {
        SpeechStream stream = pool.open(new StreamOptions(true, false), recorded);
        pushAndWait(stream, samples(BATCH, 1));
        pushAndWait(stream, samples(BATCH, ScriptedDecoders.END));
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        pushAndWait(stream, samples(BATCH, 2));
        await(stream.endUtterance(EndReason.ENDPOINT));
        stream.push(samples(BATCH, 3));
        await(stream.close(EndReason.FLUSH));

        assertThat(recorded.texts()).containsExactly("w1 w2", "w3");
        assertThat(recorded.partials).startsWith(new Hypothesis(1, 1, "w1"), new Hypothesis(1, 2, "w1 w2"));
        assertThat(recorded.finals.get(0).endReason()).isEqualTo(EndReason.ENDPOINT);
    }

    @Test
    void longSilenceEndsTheUtteranceEvenIfTheModelDoesNotEndIt() {
        SpeechStream stream = pool.open(new StreamOptions(false, false), recorded);
        stream.push(samples(BATCH, 1));
        stream.push(samples(BATCH, ScriptedDecoders.END));
        stream.push(samples(2 * 16_000, 0));
        pushAndWait(stream, samples(BATCH, ScriptedDecoders.END));
        Awaitility.await().until(() -> recorded.finals.size() == 1);
        assertThat(recorded.texts()).containsExactly("w1");
        await(stream.close(EndReason.FLUSH));
    }

    @Test
    void skippedSamplesCountButAreNotDecoded() {
        SpeechStream stream = pool.open(PARTIALS, recorded);
        stream.push(samples(BATCH, 1));
        await(stream.endUtterance(EndReason.ENDPOINT));
        for (int chunk = 0; chunk < 50; chunk++) {
            stream.skip(320);
        }
        stream.push(samples(BATCH, 2));
        await(stream.close(EndReason.FLUSH));

        assertThat(recorded.texts()).containsExactly("w1", "w2");
        assertThat(recorded.finals.get(1).words().get(0).startSample()).isEqualTo(BATCH + 16_000);
        assertThat(recorded.lost()).isEmpty();
        assertThat(decoded).hasValue(2L * BATCH);
    }
}

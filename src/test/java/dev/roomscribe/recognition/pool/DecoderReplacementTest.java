package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.Utterance;
import org.junit.jupiter.api.Test;

/** When the decoder of a stream is replaced or closed. */
class DecoderReplacementTest extends PoolTestFixture {
    @Test
    void afterAFailureAnotherDecoderDecodesTheUtteranceAgain() {
        decoders.failures.set(1);
        SpeechStream stream = pool.open(PARTIALS, recorded);
        pushAndWait(stream, samples(BATCH, 1));
        stream.push(samples(BATCH, ScriptedDecoders.FAIL));
        stream.push(samples(BATCH, 2));
        await(stream.close(EndReason.FLUSH));

        assertThat(recorded.partials).containsExactly(new Hypothesis(1, 1, "w1"));
        assertThat(recorded.lost()).isEmpty();
        assertThat(recorded.finals).singleElement().satisfies(result -> {
            assertThat(result.text()).isEqualTo("w1 w2");
            assertThat(result.utterance()).isEqualTo(1);
            assertThat(result.words()).extracting(Utterance.Word::startSample).containsExactly(0L, 2L * BATCH);
        });
        assertThat(decoders.opened).hasValue(2);
    }

    @Test
    void threeDecoderFailuresGiveUpTheAudio() {
        SpeechStream stream = pool.open(PARTIALS, recorded);
        pushAndWait(stream, samples(BATCH, 1));
        stream.push(samples(BATCH, ScriptedDecoders.FAIL));
        stream.push(samples(BATCH, 2));
        await(stream.close(EndReason.FLUSH));

        assertThat(recorded.failures).containsExactly("scripted failure");
        assertThat(recorded.lost())
                .containsExactly(
                        new AudioOutcome(0, 2L * BATCH, AudioOutcome.Kind.DECODER_FAILED),
                        new AudioOutcome(2L * BATCH, 3L * BATCH, AudioOutcome.Kind.DECODER_FAILED));
        assertThat(recorded.partials).containsExactly(new Hypothesis(1, 1, "w1"), new Hypothesis(1, 2, ""));
        assertThat(recorded.finals).isEmpty();
        assertThat(decoders.opened).hasValue(3);
    }

    @Test
    void aDecodedUtteranceResetsTheFailureCount() {
        decoders.failures.set(0);
        SpeechStream stream = pool.open(PARTIALS, recorded);
        for (int utterance = 1; utterance <= 4; utterance++) {
            decoders.failures.set(2);
            stream.push(samples(BATCH, utterance));
            stream.push(samples(BATCH, ScriptedDecoders.FAIL));
            await(stream.endUtterance(EndReason.FLUSH));
        }
        await(stream.close(EndReason.FLUSH));
        assertThat(recorded.texts()).containsExactly("w1", "w2", "w3", "w4");
        assertThat(recorded.failures).isEmpty();
    }

    @Test
    void thirtySecondsOfSilenceCloseTheDecoder() {
        SpeechStream stream = pool.open(PARTIALS, recorded);
        stream.push(samples(BATCH, 1));
        await(stream.endUtterance(EndReason.ENDPOINT));
        stream.skip(30 * 16_000);
        await(stream.endUtterance(EndReason.ENDPOINT));
        assertThat(decoders.open).hasValue(0);
        stream.push(samples(BATCH, 2));
        await(stream.close(EndReason.FLUSH));
        assertThat(recorded.texts()).containsExactly("w1", "w2");
    }

    @Test
    void anOldDecoderIsReplacedAtAnEndpointAndPositionsContinue() {
        SpeechStream stream = pool.open(PARTIALS, recorded);
        for (int i = 1; i <= 501; i++) {
            pushAndWait(stream, samples(BATCH, i % 20 == 0 || i == 501 ? ScriptedDecoders.END : 0));
        }
        pushAndWait(stream, samples(BATCH, 9));
        await(stream.close(EndReason.FLUSH));
        assertThat(decoders.opened).hasValue(2);
        assertThat(recorded.finals.get(0).words().get(0).startSample()).isEqualTo(501L * BATCH);
    }
}

package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.EventRecorder;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which utterances are marked as truncated. */
class TruncatedUtterancesTest extends VirtualPoolFixture {
    private boolean truncated(EndReason reason, boolean closes, int silence) {
        EventRecorder listener = new EventRecorder();
        SpeechStream stream = pool.open(OPTIONS, listener);
        decode(stream, BATCH, 1);
        decode(stream, silence, 0);
        run(closes ? stream.close(reason) : stream.endUtterance(reason));
        run(stream.close(EndReason.TRACK_ENDED));
        return listener.finals().get(0).truncated();
    }

    @Test
    void anUtteranceWhoseAudioEndsDirectlyAfterAWordIsTruncated() {
        Set<EndReason> always = Set.of(EndReason.AUDIO_STOPPED, EndReason.TRACK_ENDED, EndReason.DRAIN);
        for (EndReason reason : EndReason.values()) {
            boolean ends = always.contains(reason);
            assertThat(truncated(reason, false, 500)).as("%s", reason).isEqualTo(ends);
            assertThat(truncated(reason, true, 500))
                    .as("close for %s", reason)
                    .isEqualTo(ends || reason == EndReason.FLUSH);
            assertThat(truncated(reason, false, 3_200))
                    .as("%s after a pause", reason)
                    .isFalse();
        }
    }

    @Test
    void anUtteranceIsTruncatedWhereAudioAfterItWasDropped() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        decode(stream, BATCH, 1);
        for (int second = 0; second < 35; second++) {
            stream.push(samples(SECOND, 2));
        }
        time.runAll();

        assertThat(recorded.finals()).first().satisfies(cut -> {
            assertThat(cut.text()).isEqualTo("w1");
            assertThat(cut.truncated()).isTrue();
        });
    }

    @Test
    void anUtteranceIsNotTruncatedBySkippedSilence() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        decode(stream, BATCH, 1);
        stream.skip(SECOND);
        stream.push(samples(BATCH, 0));
        run(stream.close(EndReason.TRACK_ENDED));

        assertThat(recorded.finals()).singleElement().returns(false, Utterance::truncated);
    }

    @Test
    void anUtteranceIsNotTruncatedIfOnlyAudioAfterItsPauseWasLost() {
        SpeechStream stream = pool.open(new StreamOptions(true, false), recorded);
        decode(stream, BATCH, 1);
        decode(stream, 5 * BATCH, 0);
        decode(stream, BATCH, ScriptedDecoders.END);
        decoders.beforeCall = () -> {
            throw new DecoderException("scripted failure");
        };
        decode(stream, BATCH, 2);

        assertThat(recorded.finals()).singleElement().satisfies(complete -> {
            assertThat(complete.text()).isEqualTo("w1");
            assertThat(complete.truncated()).isFalse();
        });
    }
}

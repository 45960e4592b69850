package dev.roomscribe.recognition.vosk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.EventRecorder;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import dev.roomscribe.recognition.VirtualTime;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With libvosk, an utterance is marked as truncated if its audio ends within a word, and only then. */
class TruncatedWordTest {
    private static final int MS = AudioFormat.SAMPLE_RATE / 1_000;
    private static final short[] ALICE = Arrays.copyOf(Recordings.demo("alice"), 30 * 1_000 * MS);

    private final VirtualTime time = new VirtualTime();
    private final DecodingPool pool =
            new DecodingPool(VoskModel.builtIn(), PoolLimits.defaults(), (n, cpu, waited) -> {}, time::nanos, 0, time);

    @AfterEach
    void close() {
        pool.close();
    }

    private List<Utterance> recognize(short[] audio) {
        EventRecorder listener = new EventRecorder();
        SpeechStream stream = pool.open(new StreamOptions(true, true), listener);
        stream.push(audio);
        stream.close(EndReason.DRAIN);
        time.runAll();
        return listener.finals();
    }

    @Test
    void anUtteranceThatIsCutWithinAWordIsTruncated() {
        int cut = 0;
        int marked = 0;
        for (Utterance utterance : recognize(ALICE)) {
            for (Utterance.Word word : utterance.words()) {
                if (word.endSample() - word.startSample() >= 300 * MS) {
                    List<Utterance> finals =
                            recognize(excerpt(utterance, (word.startSample() + word.endSample()) / 2, 0));
                    cut += finals.isEmpty() ? 0 : 1;
                    marked += !finals.isEmpty() && finals.get(finals.size() - 1).truncated() ? 1 : 0;
                }
            }
        }

        // Where the part of the word is too short to be recognized, the word before it may end too early.
        assertThat(cut).isGreaterThan(10);
        assertThat(marked).isGreaterThanOrEqualTo(cut * 9 / 10);
    }

    @Test
    void anUtteranceThatIsFollowedBy200MillisecondsOfSilenceIsNotTruncated() {
        List<Utterance> utterances = recognize(ALICE);
        assertThat(utterances).hasSizeGreaterThan(3);
        for (Utterance utterance : utterances) {
            List<Utterance> finals = recognize(excerpt(utterance, endSample(utterance), 200 * MS));

            assertThat(finals).last().satisfies(last -> {
                assertThat(last.text()).isEqualTo(utterance.text());
                assertThat(last.truncated()).isFalse();
            });
        }
    }

    /** Returns an utterance's audio from shortly before its first word up to {@code to}, followed by silence. */
    private static short[] excerpt(Utterance utterance, long to, int silence) {
        int from = (int) Math.max(0, utterance.words().get(0).startSample() - 300 * MS);
        return Arrays.copyOf(Arrays.copyOfRange(ALICE, from, (int) to), (int) to - from + silence);
    }

    private static long endSample(Utterance utterance) {
        return utterance.words().get(utterance.words().size() - 1).endSample();
    }
}

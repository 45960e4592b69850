package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.EventRecorder;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.Utterance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which stream a free thread serves first. */
class FinalsFirstTest extends VirtualPoolFixture {
    private final List<String> order = new ArrayList<>();

    private SpeechStream open(String name) {
        return pool.open(OPTIONS, new EventRecorder() {
            @Override
            public void onPartial(Hypothesis hypothesis) {
                order.add(name + " partial");
            }

            @Override
            public void onFinal(Utterance utterance) {
                order.add(name + " final");
            }
        });
    }

    @Test
    void theEndOfAnUtteranceGoesBeforeOlderAudioOfOtherStreams() {
        SpeechStream talking = open("talking");
        SpeechStream ending = open("ending");
        talking.push(samples(BATCH, 1));
        time.advance(Duration.ofMillis(100).toNanos());
        ending.push(samples(BATCH, 1));
        // The stream waits in line already.
        ending.endUtterance(EndReason.ENDPOINT);
        time.runAll();

        assertThat(order).containsExactly("ending partial", "ending final", "talking partial");
    }

    @Test
    void streamsThatAlwaysEndUtterancesDoNotStarveOthers() {
        SpeechStream talking = open("talking");
        SpeechStream ending = open("ending");
        talking.push(samples(BATCH, 1));
        while (!order.contains("talking partial")) {
            ending.push(samples(BATCH, 1));
            ending.endUtterance(EndReason.FLUSH);
            time.advance(Duration.ofMillis(100).toNanos());
            time.runNext();
            assertThat(time.nanos()).isLessThan(Duration.ofSeconds(3).toNanos());
        }
        time.runAll();
    }

    @Test
    void anEndBehindMuchAudioGivesNoPriority() {
        SpeechStream talking = open("talking");
        SpeechStream behind = open("behind");
        talking.push(samples(BATCH, 1));
        time.advance(1);
        behind.push(samples(2 * SECOND, 1));
        behind.endUtterance(EndReason.FLUSH);
        time.runAll();

        assertThat(order).startsWith("talking partial");
        assertThat(order).endsWith("behind final");
    }

    @Test
    void aPoolWithoutThreadsOfItsOwnClosesWithoutWaiting() {
        SpeechStream stream = pool.open(OPTIONS, recorded);
        stream.push(samples(2 * SECOND, 1));
        pool.close();

        assertThat(recorded.texts()).containsExactly("w1");
        assertThat(recorded.reported()).isEqualTo(2L * SECOND);
        assertThat(decoders.closed).isTrue();
        time.runAll();
        assertThat(recorded.finals()).hasSize(1);
    }
}

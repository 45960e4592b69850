package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.EventRecorder;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.RecordingListener;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.Utterance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a listener or an observer throws changes nothing of what is decoded, reported and completed. */
class ListenerFaultsTest extends VirtualPoolFixture {
    private static final class ThrowingListener extends EventRecorder {
        @Override
        public void onPartial(Hypothesis hypothesis) {
            super.onPartial(hypothesis);
            throw new IllegalStateException("scripted fault");
        }

        @Override
        public void onFinal(Utterance utterance) {
            super.onFinal(utterance);
            throw new DecoderException("scripted fault that looks like a decoder's");
        }

        @Override
        public void onOutcome(AudioOutcome outcome) {
            super.onOutcome(outcome);
            throw new AssertionError("scripted error");
        }

        @Override
        public void onFailed(String reason) {
            super.onFailed(reason);
            throw new OutOfMemoryError("scripted error");
        }
    }

    @Test
    void aListenerThatThrowsIsCalledLikeAnyOther() {
        List<List<Object>> events = new ArrayList<>();
        for (EventRecorder listener : List.of(new EventRecorder(), new ThrowingListener())) {
            SpeechStream stream = pool.open(OPTIONS, listener);
            decode(stream, 3 * BATCH, 1);
            run(stream.endUtterance(EndReason.ENDPOINT));
            stream.skip(5_000);
            decode(stream, 2 * BATCH, 2);
            decoders.beforeCall = () -> {
                throw new DecoderException("scripted failure");
            };
            decode(stream, 12 * SECOND, 3);
            decoders.beforeCall = () -> {};
            for (int second = 0; second < 40; second++) {
                stream.push(samples(SECOND, 4));
            }
            run(stream.close(EndReason.TRACK_ENDED));
            assertThat(listener.reported()).isEqualTo(5L * BATCH + 5_000 + 52 * SECOND);
            events.add(listener.events);
        }

        assertThat(events.get(1)).isEqualTo(events.get(0));
    }

    @Test
    void aThreadOfThePoolSurvivesWhatAListenerAndTheObserverThrow() {
        List<Thread> threads = new ArrayList<>();
        DecodingObserver throwing = (samples, cpuNanos, waitedNanos) -> {
            threads.add(Thread.currentThread());
            throw new AssertionError("scripted error");
        };
        RecordingListener listener = new RecordingListener() {
            @Override
            public void onFinal(Utterance utterance) {
                super.onFinal(utterance);
                throw new StackOverflowError("scripted error");
            }
        };
        try (DecodingPool threaded = new DecodingPool(decoders, PoolLimits.defaults(), throwing, System::nanoTime, 0)) {
            SpeechStream stream = threaded.open(OPTIONS, listener);
            for (int utterance = 1; utterance <= 3; utterance++) {
                stream.push(samples(BATCH, utterance));
                PoolTestFixture.await(stream.endUtterance(EndReason.FLUSH));
            }
            PoolTestFixture.await(stream.close(EndReason.FLUSH));
        }

        assertThat(listener.texts()).containsExactly("w1", "w2", "w3");
        assertThat(threads).hasSize(3).containsOnly(threads.get(0));
    }
}

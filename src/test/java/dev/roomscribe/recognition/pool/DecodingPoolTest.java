package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.LostAudio;
import dev.roomscribe.recognition.RecordingListener;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.recognition.SpeechListener;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecodingPoolTest {
    private static final int BATCH = Decoder.BATCH_SAMPLES;
    private static final StreamOptions PARTIALS = new StreamOptions(true, true);

    private final AtomicLong now = new AtomicLong();
    private final AtomicLong decoded = new AtomicLong();
    private final ScriptedDecoders decoders = new ScriptedDecoders();
    private final RecordingListener heard = new RecordingListener();
    private final DecodingPool pool = new DecodingPool(
            decoders,
            PoolLimits.defaults()
                    .withThreads(2)
                    .withMaxQueue(Duration.ofSeconds(3))
                    .withDecoderMaxAge(Duration.ofSeconds(60)),
            (samples, cpuNanos, waitedNanos) -> decoded.addAndGet(samples),
            now::get,
            0);

    @AfterEach
    void close() {
        pool.close();
        assertThat(decoders.open).hasValue(0);
        assertThat(decoders.closed).isTrue();
    }

    @Test
    void whatIsPushedIsDecodedAndEndsWithWordsInTheStreamsSamples() {
        SpeechStream stream = pool.open(new StreamOptions(false, true), heard);
        stream.push(samples(BATCH, 0));
        stream.push(samples(500, 7));
        await(stream.endUtterance(EndReason.FLUSH));

        assertThat(heard.finals)
                .containsExactly(new Utterance(
                        1, 1, "w7", 0.5, List.of(new Utterance.Word("w7", BATCH, BATCH + 500, 0.5)), EndReason.FLUSH));
        assertThat(decoded).hasValue(BATCH + 500);
    }

    @Test
    void anEndpointOfTheDecoderEndsTheUtterance() {
        SpeechStream stream = pool.open(PARTIALS, heard);
        stream.push(samples(BATCH, 7));
        stream.push(samples(BATCH, ScriptedDecoders.END));
        stream.push(samples(BATCH, 8));
        await(stream.close(EndReason.TRACK_ENDED));

        assertThat(heard.texts()).containsExactly("w7", "w8");
        assertThat(heard.finals.stream().map(Utterance::endReason))
                .containsExactly(EndReason.ENDPOINT, EndReason.TRACK_ENDED);
        assertThat(heard.finals.stream().map(Utterance::utterance)).containsExactly(1L, 2L);
    }

    @Test
    void anUtteranceAsLongAsTheModelAllowsSaysSo() {
        SpeechStream stream = pool.open(PARTIALS, heard);
        for (int i = 0; i < 167; i++) {
            pushAndWait(stream, samples(BATCH, 3));
        }
        pushAndWait(stream, samples(BATCH, ScriptedDecoders.END));
        await(stream.close(EndReason.FLUSH));
        assertThat(heard.finals)
                .singleElement()
                .extracting(Utterance::endReason)
                .isEqualTo(EndReason.MAX_LENGTH);
    }

    @Test
    void silenceGivesNothing() {
        SpeechStream stream = pool.open(PARTIALS, heard);
        stream.push(samples(3 * BATCH, 0));
        stream.push(samples(BATCH, ScriptedDecoders.END));
        await(stream.close(EndReason.TRACK_ENDED));
        assertThat(heard.finals).isEmpty();
        assertThat(heard.partials).isEmpty();
    }

    @Test
    void partialsComeAtMostEvery200MsAndOnlyWhenTheTextChanged() {
        SpeechStream stream = pool.open(PARTIALS, heard);
        pushAndWait(stream, samples(BATCH, 1));
        pushAndWait(stream, samples(BATCH, 2));
        now.addAndGet(Duration.ofMillis(199).toNanos());
        pushAndWait(stream, samples(BATCH, 3));
        now.addAndGet(Duration.ofMillis(1).toNanos());
        pushAndWait(stream, samples(BATCH, 4));
        now.addAndGet(Duration.ofMillis(500).toNanos());
        pushAndWait(stream, samples(BATCH, 4));
        await(stream.close(EndReason.FLUSH));

        assertThat(heard.partials).containsExactly(new Hypothesis(1, 1, "w1"), new Hypothesis(1, 2, "w1 w2 w3 w4"));
        assertThat(heard.finals).singleElement().extracting(Utterance::revision).isEqualTo(3);
    }

    @Test
    void partialsAreLeftOutWhereNobodyWantsThem() {
        SpeechStream stream = pool.open(new StreamOptions(false, true), heard);
        pushAndWait(stream, samples(BATCH, 1));
        await(stream.close(EndReason.FLUSH));
        assertThat(heard.partials).isEmpty();
        assertThat(heard.texts()).containsExactly("w1");
    }

    @Test
    void aDecoderThatFailsIsReplacedAndTheNextHearsTheUtteranceAgain() {
        decoders.failures.set(1);
        SpeechStream stream = pool.open(PARTIALS, heard);
        pushAndWait(stream, samples(BATCH, 1));
        stream.push(samples(BATCH, ScriptedDecoders.FAIL));
        stream.push(samples(BATCH, 2));
        await(stream.close(EndReason.FLUSH));

        assertThat(heard.partials).containsExactly(new Hypothesis(1, 1, "w1"));
        assertThat(heard.losses).isEmpty();
        assertThat(heard.finals).singleElement().satisfies(settled -> {
            assertThat(settled.text()).isEqualTo("w1 w2");
            assertThat(settled.utterance()).isEqualTo(1);
            assertThat(settled.words()).extracting(Utterance.Word::startSample).containsExactly(0L, 2L * BATCH);
        });
        assertThat(decoders.opened).hasValue(2);
    }

    @Test
    void aStreamThatMakesDecodersFailThreeTimesIsGivenUpAndSaysSo() {
        SpeechStream stream = pool.open(PARTIALS, heard);
        pushAndWait(stream, samples(BATCH, 1));
        stream.push(samples(BATCH, ScriptedDecoders.FAIL));
        stream.push(samples(BATCH, 2));
        await(stream.close(EndReason.FLUSH));

        assertThat(heard.failures).containsExactly("scripted failure");
        assertThat(heard.losses).containsExactly(new LostAudio(0, 2L * BATCH, LostAudio.Cause.DECODER_FAILED));
        assertThat(heard.partials).containsExactly(new Hypothesis(1, 1, "w1"), new Hypothesis(1, 2, ""));
        assertThat(heard.finals).isEmpty();
        assertThat(decoders.opened).hasValue(3);
    }

    @Test
    void failuresFarApartAreNotAddedUp() {
        decoders.failures.set(0);
        SpeechStream stream = pool.open(PARTIALS, heard);
        for (int utterance = 1; utterance <= 4; utterance++) {
            decoders.failures.set(2);
            stream.push(samples(BATCH, utterance));
            stream.push(samples(BATCH, ScriptedDecoders.FAIL));
            await(stream.endUtterance(EndReason.FLUSH));
        }
        await(stream.close(EndReason.FLUSH));
        assertThat(heard.texts()).containsExactly("w1", "w2", "w3", "w4");
        assertThat(heard.failures).isEmpty();
    }

    @Test
    void anUtteranceMayGoOnOverThePausesOfTheModel() {
        SpeechStream stream = pool.open(new StreamOptions(true, false), heard);
        pushAndWait(stream, samples(BATCH, 1));
        pushAndWait(stream, samples(BATCH, ScriptedDecoders.END));
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        pushAndWait(stream, samples(BATCH, 2));
        await(stream.endUtterance(EndReason.ENDPOINT));
        stream.push(samples(BATCH, 3));
        await(stream.close(EndReason.FLUSH));

        assertThat(heard.texts()).containsExactly("w1 w2", "w3");
        assertThat(heard.partials).startsWith(new Hypothesis(1, 1, "w1"), new Hypothesis(1, 2, "w1 w2"));
        assertThat(heard.finals.get(0).endReason()).isEqualTo(EndReason.ENDPOINT);
    }

    @Test
    void silenceThatTheModelHasWaitedOutEndsAnUtteranceInAnyCase() {
        SpeechStream stream = pool.open(new StreamOptions(false, false), heard);
        stream.push(samples(BATCH, 1));
        stream.push(samples(BATCH, ScriptedDecoders.END));
        stream.push(samples(2 * 16_000, 0));
        pushAndWait(stream, samples(BATCH, ScriptedDecoders.END));
        Awaitility.await().until(() -> heard.finals.size() == 1);
        assertThat(heard.texts()).containsExactly("w1");
        await(stream.close(EndReason.FLUSH));
    }

    @Test
    void skippedSamplesCountButAreNotDecoded() {
        SpeechStream stream = pool.open(PARTIALS, heard);
        stream.push(samples(BATCH, 1));
        await(stream.endUtterance(EndReason.ENDPOINT));
        for (int chunk = 0; chunk < 50; chunk++) {
            stream.skip(320);
        }
        stream.push(samples(BATCH, 2));
        await(stream.close(EndReason.FLUSH));

        assertThat(heard.texts()).containsExactly("w1", "w2");
        assertThat(heard.finals.get(1).words().get(0).startSample()).isEqualTo(BATCH + 16_000);
        assertThat(heard.losses).isEmpty();
        assertThat(decoded).hasValue(2L * BATCH);
    }

    @Test
    void whoSaysNothingForHalfAMinuteGivesTheDecoderBack() {
        SpeechStream stream = pool.open(PARTIALS, heard);
        stream.push(samples(BATCH, 1));
        await(stream.endUtterance(EndReason.ENDPOINT));
        stream.skip(30 * 16_000);
        await(stream.endUtterance(EndReason.ENDPOINT));
        assertThat(decoders.open).hasValue(0);
        stream.push(samples(BATCH, 2));
        await(stream.close(EndReason.FLUSH));
        assertThat(heard.texts()).containsExactly("w1", "w2");
    }

    @Test
    void anOldDecoderIsReplacedAtAnEndpointAndTimesGoOn() {
        SpeechStream stream = pool.open(PARTIALS, heard);
        for (int i = 1; i <= 501; i++) {
            pushAndWait(stream, samples(BATCH, i % 20 == 0 || i == 501 ? ScriptedDecoders.END : 0));
        }
        pushAndWait(stream, samples(BATCH, 9));
        await(stream.close(EndReason.FLUSH));
        assertThat(decoders.opened).hasValue(2);
        assertThat(heard.finals.get(0).words().get(0).startSample()).isEqualTo(501L * BATCH);
    }

    @Test
    void audioThatWaitsTooLongIsGivenUpOldestFirstAndStated() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        List<SpeechStream> blockers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SpeechStream blocker = pool.open(PARTIALS, new BlockingListener(blocked, release));
            blocker.push(samples(BATCH, 1));
            blockers.add(blocker);
        }
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();

        SpeechStream stream = pool.open(PARTIALS, heard);
        for (short second = 1; second <= 5; second++) {
            stream.push(samples(16_000, second));
        }
        release.countDown();
        await(stream.close(EndReason.FLUSH));

        assertThat(heard.losses).containsExactly(new LostAudio(0, 32_000, LostAudio.Cause.OVERLOAD));
        assertThat(heard.texts()).containsExactly("w3 w4 w5");
        assertThat(heard.finals.get(0).words().get(0).startSample()).isEqualTo(32_000);
        blockers.forEach(blocker -> await(blocker.close(EndReason.FLUSH)));
    }

    @Test
    void whoHasWaitedLongestIsServedFirst() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(2);
        List<CountDownLatch> releases = List.of(new CountDownLatch(1), new CountDownLatch(1));
        List<SpeechStream> blockers = new ArrayList<>();
        for (CountDownLatch release : releases) {
            SpeechStream blocker = pool.open(PARTIALS, new BlockingListener(blocked, release));
            blocker.push(samples(BATCH, 1));
            blockers.add(blocker);
        }
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();

        List<String> order = new CopyOnWriteArrayList<>();
        List<SpeechStream> streams = new ArrayList<>();
        for (String name : List.of("late", "early")) {
            streams.add(pool.open(PARTIALS, new RecordingListener() {
                @Override
                public void onPartial(Hypothesis hypothesis) {
                    order.add(name);
                }
            }));
        }
        now.set(2_000);
        streams.get(1).push(samples(BATCH - 1, 1));
        now.set(5_000);
        streams.get(0).push(samples(BATCH, 1));
        streams.get(1).push(samples(1, 1));
        assertThat(pool.load().lag()).isEqualTo(Duration.ofNanos(3_000));
        // One thread comes free, the other does not.
        releases.get(0).countDown();
        streams.forEach(stream -> await(stream.close(EndReason.FLUSH)));
        releases.get(1).countDown();
        blockers.forEach(blocker -> await(blocker.close(EndReason.FLUSH)));
        assertThat(order).containsExactly("early", "late");
    }

    @Test
    void whoIsBehindShowsFewerPartialsAndThenNone() {
        CountDownLatch blocked = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        List<SpeechStream> blockers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SpeechStream blocker = pool.open(PARTIALS, new BlockingListener(blocked, release));
            blocker.push(samples(BATCH, 1));
            blockers.add(blocker);
        }
        Awaitility.await().until(() -> blocked.getCount() == 0);
        SpeechStream stream = pool.open(PARTIALS, heard);
        for (int second = 1; second <= 2; second++) {
            stream.push(samples(16_000, second));
        }
        release.countDown();
        await(stream.close(EndReason.FLUSH));
        blockers.forEach(blocker -> await(blocker.close(EndReason.FLUSH)));

        assertThat(heard.texts()).containsExactly("w1 w2");
        assertThat(heard.partials).extracting(Hypothesis::text).containsExactly("w1 w2");
    }

    @Test
    void manyStreamsShareTheThreadsAndEachIsDecodedInOrder() {
        List<RecordingListener> listeners = new ArrayList<>();
        List<SpeechStream> streams = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            RecordingListener listener = new RecordingListener();
            listeners.add(listener);
            streams.add(pool.open(PARTIALS, listener));
        }
        for (short word = 1; word <= 20; word++) {
            for (SpeechStream stream : streams) {
                stream.push(samples(BATCH, word));
            }
        }
        streams.forEach(stream -> await(stream.close(EndReason.FLUSH)));
        StringBuilder all = new StringBuilder("w1");
        for (int word = 2; word <= 20; word++) {
            all.append(" w").append(word);
        }
        assertThat(listeners)
                .allSatisfy(listener -> assertThat(listener.texts()).containsExactly(all.toString()));
    }

    @Test
    void closingIsDoneOnceAndLaterCallsDoNothing() {
        SpeechStream stream = pool.open(PARTIALS, heard);
        stream.push(samples(10, 1));
        await(stream.close(EndReason.FLUSH));
        stream.push(samples(10, 2));
        await(stream.endUtterance(EndReason.FLUSH));
        await(stream.close(EndReason.FLUSH));
        assertThat(heard.texts()).containsExactly("w1");
        assertThat(pool.openStreams()).isZero();
    }

    @Test
    void closingThePoolEndsItsStreamsFirst() {
        SpeechStream stream = pool.open(PARTIALS, heard);
        stream.push(samples(10, 1));
        pool.close();
        assertThat(heard.finals)
                .singleElement()
                .extracting(Utterance::endReason)
                .isEqualTo(EndReason.DRAIN);
        assertThatThrownBy(() -> pool.open(PARTIALS, heard)).isInstanceOf(IllegalStateException.class);
    }

    private void pushAndWait(SpeechStream stream, short[] samples) {
        long before = decoded.get();
        stream.push(samples);
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> decoded.get() >= before + samples.length);
    }

    private static short[] samples(int count, int value) {
        short[] samples = new short[count];
        Arrays.fill(samples, (short) value);
        return samples;
    }

    private static void await(java.util.concurrent.CompletionStage<Void> stage) {
        stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private record BlockingListener(CountDownLatch blocked, CountDownLatch release) implements SpeechListener {
        @Override
        public void onPartial(Hypothesis hypothesis) {
            blocked.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onFinal(Utterance utterance) {}

        @Override
        public void onLost(LostAudio loss) {}

        @Override
        public void onFailed(String why) {}
    }
}

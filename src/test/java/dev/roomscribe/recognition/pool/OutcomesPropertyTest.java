package dev.roomscribe.recognition.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderLostException;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.EventRecorder;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import dev.roomscribe.recognition.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * Whatever is done with a stream, and whatever its decoders and its listener throw: each of its samples is reported once
 * and in order, after the text in it; no text is delivered twice; and everything that was requested completes.
 */
class OutcomesPropertyTest {
    private static final int BATCH = Decoder.BATCH_SAMPLES;
    private static final EndReason[] REASONS = EndReason.values();

    private final VirtualTime time = new VirtualTime();
    private final ScriptedDecoders decoders = new ScriptedDecoders();
    private final List<CompletableFuture<Void>> requests = new ArrayList<>();
    /** The value of each sample of the stream; 0 where it is silent or skipped. */
    private final List<Short> audio = new ArrayList<>();

    @BeforeTry
    void clear() {
        requests.clear();
        audio.clear();
    }

    @Property(tries = 1_500)
    void everySampleIsReportedOnceAfterItsText(
            @ForAll @Size(max = 50) List<@IntRange(max = 11) Integer> script,
            @ForAll @IntRange(max = 3) int decoderFaults,
            @ForAll boolean listenerFaults,
            @ForAll boolean partials,
            @ForAll boolean modelEndsUtterances,
            @ForAll long seed) {
        Random random = new Random(seed);
        decoders.beforeCall = () -> failSometimes(random, decoderFaults);
        CheckingListener listener = new CheckingListener(listenerFaults ? random : null);
        DecodingPool pool = new DecodingPool(
                decoders,
                PoolLimits.defaults()
                        .withMaxQueue(Duration.ofSeconds(5))
                        .withPartialInterval(Duration.ofMillis(50))
                        .withDecoderMaxAge(Duration.ofSeconds(4)),
                (samples, cpuNanos, waitedNanos) -> {},
                time::nanos,
                0,
                time);
        SpeechStream stream = pool.open(new StreamOptions(partials, modelEndsUtterances), listener);
        script.forEach(action -> act(stream, action, random));
        boolean abandons = random.nextInt(4) == 0;
        if (!abandons || random.nextBoolean()) {
            requests.add(stream.close(REASONS[random.nextInt(REASONS.length)]).toCompletableFuture());
        }
        if (abandons) {
            runSome(random);
            stream.abandon();
            int events = listener.events.size();
            assertThat(requests).allSatisfy(request -> assertThat(request).isCompleted());
            time.runAll();
            assertThat(listener.events).hasSize(events);
        } else {
            time.runAll();
            assertThat(requests).allSatisfy(request -> assertThat(request).isCompleted());
            assertThat(listener.reported()).isEqualTo(audio.size());
        }
        assertThat(listener.violations).isEmpty();
        assertThat(pool.openStreams()).isZero();
        assertThat(decoders.open).hasValue(0);
        pool.close();
    }

    private void act(SpeechStream stream, int action, Random random) {
        time.advance(random.nextInt(300_000_000));
        switch (action) {
            case 0, 1, 2 -> push(stream, BATCH, 1 + random.nextInt(200));
            case 3 -> push(stream, 1 + random.nextInt(3 * BATCH), 1 + random.nextInt(200));
            case 4 -> push(stream, 1 + random.nextInt(20 * BATCH), 0);
            case 5 -> push(stream, BATCH, ScriptedDecoders.END);
            case 6 -> skip(stream, 1 + random.nextInt(random.nextBoolean() ? 320 : 200_000));
            case 7 ->
                requests.add(stream.endUtterance(REASONS[random.nextInt(REASONS.length)])
                        .toCompletableFuture());
            case 8 -> time.runAll();
            case 9 -> time.advance(random.nextInt(2) * 6_000_000_000L);
            default -> runSome(random);
        }
    }

    private void runSome(Random random) {
        for (int steps = random.nextInt(12); steps > 0; steps--) {
            time.runNext();
        }
    }

    private void push(SpeechStream stream, int count, int value) {
        short[] samples = new short[count];
        Arrays.fill(samples, (short) value);
        for (short sample : samples) {
            audio.add(sample);
        }
        stream.push(samples);
    }

    private void skip(SpeechStream stream, int count) {
        for (int i = 0; i < count; i++) {
            audio.add((short) 0);
        }
        stream.skip(count);
    }

    private static void failSometimes(Random random, int faults) {
        if (faults > 0 && random.nextInt(faults == 3 ? 2 : 30 / faults) == 0) {
            switch (random.nextInt(4)) {
                case 0 -> throw new DecoderLostException("scripted loss");
                case 1 -> throw new DecoderException("scripted failure");
                case 2 -> throw new IllegalStateException("scripted fault");
                default -> throw new OutOfMemoryError("scripted error");
            }
        }
    }

    /** Checks each call when it is made; throws from some, if {@code faults} is given. */
    private final class CheckingListener extends EventRecorder {
        private final Random faults;
        private final List<String> violations = new ArrayList<>();
        private long wordsEnd;
        private long position;
        /** The end of the last word in order, by sample: whether it was delivered. */
        private final List<Utterance.Word> words = new ArrayList<>();

        CheckingListener(Random faults) {
            this.faults = faults;
        }

        @Override
        public void onPartial(Hypothesis hypothesis) {
            super.onPartial(hypothesis);
            failSometimes();
        }

        @Override
        public void onFinal(Utterance utterance) {
            super.onFinal(utterance);
            for (Utterance.Word word : utterance.words()) {
                check(word.startSample() >= position, word + " is delivered after " + position + " was reported");
                check(word.startSample() >= wordsEnd, word + " begins before the last word's end, " + wordsEnd);
                wordsEnd = word.endSample();
                words.add(word);
            }
            failSometimes();
        }

        @Override
        public void onOutcome(AudioOutcome outcome) {
            super.onOutcome(outcome);
            check(outcome.fromSample() == position, outcome + " does not adjoin " + position);
            position = outcome.toSample();
            if (outcome.kind().isLoss()) {
                check(outcome.toSample() - outcome.fromSample() <= 160_000, outcome + " is too long");
            } else if (outcome.kind() == AudioOutcome.Kind.RECOGNIZED) {
                checkText(outcome);
            } else {
                check(isSilent(outcome), outcome + " contains speech");
            }
            failSometimes();
        }

        @Override
        public void onFailed(String reason) {
            super.onFailed(reason);
            failSometimes();
        }

        private void checkText(AudioOutcome outcome) {
            for (long sample = outcome.fromSample(); sample < outcome.toSample(); sample++) {
                short value = audio.get((int) sample);
                if (value > 0 && !isDelivered(sample, "w" + value)) {
                    violations.add("sample " + sample + " of w" + value + " is not delivered: " + outcome);
                    return;
                }
            }
        }

        private boolean isDelivered(long sample, String text) {
            for (int i = words.size() - 1; i >= 0 && words.get(i).endSample() > sample; i--) {
                if (words.get(i).startSample() <= sample) {
                    return words.get(i).text().equals(text);
                }
            }
            return false;
        }

        private boolean isSilent(AudioOutcome outcome) {
            return audio.subList((int) outcome.fromSample(), (int) outcome.toSample()).stream()
                    .allMatch(sample -> sample == 0);
        }

        private void check(boolean holds, String violation) {
            if (!holds) {
                violations.add(violation);
            }
        }

        private void failSometimes() {
            if (faults != null && faults.nextInt(3) == 0) {
                if (faults.nextBoolean()) {
                    throw new IllegalStateException("scripted fault of the listener");
                }
                throw new AssertionError("scripted error of the listener");
            }
        }
    }
}

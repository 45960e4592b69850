package dev.roomscribe.recognition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Decoders that are controlled by their audio: a sample n above 0 is the word "wn", 0 is silence, {@link #END} is a pause
 * that ends the utterance, and {@link #FAIL} makes the decoder fail.
 */
public final class ScriptedDecoders implements DecoderSource {
    public static final short END = -1;
    public static final short FAIL = -2;

    /** How many more times {@link #FAIL} makes a decoder fail. */
    public final AtomicInteger failures = new AtomicInteger(Integer.MAX_VALUE);
    /** Whether a decoder is lost before its next call, for a reason unrelated to its audio. */
    public volatile BooleanSupplier loseNext = () -> false;
    /** Throws from the next call of a decoder if it wants to, whatever the audio is. */
    public volatile Runnable beforeCall = () -> {};

    public final AtomicInteger open = new AtomicInteger();
    public final AtomicInteger opened = new AtomicInteger();
    public volatile boolean closed;

    @Override
    public SpeechModel model() {
        return new SpeechModel("scripted", null);
    }

    @Override
    public Duration maxUtterance() {
        return Duration.ofSeconds(20);
    }

    @Override
    public Decoder open() {
        beforeCall.run();
        open.incrementAndGet();
        opened.incrementAndGet();
        return new Scripted();
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Scripted implements Decoder {
        private final List<DecodedWord> words = new ArrayList<>();
        private long accepted;
        private short last;
        private boolean inUse;

        @Override
        public Progress accept(short[] samples, int count, boolean wantsPartial) {
            if (inUse) {
                throw new AssertionError("Two threads use a decoder at the same time");
            }
            loseIfRequested();
            inUse = true;
            boolean end = false;
            for (int i = 0; i < count; i++, accepted++) {
                short sample = samples[i];
                if (sample == FAIL && failures.getAndUpdate(remaining -> Math.max(0, remaining - 1)) > 0) {
                    inUse = false;
                    throw new DecoderException("scripted failure");
                }
                end = sample == END;
                if (sample > 0) {
                    boolean continues = sample == last && !words.isEmpty();
                    double start = continues ? words.remove(words.size() - 1).start() : accepted / 16_000.0;
                    words.add(new DecodedWord("w" + sample, start, (accepted + 1) / 16_000.0, 0.5));
                }
                last = sample;
            }
            inUse = false;
            return new Progress(end, wantsPartial && !end ? text() : null);
        }

        @Override
        public Decoded result() {
            loseIfRequested();
            Decoded result = new Decoded(text(), List.copyOf(words));
            words.clear();
            return result;
        }

        @Override
        public Decoded flush() {
            return result();
        }

        @Override
        public long cpuNanos() {
            return accepted;
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }

        private void loseIfRequested() {
            beforeCall.run();
            if (loseNext.getAsBoolean()) {
                throw new DecoderLostException("scripted loss");
            }
        }

        private String text() {
            return String.join(" ", words.stream().map(DecodedWord::text).toList());
        }
    }
}

package dev.roomscribe.simulation.sound;

import dev.roomscribe.recognition.Decoder;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Recognizes {@link Words} as libvosk recognizes speech: some time after they were spoken, because it needs the audio that
 * follows, with an endpoint after a pause. A word of which more than half was heard without a hole gives a text with
 * {@link #CUT_OFF}; less gives nothing.
 */
final class SimulatedDecoder implements Decoder {
    /** The mark of a word that was not heard whole. */
    static final String CUT_OFF = "~";

    private static final int LOOKAHEAD = 4_000;
    private static final int ENDPOINT_SILENCE = 8_000;
    private static final int LEADING_SILENCE = 80_000;
    private static final double CPU_PER_SECOND = 0.05;

    private final SimulatedDecoders source;
    private final long maxUtterance;
    private final int generation;
    private final WordTracker words = new WordTracker();
    private long accepted;
    private long utteranceStart;
    private boolean endpoint;
    private boolean closed;

    SimulatedDecoder(SimulatedDecoders source, long maxUtterance) {
        this.source = source;
        this.maxUtterance = maxUtterance;
        generation = source.generation();
    }

    @Override
    public Progress accept(short[] samples, int count, boolean wantsPartial) {
        use();
        if (endpoint) {
            throw new AssertionError("accept() after an endpoint");
        }
        source.call(generation, count);
        accepted += count;
        source.check(words.accept(samples, count));
        long decoded = accepted - LOOKAHEAD;
        endpoint = accepted - utteranceStart >= maxUtterance
                || (words.lastSound() >= utteranceStart
                        ? decoded - words.lastSound() >= ENDPOINT_SILENCE
                        : accepted - utteranceStart >= LEADING_SILENCE);
        return new Progress(endpoint, wantsPartial && !endpoint ? text(words.upTo(decoded)) : null);
    }

    @Override
    public Decoded result() {
        use();
        source.call(generation, 0);
        return end(accepted - LOOKAHEAD);
    }

    @Override
    public Decoded flush() {
        use();
        source.call(generation, 0);
        words.endWord();
        return end(accepted);
    }

    private Decoded end(long upTo) {
        endpoint = false;
        utteranceStart = accepted;
        List<WordTracker.Found> found = words.takeUpTo(upTo);
        return new Decoded(
                text(found),
                found.stream()
                        .filter(SimulatedDecoder::isHeard)
                        .map(word -> new DecodedWord(
                                text(word),
                                (double) word.start() / AudioSamples.PER_SECOND,
                                (double) word.end() / AudioSamples.PER_SECOND,
                                1.0))
                        .toList());
    }

    private void use() {
        if (closed) {
            throw new AssertionError("a decoder is used after it was closed");
        }
    }

    private static boolean isHeard(WordTracker.Found word) {
        return word.blocks() > Words.BLOCKS / 2;
    }

    private static String text(WordTracker.Found word) {
        return Words.text(word.id()) + (word.complete() ? "" : CUT_OFF);
    }

    private static String text(List<WordTracker.Found> found) {
        return found.stream()
                .filter(SimulatedDecoder::isHeard)
                .map(SimulatedDecoder::text)
                .collect(Collectors.joining(" "));
    }

    @Override
    public long cpuNanos() {
        return Math.round(AudioSamples.nanos(accepted) * CPU_PER_SECOND);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            source.closed();
        }
    }
}

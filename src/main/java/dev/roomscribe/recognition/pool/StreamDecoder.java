package dev.roomscribe.recognition.pool;

import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.Utterance;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The decoder that a stream currently uses: opens and closes it, places its words on the stream's samples, and measures
 * the processor time that it uses.
 *
 * <pre>
 *             open              accept
 *   CLOSED ────────▶ FLUSHED ─────────▶ UNFLUSHED
 *     ▲                │  ▲                │  │
 *     │     close      │  └──── flush ─────┘  │
 *     └────────────────┴────── close ─────────┘
 * </pre>
 *
 * <p>Confined to its stream's steps. Methods that use the decoder throw {@link DecoderException}
 * if it can no longer be used, whatever it threw; the caller must then {@link #close} it.
 */
final class StreamDecoder {
    private static final System.Logger LOG = System.getLogger(StreamDecoder.class.getName());

    /** After this much silence the decoder is closed, which frees its memory. */
    private static final long MAX_IDLE_SAMPLES = 30 * AudioFormat.SAMPLE_RATE;

    /** Text that no longer changes; each word is placed on the stream's samples. */
    record Segment(String text, List<Utterance.Word> words) {}

    private final DecoderSource source;
    /** How many decoders all streams have open. */
    private final AtomicInteger open;

    private final long maxAgeSamples;

    private @Nullable Decoder decoder;
    private boolean unflushed;

    /** The stream's sample that is the decoder's first one, if no samples had been skipped since. */
    private long base;

    /** The sample at which the decoder was opened, moved by all skipped samples: skipping does not age it. */
    private long opened;

    /** Where the decoder's unfinished audio begins; all of its words start here or later. */
    private long flushedUntil;

    private long idleSamples;

    /** The part of the current decoder's processor time that was added to {@link #unreportedCpuNanos}. */
    private long countedCpuNanos;

    private long unreportedCpuNanos;
    private int unreportedSamples;

    /** @param open counts the open decoders of all streams */
    StreamDecoder(DecoderSource source, AtomicInteger open, long maxAgeSamples) {
        this.source = source;
        this.open = open;
        this.maxAgeSamples = maxAgeSamples;
    }

    boolean isOpen() {
        return decoder != null;
    }

    /** Returns whether it has accepted audio that was not flushed. */
    boolean isUnflushed() {
        return unflushed;
    }

    /**
     * Opens a decoder if none is open. May block.
     *
     * @param firstSample the stream's sample that it will accept first
     * @param suspect whether a decoder has failed on this audio before
     */
    void open(long firstSample, boolean suspect) {
        idleSamples = 0;
        if (decoder == null) {
            decoder = use(suspect ? source::openForSuspectAudio : source::open);
            open.incrementAndGet();
            countedCpuNanos = 0;
            base = firstSample;
            opened = firstSample;
            flushedUntil = firstSample;
        }
    }

    Decoder.Progress accept(short[] batch, int count, boolean wantsPartial) {
        unflushed = true;
        Decoder current = current();
        Decoder.Progress progress = use(() -> current.accept(batch, count, wantsPartial));
        unreportedSamples += count;
        return progress;
    }

    /**
     * Ends the segment at an endpoint. The decoder keeps its last frames, which belong to the next segment.
     *
     * @param segmentStart the first sample of the segment
     * @param position the sample after the last accepted one
     */
    Segment result(long segmentStart, long position) {
        return placed(use(current()::result), segmentStart, position);
    }

    /** Ends the segment after decoding all accepted samples. Parameters as for {@link #result}. */
    Segment flush(long segmentStart, long position) {
        Segment segment = placed(use(current()::flush), segmentStart, position);
        unflushed = false;
        flushedUntil = position;
        return segment;
    }

    /** Returns whether it should be replaced at the next end of an utterance. */
    boolean isDueForReplacement(long position) {
        return position - opened >= maxAgeSamples || use(current()::isDueForReplacement);
    }

    /** Returns whether it has reached twice its maximum age and must be replaced even during speech. */
    boolean isOverdue(long position) {
        return position - opened >= 2 * maxAgeSamples;
    }

    /** Moves the decoder's place in the stream past {@code length} samples that are not decoded. */
    void skip(long length, long position) {
        idleSamples += length;
        if (idleSamples >= MAX_IDLE_SAMPLES) {
            close();
        }
        base += length;
        opened += length;
        flushedUntil = position;
    }

    /** Closes the decoder if one is open; never throws. Idempotent. */
    void close() {
        if (decoder != null) {
            countCpu();
            Decoder closing = decoder;
            decoder = null;
            open.decrementAndGet();
            try {
                closing.close();
            } catch (RuntimeException | Error fault) {
                LOG.log(System.Logger.Level.ERROR, "A decoder could not be closed", fault);
            }
        }
        unflushed = false;
    }

    /** Returns the processor time used since the last call, in nanoseconds. */
    long takeCpuNanos() {
        countCpu();
        long nanos = unreportedCpuNanos;
        unreportedCpuNanos = 0;
        return nanos;
    }

    /** Returns how many samples the decoders have accepted since the last call. */
    int takeAcceptedSamples() {
        int samples = unreportedSamples;
        unreportedSamples = 0;
        return samples;
    }

    private void countCpu() {
        if (decoder != null) {
            try {
                long nanos = decoder.cpuNanos();
                unreportedCpuNanos += nanos - countedCpuNanos;
                countedCpuNanos = nanos;
            } catch (RuntimeException | Error fault) {
                LOG.log(System.Logger.Level.ERROR, "A decoder does not return its processor time", fault);
            }
        }
    }

    /** Calls the decoder or its source; whatever it throws means that the decoder can no longer be used. */
    private static <T> T use(Supplier<T> call) {
        try {
            return call.get();
        } catch (DecoderException failure) {
            throw failure;
        } catch (RuntimeException | Error fault) {
            LOG.log(System.Logger.Level.ERROR, "A decoder threw an unexpected exception", fault);
            throw new DecoderException("unexpected " + fault, fault);
        }
    }

    private Decoder current() {
        if (decoder == null) {
            throw new IllegalStateException("No decoder is open");
        }
        return decoder;
    }

    /** If the decoder returned no word times, all that is known is that the text was spoken within the segment. */
    private Segment placed(Decoder.Decoded decoded, long segmentStart, long position) {
        return new Segment(
                decoded.text(),
                decoded.words().isEmpty()
                        ? List.of(new Utterance.Word(decoded.text(), segmentStart, position, null))
                        : decoded.words().stream()
                                .map(word -> placed(word, position))
                                .toList());
    }

    private Utterance.Word placed(Decoder.DecodedWord word, long position) {
        return new Utterance.Word(
                word.text(), sample(word.start(), position), sample(word.end(), position), word.confidence());
    }

    /**
     * A decoder's times are accurate to about 20 ms. Across a flush, this could place a word on the other side of a pause
     * in the audio, however long the pause is.
     */
    private long sample(double seconds, long position) {
        long sample = base + Math.round(seconds * AudioFormat.SAMPLE_RATE);
        return Math.max(flushedUntil, Math.min(position, sample));
    }
}

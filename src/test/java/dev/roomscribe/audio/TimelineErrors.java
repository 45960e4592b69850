package dev.roomscribe.audio;

import dev.roomscribe.audio.SimulatedSender.Chunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/**
 * The errors of a timeline's times, in ms, when the final of each word would be made: when {@value #ENDPOINT_MS} ms of
 * audio after it have arrived and been decoded, or earlier if the audio stops.
 */
final class TimelineErrors {
    private static final int ENDPOINT_MS = 500;

    /** After this time without a chunk an utterance is ended. */
    private static final int STOPPED_MS = 1_500;

    /** After this time without a chunk an utterance is ended on a track that is known to be muted. */
    private static final int MUTED_MS = 200;

    private static final int DECODING_MS = 300;
    private static final double SAMPLES_PER_MS = Pcm16.RATE / 1_000.0;

    /** A word, as sample numbers of the track, and the time at which its final is made. */
    private record Word(long start, long end, double finalAt) {}

    private final List<Chunk> chunks;
    private final boolean announced;
    private final List<Double> errors = new ArrayList<>();
    private double worstOverlap = Double.NEGATIVE_INFINITY;
    private double lastEnd = Double.NEGATIVE_INFINITY;

    private TimelineErrors(List<Chunk> chunks, boolean announced) {
        this.chunks = chunks;
        this.announced = announced;
    }

    /**
     * Measures a sender's words.
     *
     * @param announced whether the timeline is told of mutes
     * @param laterMs how much audio after the endpoint arrives before the final is made
     */
    static TimelineErrors measure(
            TrackTimeline timeline, boolean announced, List<Chunk> chunks, int laterMs, long seed) {
        TimelineErrors errors = new TimelineErrors(chunks, announced);
        errors.run(timeline, errors.words(new Random(seed), laterMs));
        return errors;
    }

    private void run(TrackTimeline timeline, List<Word> words) {
        Queue<Word> open = new ArrayDeque<>(words);
        for (Chunk chunk : chunks) {
            while (!open.isEmpty() && open.peek().finalAt < chunk.arrived()) {
                makeFinal(timeline, open.remove());
            }
            if (announced && chunk.muted()) {
                timeline.discontinuity();
            }
            timeline.arrived(SimulatedSender.CHUNK_SAMPLES, Math.round(chunk.arrived() * 1e6));
        }
        while (!open.isEmpty()) {
            makeFinal(timeline, open.remove());
        }
    }

    private void makeFinal(TrackTimeline timeline, Word word) {
        double start = timeline.nanosAt(word.start) / 1e6;
        double end = timeline.nanosAt(word.end) / 1e6;
        errors.add(start - spoken(word.start));
        errors.add(end - spoken(word.end));
        worstOverlap = Math.max(worstOverlap, lastEnd - start);
        lastEnd = end;
    }

    private double spoken(long sample) {
        Chunk chunk = chunks.get((int) (sample / SimulatedSender.CHUNK_SAMPLES));
        return chunk.spoken() + sample % SimulatedSender.CHUNK_SAMPLES / SAMPLES_PER_MS;
    }

    /** Words of 100 to 700 ms with pauses of 200 to 1000 ms. */
    private List<Word> words(Random random, int laterMs) {
        List<Word> words = new ArrayList<>();
        long total = (long) chunks.size() * SimulatedSender.CHUNK_SAMPLES;
        long start = samples(random.nextInt(1_000));
        long end = start + samples(100 + random.nextInt(600));
        double finalAt = 0;
        while (end + samples(ENDPOINT_MS + laterMs + 20) < total) {
            finalAt = Math.max(finalAt, finalAt(end, laterMs) + random.nextInt(DECODING_MS + 1));
            words.add(new Word(start, end, finalAt));
            start = end + samples(200 + random.nextInt(800));
            end = start + samples(100 + random.nextInt(600));
        }
        return words;
    }

    private double finalAt(long end, int laterMs) {
        int first = (int) (end / SimulatedSender.CHUNK_SAMPLES);
        int last = (int) ((end + samples(ENDPOINT_MS + laterMs)) / SimulatedSender.CHUNK_SAMPLES);
        for (int i = first; i < last; i++) {
            Chunk next = chunks.get(i + 1);
            double stopped = chunks.get(i).arrived() + (announced && next.muted() ? MUTED_MS : STOPPED_MS);
            if (next.arrived() > stopped) {
                return stopped;
            }
        }
        return chunks.get(last).arrived();
    }

    private static long samples(int ms) {
        return ms * (long) Pcm16.RATE / 1_000;
    }

    /** Returns the signed errors, unsorted. */
    List<Double> errors() {
        return errors;
    }

    /** Returns by how much a word's time overlaps the word before it at most; negative if no words overlap. */
    double worstOverlap() {
        return worstOverlap;
    }

    static double percentile(List<Double> errors, double percent) {
        double[] sorted = errors.stream().mapToDouble(Math::abs).sorted().toArray();
        return sorted[(int) Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }
}

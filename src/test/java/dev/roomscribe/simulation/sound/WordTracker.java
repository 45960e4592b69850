package dev.roomscribe.simulation.sound;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds words in samples by their marks, wherever the samples were cut. Not thread-safe. */
public final class WordTracker {
    /**
     * A word, or a part of a word of which the rest is missing.
     *
     * @param start its first sample, counted from the first sample accepted
     * @param end the sample after its last one
     * @param blocks how many blocks of it follow each other without a hole
     * @param complete whether no block is missing
     */
    public record Found(int id, long start, long end, int blocks, boolean complete) {}

    private final List<Found> found = new ArrayList<>();
    private short[] waiting = new short[4 * Words.BLOCK_SAMPLES];
    private int waitingSamples;
    /** The number of the first sample of {@link #waiting}. */
    private long position;

    private int id = -1;
    private int firstBlock;
    private int nextBlock;
    private long start;
    private long end;
    private long lastSound = -1;

    /** Adds samples; returns the ids of the words of which a part was found. */
    public List<Integer> accept(short[] samples, int count) {
        if (waitingSamples + count > waiting.length) {
            waiting = Arrays.copyOf(waiting, waitingSamples + count);
        }
        System.arraycopy(samples, 0, waiting, waitingSamples, count);
        waitingSamples += count;
        List<Integer> ids = new ArrayList<>();
        int at = 0;
        while (at + Words.BLOCK_SAMPLES <= waitingSamples) {
            int mark = (waiting[at] & WordMark.MASK) == 0 ? -1 : WordMark.find(waiting, at);
            if (mark < 0) {
                at++;
            } else {
                onBlock(mark >> 9, mark & 0x1ff, position + at);
                ids.add(mark >> 9);
                at += Words.BLOCK_SAMPLES;
            }
        }
        System.arraycopy(waiting, at, waiting, 0, waitingSamples - at);
        waitingSamples -= at;
        position += at;
        return ids;
    }

    private void onBlock(int foundId, int block, long at) {
        if (foundId != id || block != nextBlock || at != end) {
            endWord();
            id = foundId;
            firstBlock = block;
            start = at;
        }
        nextBlock = block + 1;
        end = at + Words.BLOCK_SAMPLES;
        lastSound = end;
        if (nextBlock == Words.BLOCKS) {
            endWord();
        }
    }

    /** Ends the word of which only a part was found so far. */
    public void endWord() {
        if (id >= 0) {
            int blocks = nextBlock - firstBlock;
            found.add(new Found(id, start, end, blocks, blocks == Words.BLOCKS));
            id = -1;
        }
    }

    /** Returns the sample after the last one of any word; -1 if there was none. */
    public long lastSound() {
        return lastSound;
    }

    /** Removes and returns what was found and ended up to a sample. */
    public List<Found> takeUpTo(long sample) {
        List<Found> taken = found.stream().filter(word -> word.end() <= sample).toList();
        found.removeAll(taken);
        return taken;
    }

    /** Returns what was found and ended up to a sample. */
    public List<Found> upTo(long sample) {
        return found.stream().filter(word -> word.end() <= sample).toList();
    }
}

package dev.roomscribe.transcript.export.cue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Sets what somebody said in a row as cues of at most two lines of 42 characters and seven seconds, as broadcasters do. Of
 * all ways to break it up, the one is taken that breaks where the speaker paused, leaves no cue too short to be seen, and
 * fills all of them alike. The words stay as they are: a line of one word may be longer.
 */
public final class CueLayout {
    static final int LINE_LENGTH = 42;
    static final long LONGEST_MS = 7_000;
    static final long SHORTEST_MS = 1_000;
    /** A good place to break. */
    private static final long PAUSE_MS = 300;
    /** What follows such a silence is not to be shown before it. */
    private static final long LONG_PAUSE_MS = 1_000;

    // What is bad about a way to break: a cue more counts 1.
    private static final double NO_PAUSE = 1;
    private static final double TOO_SHORT = 2;
    private static final double UNFILLED = 0.5;

    private final String voice;
    private final String speaker;
    private final String label;
    private final int labelLength;
    private final List<TimedWord> words;
    /** Where each word begins, and where a word after the last one would, if all were on one line. */
    private final int[] columns;

    private CueLayout(String voice, String speaker, String label, List<TimedWord> words) {
        this.voice = voice;
        this.speaker = speaker;
        this.label = label;
        this.words = words;
        labelLength = label.codePointCount(0, label.length());
        columns = new int[words.size() + 1];
        for (int word = 0; word < words.size(); word++) {
            columns[word + 1] = columns[word] + words.get(word).length() + 1;
        }
    }

    /**
     * Returns the cues of what one person said.
     *
     * @param label what every cue's first line begins with; may be empty
     * @param words by their time; if there are none, there are no cues
     */
    public static List<Cue> of(String voice, String speaker, String label, List<TimedWord> words) {
        return new CueLayout(voice, speaker, label, words).cues();
    }

    private List<Cue> cues() {
        int count = words.size();
        // From the end: what the best way costs from a word on, and where its first cue ends.
        double[] cost = new double[count + 1];
        int[] end = new int[count];
        for (int from = count - 1; from >= 0; from--) {
            cost[from] = Double.MAX_VALUE;
            for (int to = from + 1; to <= count && (to == from + 1 || fits(from, to)); to++) {
                double all = 1 + flaws(from, to) + cost[to];
                if (all < cost[from]) {
                    cost[from] = all;
                    end[from] = to;
                }
            }
        }
        List<Cue> cues = new ArrayList<>();
        for (int from = 0; from < count; from = end[from]) {
            cues.add(cue(from, end[from]));
        }
        return cues;
    }

    private boolean fits(int from, int to) {
        return words.get(to - 1).toMs() - words.get(from).fromMs() <= LONGEST_MS
                && pause(to - 1) < LONG_PAUSE_MS
                && lineBreak(from, to) > from;
    }

    private double flaws(int from, int to) {
        boolean last = to == words.size();
        long shown = (last ? words.get(to - 1).toMs() : words.get(to).fromMs())
                - words.get(from).fromMs();
        double unfilled = Math.max(0, 1 - length(from, to) / (2.0 * LINE_LENGTH));
        return (last ? 0 : NO_PAUSE * Math.max(0, 1 - pause(to) / (double) PAUSE_MS))
                + (shown < SHORTEST_MS ? TOO_SHORT : 0)
                + UNFILLED * unfilled * unfilled;
    }

    /** Returns the silence before a word. */
    private long pause(int word) {
        return Math.max(0, words.get(word).fromMs() - words.get(word - 1).toMs());
    }

    private Cue cue(int from, int to) {
        int lineBreak = Math.max(from + 1, lineBreak(from, to));
        List<String> lines = new ArrayList<>();
        lines.add(label + text(from, lineBreak));
        if (lineBreak < to) {
            lines.add(text(lineBreak, to));
        }
        long begin = words.get(from).fromMs();
        long end = words.get(to - 1).toMs();
        if (to < words.size()) {
            end = Math.min(end, words.get(to).fromMs());
        }
        return new Cue(voice, speaker, begin, Math.max(begin + 1, end), lines);
    }

    /**
     * Returns the word that the second line begins with, so that both are as even as they can be; the end if one line is
     * enough, the beginning if two are not.
     */
    private int lineBreak(int from, int to) {
        if (labelLength + length(from, to) <= LINE_LENGTH) {
            return to;
        }
        int best = from;
        int least = Integer.MAX_VALUE;
        for (int at = from + 1; at < to; at++) {
            int first = labelLength + length(from, at);
            int second = length(at, to);
            if (first <= LINE_LENGTH && second <= LINE_LENGTH && Math.abs(first - second) < least) {
                best = at;
                least = Math.abs(first - second);
            }
        }
        return best;
    }

    private int length(int from, int to) {
        return columns[to] - columns[from] - 1;
    }

    private String text(int from, int to) {
        return words.subList(from, to).stream().map(TimedWord::text).collect(Collectors.joining(" "));
    }
}

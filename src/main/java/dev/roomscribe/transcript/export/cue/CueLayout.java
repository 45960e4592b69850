package dev.roomscribe.transcript.export.cue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Divides an utterance into cues of at most two lines of 42 characters and 7 s, the limits of broadcasters. Of all
 * divisions it chooses the one with the lowest cost: breaks at pauses are preferred, cues that are too short to be seen
 * are avoided, and cues are filled evenly. Words are not changed: a line that consists of one word may be longer.
 */
public final class CueLayout {
    public static final int LINE_LENGTH = 42;
    static final long MAX_DURATION_MS = 7_000;
    static final long MIN_DURATION_MS = 1_000;
    /** A pause of this length makes a break free of cost. */
    private static final long PAUSE_MS = 300;
    /** A pause of this length always starts a new cue, so that text is not shown long before it is said. */
    private static final long LONG_PAUSE_MS = 1_000;

    // Costs of a division, relative to one additional cue, which costs 1.
    private static final double COST_WITHOUT_PAUSE = 1;
    private static final double COST_TOO_SHORT = 2;
    private static final double COST_UNFILLED = 0.5;

    private final String voice;
    private final String speaker;
    private final String label;
    private final int labelLength;
    private final List<TimedWord> words;
    /** The column of each word, and of a word after the last one, if all words were on one line. */
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
     * Returns the cues of an utterance.
     *
     * @param label the beginning of the first line of every cue; may be empty
     * @param words ordered by time; no words result in no cues
     */
    public static List<Cue> of(String voice, String speaker, String label, List<TimedWord> words) {
        return new CueLayout(voice, speaker, label, words).cues();
    }

    private List<Cue> cues() {
        int count = words.size();
        // From the end: the lowest cost from each word to the end, and where the first cue of that division ends.
        double[] lowest = new double[count + 1];
        int[] end = new int[count];
        for (int from = count - 1; from >= 0; from--) {
            lowest[from] = Double.MAX_VALUE;
            for (int to = from + 1; to <= count && (to == from + 1 || fits(from, to)); to++) {
                double total = 1 + cost(from, to) + lowest[to];
                if (total < lowest[from]) {
                    lowest[from] = total;
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
        return words.get(to - 1).toMs() - words.get(from).fromMs() <= MAX_DURATION_MS
                && pause(to - 1) < LONG_PAUSE_MS
                && lineBreak(from, to) > from;
    }

    private double cost(int from, int to) {
        boolean last = to == words.size();
        long shown = (last ? words.get(to - 1).toMs() : words.get(to).fromMs())
                - words.get(from).fromMs();
        double unfilled = Math.max(0, 1 - length(from, to) / (2.0 * LINE_LENGTH));
        return (last ? 0 : COST_WITHOUT_PAUSE * Math.max(0, 1 - pause(to) / (double) PAUSE_MS))
                + (shown < MIN_DURATION_MS ? COST_TOO_SHORT : 0)
                + COST_UNFILLED * unfilled * unfilled;
    }

    /** Returns the pause before a word in milliseconds. */
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
     * Returns the first word of the second line, so that the lines are as even as possible; {@code to} if one line is
     * enough, {@code from} if two lines are not enough.
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

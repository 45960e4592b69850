package dev.roomscribe.recognition.vosk;

import java.util.List;

/** The word errors of a recognized text: the minimum number of insertions, deletions and substitutions. */
final class WordErrors {
    private WordErrors() {}

    static int count(List<String> spoken, List<String> recognized) {
        int[] row = new int[recognized.size() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= spoken.size(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substituted = diagonal + (spoken.get(i - 1).equals(recognized.get(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[recognized.size()];
    }
}

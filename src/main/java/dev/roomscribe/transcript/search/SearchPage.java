package dev.roomscribe.transcript.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Utterances that were found, the latest first.
 *
 * @param next where the next page continues; null if this is the last page
 */
public record SearchPage(List<SearchHit> hits, @Nullable String next) {
    public SearchPage {
        hits = List.copyOf(hits);
    }
}

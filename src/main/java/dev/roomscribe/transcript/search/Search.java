package dev.roomscribe.transcript.search;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogRange;
import dev.roomscribe.transcript.log.StoredRoom;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.jspecify.annotations.Nullable;

/** One search. It leaves out what is no longer in the log, even if the index still contains it. */
final class Search {
    /** How often further hits are looked for in place of such ones. */
    private static final int MAX_ROUNDS = 20;

    private final TranscriptStore store;
    private final SearcherManager searchers;
    private final SearchRequest request;
    /** What the rooms of the hits store. */
    private final Map<String, Optional<LogRange>> stored = new HashMap<>();

    private final List<SearchHit> hits = new ArrayList<>();
    private @Nullable FieldDoc last;
    private boolean hasMore;

    Search(TranscriptStore store, SearcherManager searchers, SearchRequest request) {
        this.store = store;
        this.searchers = searchers;
        this.request = request;
        last = request.after() == null ? null : SearchCursor.parse(request.after());
    }

    SearchPage run() throws IOException {
        Query query = request.query();
        IndexSearcher searcher = searchers.acquire();
        try {
            hasMore = true;
            for (int round = 0; hasMore && hits.size() < request.limit() && round < MAX_ROUNDS; round++) {
                find(searcher, query);
            }
        } finally {
            searchers.release(searcher);
        }
        return new SearchPage(hits, hasMore && last != null ? SearchCursor.of(last) : null);
    }

    /** Adds the hits after the last one. */
    private void find(IndexSearcher searcher, Query query) throws IOException {
        int missing = request.limit() - hits.size();
        // One more than is needed shows whether there are more.
        ScoreDoc[] found = searcher.search(
                        query, new TopFieldCollectorManager(FinalDocument.ORDER, missing + 1, last, 1))
                .scoreDocs;
        hasMore = found.length > missing;
        for (int n = 0; n < Math.min(found.length, missing); n++) {
            FieldDoc hit = (FieldDoc) found[n];
            last = hit;
            Document document = searcher.storedFields().document(hit.doc);
            if (isStored(FinalDocument.roomId(hit), FinalDocument.id(hit), FinalDocument.erasures(document))) {
                hits.add(FinalDocument.hit(hit, document, request.terms()));
            }
        }
    }

    /** @param erasures of the log when the event was indexed: a later one may have erased it */
    private boolean isStored(String roomId, EventId id, long erasures) {
        Optional<LogRange> range = stored.computeIfAbsent(roomId, this::range);
        return range.isPresent()
                && range.get().erasures() == erasures
                && id.compareTo(range.get().start()) > 0
                && id.compareTo(range.get().end()) <= 0;
    }

    /** Returns empty for a room whose transcript cannot be read: its hits are not found as long as that is so. */
    private Optional<LogRange> range(String roomId) {
        try {
            return store.room(roomId).map(StoredRoom::range);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

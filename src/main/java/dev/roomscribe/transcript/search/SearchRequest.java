package dev.roomscribe.transcript.search;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * A search, which finds only what the caller may read.
 *
 * @param readable the rooms that the caller may read: room ids, and prefixes of room ids that end in {@code *}
 * @param room the only room to search; null for all that are readable
 * @param peer the id of the only peer to search; null for all
 * @param speaker words that begin words of the speaker's name; null for all
 * @param from finds what began at this time or later; null for no limit
 * @param to finds what began before this time; null for no limit
 * @param limit the maximum number of hits, at least 1
 * @param after {@link SearchPage#next} of the previous page; null for the first page
 */
public record SearchRequest(
        SearchTerms terms,
        List<String> readable,
        @Nullable String room,
        @Nullable String peer,
        @Nullable String speaker,
        @Nullable Instant from,
        @Nullable Instant to,
        int limit,
        @Nullable String after) {
    public SearchRequest {
        requireNonNull(terms, "terms is null");
        readable = List.copyOf(readable);
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, not " + limit);
        }
    }

    Query query() {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(terms.query(FinalDocument.TEXT), BooleanClause.Occur.FILTER);
        if (!readable.contains("*")) {
            all.add(readableRooms(), BooleanClause.Occur.FILTER);
        }
        if (room != null) {
            all.add(new TermQuery(new Term(FinalDocument.ROOM, room)), BooleanClause.Occur.FILTER);
        }
        if (peer != null) {
            all.add(new TermQuery(new Term(FinalDocument.PEER, peer)), BooleanClause.Occur.FILTER);
        }
        if (speaker != null) {
            all.add(SearchTerms.ofName(speaker).query(FinalDocument.SPEAKER), BooleanClause.Occur.FILTER);
        }
        if (from != null || to != null) {
            long first = from == null ? Long.MIN_VALUE : from.toEpochMilli();
            long last = to == null ? Long.MAX_VALUE : to.toEpochMilli() - 1;
            all.add(LongPoint.newRangeQuery(FinalDocument.STARTED_AT, first, last), BooleanClause.Occur.FILTER);
        }
        return all.build();
    }

    private Query readableRooms() {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (String pattern : readable) {
            Query rooms = pattern.endsWith("*")
                    ? new PrefixQuery(new Term(FinalDocument.ROOM, pattern.substring(0, pattern.length() - 1)))
                    : new TermQuery(new Term(FinalDocument.ROOM, pattern));
            any.add(rooms, BooleanClause.Occur.SHOULD);
        }
        return any.build();
    }
}

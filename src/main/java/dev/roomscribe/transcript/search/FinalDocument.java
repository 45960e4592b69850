package dev.roomscribe.transcript.search;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** The document of one final in the index. */
final class FinalDocument {
    static final String TEXT = "text";
    static final String SPEAKER = "speaker";
    static final String ROOM = "room";
    static final String PEER = "peer";
    static final String STARTED_AT = "started_at";
    private static final String EPOCH = "epoch";
    private static final String SEQUENCE = "sequence";
    private static final String SESSION = "session";
    private static final String UTTERANCE = "utterance";
    private static final String START = "start";
    private static final String END = "end";
    private static final String ERASURES = "erasures";
    /** Longer room ids do not exist; a longer term could not be indexed. */
    private static final int MAX_TERM_BYTES = 32_000;

    /** The latest first. The fields after the time only order utterances that began in the same millisecond. */
    static final Sort ORDER = new Sort(
            new SortField(STARTED_AT, SortField.Type.LONG, true),
            new SortField(ROOM, SortField.Type.STRING),
            new SortField(EPOCH, SortField.Type.LONG, true),
            new SortField(SEQUENCE, SortField.Type.LONG, true));

    private FinalDocument() {}

    /**
     * @param erasures how many erasures the log had had when the event was read
     * @param text what is shown of the utterance
     */
    static Document of(String roomId, EventId id, long erasures, FinalTranscript utterance, String text) {
        Document document = new Document();
        document.add(new TextField(TEXT, text, Field.Store.YES));
        document.add(new StringField(ROOM, roomId, Field.Store.YES));
        document.add(new SortedDocValuesField(ROOM, new BytesRef(roomId)));
        document.add(new StringField(PEER, utterance.peerId(), Field.Store.YES));
        if (utterance.speaker() != null) {
            document.add(new TextField(SPEAKER, utterance.speaker(), Field.Store.YES));
        }
        addNumber(document, STARTED_AT, utterance.startedAt().toEpochMilli());
        addNumber(document, EPOCH, id.epoch());
        addNumber(document, SEQUENCE, id.sequence());
        document.add(new StoredField(SESSION, utterance.sessionId()));
        document.add(new StoredField(UTTERANCE, utterance.utteranceId()));
        document.add(new StoredField(START, utterance.start()));
        document.add(new StoredField(END, utterance.end()));
        document.add(new StoredField(ERASURES, erasures));
        return document;
    }

    /** Returns whether the ids of a final are short enough for the index; those of Fishjam are. */
    static boolean canIndex(String roomId, FinalTranscript utterance) {
        return roomId.getBytes(StandardCharsets.UTF_8).length <= MAX_TERM_BYTES
                && utterance.peerId().getBytes(StandardCharsets.UTF_8).length <= MAX_TERM_BYTES;
    }

    private static void addNumber(Document document, String field, long value) {
        document.add(new LongPoint(field, value));
        document.add(new NumericDocValuesField(field, value));
    }

    /** Returns the id of the event of a document that was found in {@link #ORDER}. */
    static EventId id(FieldDoc found) {
        return new EventId((long) found.fields[2], (long) found.fields[3]);
    }

    static long erasures(Document document) {
        return document.getField(ERASURES).numericValue().longValue();
    }

    static String roomId(FieldDoc found) {
        return ((BytesRef) found.fields[1]).utf8ToString();
    }

    static SearchHit hit(FieldDoc found, Document document, SearchTerms terms) {
        String passage = document.get(TEXT);
        return new SearchHit(
                roomId(found),
                document.get(SESSION),
                id(found).toString(),
                document.get(UTTERANCE),
                document.get(PEER),
                document.get(SPEAKER),
                Instant.ofEpochMilli((long) found.fields[0]),
                document.getField(START).numericValue().doubleValue(),
                document.getField(END).numericValue().doubleValue(),
                passage,
                terms.matches(passage));
    }

    static Query inRoom(String roomId) {
        return new TermQuery(new Term(ROOM, roomId));
    }

    /** Matches the events of a room up to a position, inclusive. */
    static Query upTo(String roomId, EventId position) {
        return both(
                inRoom(roomId),
                either(
                        LongPoint.newRangeQuery(EPOCH, Long.MIN_VALUE, position.epoch() - 1),
                        both(
                                LongPoint.newExactQuery(EPOCH, position.epoch()),
                                LongPoint.newRangeQuery(SEQUENCE, Long.MIN_VALUE, position.sequence()))));
    }

    /** Matches the events of a room after a position. */
    static Query after(String roomId, EventId position) {
        return both(
                inRoom(roomId),
                either(
                        LongPoint.newRangeQuery(EPOCH, position.epoch() + 1, Long.MAX_VALUE),
                        both(
                                LongPoint.newExactQuery(EPOCH, position.epoch()),
                                LongPoint.newRangeQuery(SEQUENCE, position.sequence() + 1, Long.MAX_VALUE))));
    }

    private static Query both(Query one, Query other) {
        return new BooleanQuery.Builder()
                .add(one, BooleanClause.Occur.FILTER)
                .add(other, BooleanClause.Occur.FILTER)
                .build();
    }

    private static Query either(Query one, Query other) {
        return new BooleanQuery.Builder()
                .add(one, BooleanClause.Occur.SHOULD)
                .add(other, BooleanClause.Occur.SHOULD)
                .build();
    }
}

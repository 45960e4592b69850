package dev.roomscribe.transcript.search;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogRange;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;

/**
 * The document that says which positions of a room's log the index contains. It is committed together with the documents of
 * the finals, so that after a crash the index continues where it is.
 */
final class IndexedRoom {
    static final String ROOM = "indexed_room";
    private static final String START = "indexed_start";
    private static final String END = "indexed_end";

    private IndexedRoom() {}

    static Term term(String roomId) {
        return new Term(ROOM, roomId);
    }

    static Document document(String roomId, LogRange range) {
        Document document = new Document();
        document.add(new StringField(ROOM, roomId, Field.Store.YES));
        document.add(new StoredField(START, range.start().toString()));
        document.add(new StoredField(END, range.end().toString()));
        return document;
    }

    static String roomId(Document document) {
        return document.get(ROOM);
    }

    static LogRange range(Document document) {
        return new LogRange(
                EventId.parse(document.get(START)).orElseThrow(),
                EventId.parse(document.get(END)).orElseThrow());
    }
}

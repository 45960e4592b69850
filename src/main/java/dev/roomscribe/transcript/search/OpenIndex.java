package dev.roomscribe.transcript.search;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.log.LogRange;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * An index that is open for writing. What was written can be searched after {@link #refresh} and survives a crash after
 * {@link #commit}. Confined to one thread, except {@link #searchers}.
 */
final class OpenIndex {
    /** Changes whenever documents are written differently; an index of another format is built again. */
    private static final Map<String, String> FORMAT = Map.of("format", "1");

    private static final double BUFFER_MB = 16;

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final Map<String, LogRange> rooms = new HashMap<>();
    private boolean changed;

    private OpenIndex(Directory directory, IndexWriter writer) throws IOException {
        this.directory = directory;
        this.writer = writer;
        searchers = new SearcherManager(writer, new UncachedSearchers());
    }

    /** The cache of Lucene may take a twentieth of the heap, which recognition has other uses for. */
    private static final class UncachedSearchers extends SearcherFactory {
        @Override
        public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setQueryCache(null);
            return searcher;
        }
    }

    /**
     * Opens the index in a directory, which it closes.
     *
     * @throws IOException if the index cannot be read or has another format
     */
    static OpenIndex open(Directory directory) throws IOException {
        IndexWriter writer = null;
        try {
            boolean isNew = isEmpty(directory);
            if (!isNew
                    && !SegmentInfos.readLatestCommit(directory).getUserData().equals(FORMAT)) {
                throw new IOException("the index has another format");
            }
            writer = new IndexWriter(directory, config());
            writer.setLiveCommitData(FORMAT.entrySet());
            OpenIndex index = new OpenIndex(directory, writer);
            index.readRooms();
            return index;
        } catch (IOException | RuntimeException | Error e) {
            if (writer != null) {
                rollback(writer);
            }
            directory.close();
            throw e;
        }
    }

    private static boolean isEmpty(Directory directory) throws IOException {
        try {
            SegmentInfos.readLatestCommit(directory);
            return false;
        } catch (IndexNotFoundException e) {
            return true;
        }
    }

    private static IndexWriterConfig config() {
        return new IndexWriterConfig(WordAnalyzer.INSTANCE)
                .setRAMBufferSizeMB(BUFFER_MB)
                // On the thread that writes, so that the number of threads is bounded.
                .setMergeScheduler(new SerialMergeScheduler())
                .setMergePolicy(new TieredMergePolicy().setForceMergeDeletesPctAllowed(0))
                .setCommitOnClose(false);
    }

    private void readRooms() throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                Terms terms = leaf.reader().terms(IndexedRoom.ROOM);
                if (terms != null) {
                    readRooms(leaf, terms.iterator());
                }
            }
        } finally {
            searchers.release(searcher);
        }
    }

    private void readRooms(LeafReaderContext leaf, TermsEnum terms) throws IOException {
        Bits live = leaf.reader().getLiveDocs();
        while (terms.next() != null) {
            PostingsEnum found = terms.postings(null, PostingsEnum.NONE);
            while (found.nextDoc() != PostingsEnum.NO_MORE_DOCS) {
                if (live == null || live.get(found.docID())) {
                    Document document = leaf.reader().storedFields().document(found.docID());
                    rooms.put(IndexedRoom.roomId(document), IndexedRoom.range(document));
                }
            }
        }
    }

    SearcherManager searchers() {
        return searchers;
    }

    /** Returns the rooms that the index contains. */
    Set<String> rooms() {
        return Set.copyOf(rooms.keySet());
    }

    /** Returns the positions of a room that the index contains; null if it contains none. */
    @Nullable
    LogRange range(String roomId) {
        return rooms.get(roomId);
    }

    void setRange(String roomId, LogRange range) throws IOException {
        writer.updateDocument(IndexedRoom.term(roomId), IndexedRoom.document(roomId, range));
        rooms.put(roomId, range);
        changed = true;
    }

    void add(String roomId, EventId id, FinalTranscript utterance) throws IOException {
        String text = FinalDocument.text(utterance);
        if (text != null && FinalDocument.canIndex(roomId, utterance)) {
            writer.addDocument(FinalDocument.of(roomId, id, utterance, text));
            changed = true;
        }
    }

    void remove(Query finals) throws IOException {
        writer.deleteDocuments(finals);
        changed = true;
    }

    void removeRoom(String roomId) throws IOException {
        remove(FinalDocument.inRoom(roomId));
        writer.deleteDocuments(IndexedRoom.term(roomId));
        rooms.remove(roomId);
    }

    /** Removes from the files what was removed from the index. Takes long in a large index. */
    void purge() throws IOException {
        writer.forceMergeDeletes();
        changed = true;
    }

    /** Lets searches find what was written. */
    void refresh() throws IOException {
        searchers.maybeRefreshBlocking();
    }

    void commit() throws IOException {
        if (changed) {
            writer.commit();
            changed = false;
        }
    }

    /** Closes the index and discards what was not committed. */
    void close() {
        try {
            searchers.close();
        } catch (IOException e) {
            // It has nothing to write.
        }
        rollback(writer);
        try {
            directory.close();
        } catch (IOException e) {
            // As above.
        }
    }

    private static void rollback(IndexWriter writer) {
        try {
            writer.rollback();
        } catch (IOException | RuntimeException e) {
            // The writer closed itself when it failed.
        }
    }
}

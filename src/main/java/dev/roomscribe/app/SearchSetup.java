package dev.roomscribe.app;

import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.app.config.TranscriptConfig;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.transcript.search.IndexLocation;
import dev.roomscribe.transcript.search.SearchIndex;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Starts the search index from the configuration. */
final class SearchSetup {
    private static final System.Logger LOG = System.getLogger(SearchSetup.class.getName());

    private SearchSetup() {}

    /** Returns the index; null if search is switched off. */
    static @Nullable SearchIndex start(RoomscribeConfig config, TranscriptStore store, Closer closer) {
        IndexLocation onDisk = IndexLocation.in(DataDirectory.of(config).searchIndex());
        boolean isInMemory = config.transcript().storage() == TranscriptConfig.Storage.MEMORY;
        if (isInMemory || !config.transcript().search()) {
            deleteUnused(onDisk);
        }
        if (!config.transcript().search()) {
            return null;
        }
        return closer.register(
                "search index",
                SearchIndex.start(store, isInMemory ? IndexLocation.inMemory() : onDisk, InstantSource.system()),
                SearchIndex::close);
    }

    /** An index that nothing updates would keep words that are erased. */
    private static void deleteUnused(IndexLocation index) {
        try {
            index.delete();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Deleting the unused search index failed: {0}", e.toString());
        }
    }
}

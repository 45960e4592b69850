package dev.roomscribe.transcript.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.transcript.log.file.DiskLimits;
import dev.roomscribe.transcript.log.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Transcripts on disk and an index of them. */
abstract class SearchFixture {
    static final Duration MAX_AGE = Duration.ofDays(1);

    private static final Duration INTERVAL = Duration.ofMillis(10);
    private static final StorageObserver UNOBSERVED = new StorageObserver() {
        @Override
        public void unwritten(long events) {}

        @Override
        public void lost(int events) {}
    };

    @TempDir
    Path directory;

    final MutableClock clock = new MutableClock();
    private final Map<String, TranscriptLog> logs = new HashMap<>();
    TranscriptStore store;
    SearchIndex index;

    private static final class Unheard implements TranscriptLog.Listener {
        @Override
        public void appended(LogEntry entry) {}

        @Override
        public void erased(EventId end) {}
    }

    final Path indexDirectory() {
        return directory.resolve("index");
    }

    final void openStore() throws IOException {
        store = FileStore.open(
                directory.resolve("transcripts"),
                new DiskLimits(MAX_AGE, 64 << 20, 1 << 30, Duration.ofSeconds(1)),
                clock,
                UNOBSERVED,
                session -> false);
    }

    final void openIndex() {
        openIndex(IndexLocation.in(indexDirectory()));
    }

    final void openIndex(IndexLocation location) {
        index = SearchIndex.start(store, location, clock, INTERVAL);
    }

    @AfterEach
    final void close() {
        if (index != null) {
            index.close();
        }
        if (store != null) {
            store.close();
        }
        logs.clear();
    }

    final TranscriptLog log(String roomId) {
        return logs.computeIfAbsent(roomId, id -> {
            TranscriptLog log = store.log(id, new Unheard());
            log.open().toCompletableFuture().join();
            return log;
        });
    }

    final void append(String roomId, DurableEvent... events) {
        for (DurableEvent event : events) {
            log(roomId).append(event).toCompletableFuture().join();
        }
    }

    static SearchRequest request(String text) {
        return new SearchRequest(SearchTerms.parse(text), List.of("*"), null, null, null, null, null, 10, null);
    }

    /** Returns the passages that are found; none while the index cannot be searched. */
    final List<String> passages(String text) {
        try {
            return index.search(request(text)).hits().stream()
                    .map(SearchHit::passage)
                    .toList();
        } catch (SearchUnavailableException e) {
            return List.of("unavailable");
        }
    }

    /** Waits until a search finds exactly these passages. */
    final void awaitPassages(String text, String... passages) {
        await().pollInterval(INTERVAL)
                .untilAsserted(() -> assertThat(passages(text)).containsExactly(passages));
    }
}

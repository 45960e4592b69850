package dev.roomscribe.transcript.search;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.log.StoredRoom;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;

/**
 * Searches the stored transcripts of all rooms. The index contains nothing that the logs do not, and follows them.
 *
 * <pre>
 *   building ──▶ ready
 *       ▲          │ failure, such as a full disk
 *       └─ failed ◀┘ after a pause, the index is deleted and built again
 * </pre>
 *
 * <p>One thread, {@code transcript-search}, writes the index and reads the logs for it; no failure of it concerns a
 * transcript. Thread-safe.
 */
public final class SearchIndex implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SearchIndex.class.getName());
    /** How long a new final is not found. */
    private static final Duration UPDATE_INTERVAL = Duration.ofSeconds(1);

    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(10);
    /** How long words that were erased can remain in the files of the index, where no search finds them. */
    private static final Duration ERASED_PURGE_INTERVAL = Duration.ofMinutes(10);
    /** How long expired words can; that many rooms' words expire all the time. */
    private static final Duration EXPIRED_PURGE_INTERVAL = Duration.ofHours(1);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final Duration LAST_RETRY = Duration.ofMinutes(10);
    private static final int CLOSE_TIMEOUT_MS = 10_000;
    private static final String BUILDING =
            "The search index is being built from the stored transcripts; try again later.";

    private final TranscriptStore store;
    private final IndexLocation location;
    private final InstantSource clock;
    private final ScheduledExecutorService thread;
    /** What the searches use; null while it cannot be searched. */
    private volatile @Nullable OpenIndex ready;

    private volatile String reason = BUILDING;
    private volatile boolean stopped;

    private @Nullable OpenIndex index;
    private final Set<String> unreadable = new HashSet<>();
    /** Whether the last attempt to list the stored transcripts succeeded. */
    private boolean listed = true;

    private IndexUpdate.Removed toPurge = IndexUpdate.Removed.NOTHING;
    private Duration retry = FIRST_RETRY;
    private long retryAt = Long.MIN_VALUE;
    private long committedAt;
    private long purgedAt;

    private SearchIndex(TranscriptStore store, IndexLocation location, InstantSource clock) {
        this.store = requireNonNull(store, "store is null");
        this.location = requireNonNull(location, "location is null");
        this.clock = requireNonNull(clock, "clock is null");
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, "transcript-search");
            created.setDaemon(true);
            return created;
        });
    }

    /**
     * Opens the index, or builds it if there is none, in the background.
     *
     * @param store closed after this
     */
    public static SearchIndex start(TranscriptStore store, IndexLocation location, InstantSource clock) {
        return start(store, location, clock, UPDATE_INTERVAL);
    }

    static SearchIndex start(TranscriptStore store, IndexLocation location, InstantSource clock, Duration interval) {
        SearchIndex search = new SearchIndex(store, location, clock);
        var unused = search.thread.scheduleWithFixedDelay(
                search::update, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return search;
    }

    /**
     * Finds utterances. Blocks.
     *
     * @throws SearchInputException if the request is invalid
     * @throws SearchUnavailableException if the index is being built, or failed
     */
    public SearchPage search(SearchRequest request) {
        OpenIndex open = ready;
        if (open == null) {
            throw new SearchUnavailableException(reason);
        }
        try {
            return new Search(store, open.searchers(), request).run();
        } catch (IOException | AlreadyClosedException e) {
            LOG.log(System.Logger.Level.WARNING, "A search failed: {0}", e.toString());
            throw new SearchUnavailableException("The search index cannot be read at present; try again later.");
        }
    }

    private OpenIndex open() throws IOException {
        OpenIndex open = index;
        if (open == null) {
            open = openOrCreate();
            index = open;
        }
        return open;
    }

    private OpenIndex openOrCreate() throws IOException {
        try {
            OpenIndex opened = OpenIndex.open(location.open());
            // The process before may have ended before it removed from the files what was erased.
            toPurge = IndexUpdate.Removed.ERASED;
            purgedAt = 0;
            return opened;
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The search index cannot be used and is built again from the stored transcripts: {0}",
                    e.toString());
            location.delete();
            return OpenIndex.open(location.open());
        }
    }

    private void update() {
        long now = clock.millis();
        if (stopped || now < retryAt) {
            return;
        }
        try {
            List<StoredRoom> rooms = rooms();
            if (rooms == null) {
                return;
            }
            OpenIndex open = open();
            toPurge = toPurge.and(new IndexUpdate(store, open, unreadable, () -> stopped).run(rooms));
            open.refresh();
            if (ready == null && !stopped) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "The search index contains {0} rooms",
                        open.rooms().size());
                ready = open;
            }
            purge(open, now);
            if (now - committedAt >= COMMIT_INTERVAL.toMillis() || stopped) {
                committedAt = now;
                open.commit();
            }
            retry = FIRST_RETRY;
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Returns the stored rooms; null if they cannot be listed, which does not concern the index. */
    private @Nullable List<StoredRoom> rooms() {
        try {
            List<StoredRoom> rooms = store.rooms();
            listed = true;
            return rooms;
        } catch (IOException e) {
            if (listed) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The stored transcripts cannot be listed, so the newest are not found by a search. Listing is"
                                + " retried: {0}",
                        e.toString());
            }
            listed = false;
            return null;
        }
    }

    private void purge(OpenIndex open, long now) throws IOException {
        Duration interval = toPurge == IndexUpdate.Removed.ERASED ? ERASED_PURGE_INTERVAL : EXPIRED_PURGE_INTERVAL;
        if (toPurge != IndexUpdate.Removed.NOTHING && now - purgedAt >= interval.toMillis()) {
            purgedAt = now;
            open.purge();
            open.refresh();
            open.commit();
            toPurge = IndexUpdate.Removed.NOTHING;
        }
    }

    private void fail(Throwable cause) {
        // Before the searches see it, so that the pause begins at the latest then.
        retryAt = clock.millis() + retry.toMillis();
        reason = "The search index failed and will be built again; try again later.";
        ready = null;
        LOG.log(
                System.Logger.Level.ERROR,
                "The search index failed: " + cause + ". It is deleted, and built again in " + retry.toSeconds()
                        + " s; transcripts are not concerned");
        OpenIndex failed = index;
        index = null;
        toPurge = IndexUpdate.Removed.NOTHING;
        try {
            if (failed != null) {
                failed.close();
            }
            location.delete();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "Deleting the search index failed", e);
        }
        Duration next = retry.multipliedBy(2);
        retry = next.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : next;
    }

    /** Commits what was indexed and closes the index. Blocks for at most 10 s. Idempotent. */
    @Override
    public void close() {
        stopped = true;
        ready = null;
        reason = "The service is stopping.";
        try {
            thread.execute(this::closeIndex);
        } catch (RejectedExecutionException e) {
            return;
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "The search index was not closed in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeIndex() {
        OpenIndex open = index;
        index = null;
        if (open != null) {
            try {
                open.commit();
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "Committing the search index failed", e);
            }
            open.close();
        }
    }
}

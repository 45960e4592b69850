package dev.roomscribe.security.key;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys file again when it changes.
 *
 * <pre>
 *   load ──▶ start ──▶ close
 * </pre>
 *
 * <p>The text is compared at an interval, on a thread of its own: file systems do not report every change, and modification
 * times may be equal. A file that is invalid changes nothing: the last valid keys stay, and a warning is logged once. A
 * problem that the next look does not find again is not logged, because the file was only partly written.
 */
public final class KeysFileWatcher implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KeysFileWatcher.class.getName());

    /** A problem that persists is reported again: a key that was to be removed is still valid. */
    private static final Duration REPORT_INTERVAL = Duration.ofHours(1);

    private final KeysFile file;
    private final ApiKeys keys;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "keys-file");
        created.setDaemon(true);
        return created;
    });
    /** The text of the keys that are valid now; used by one thread at a time, as the problems are. */
    private @Nullable String current;

    private @Nullable String lastProblem;

    private @Nullable String reportedProblem;
    private long reportedNanos;

    public KeysFileWatcher(KeysFile file, ApiKeys keys) {
        this.file = requireNonNull(file, "file is null");
        this.keys = requireNonNull(keys, "keys is null");
    }

    /**
     * Reads the file the first time. Blocks.
     *
     * @throws IllegalArgumentException with a sentence, if the file is invalid or has an id of the configuration
     */
    public void load() {
        String text = file.read();
        keys.setFileKeys(ApiKeyJson.parse(text));
        current = text;
    }

    /** Begins to watch the file; called once, after {@link #load}. */
    public void start(Duration interval) {
        ScheduledFuture<?> unused = thread.scheduleWithFixedDelay(
                this::check, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads the file, and replaces the keys if they have changed. Never throws. */
    void check() {
        try {
            String text = file.read();
            if (!text.equals(current)) {
                List<ApiKey> changed = ApiKeyJson.parse(text);
                keys.setFileKeys(changed);
                current = text;
                LOG.log(
                        System.Logger.Level.INFO,
                        "The keys file {0} has changed; number of its keys now: {1}",
                        file.path(),
                        changed.size());
            }
            lastProblem = null;
            reportedProblem = null;
        } catch (IllegalArgumentException e) {
            onProblem(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // An exception would end the schedule.
            onProblem(e.getClass().getName());
        }
    }

    private void onProblem(String problem) {
        boolean persistent = problem.equals(lastProblem);
        lastProblem = problem;
        long now = System.nanoTime();
        if (persistent && (!problem.equals(reportedProblem) || now - reportedNanos >= REPORT_INTERVAL.toNanos())) {
            reportedProblem = problem;
            reportedNanos = now;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The keys file {0} (roomscribe.auth.keys-file) cannot be used, so the keys stay as they were: {1}",
                    file.path(),
                    problem);
        }
    }

    /** Ends the thread. Does not block. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}

package dev.roomscribe.security.limit;

import dev.roomscribe.security.access.KeyReference;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts what is used on this node with each API key, and with the tokens that were created with it, against the quota of the key. Streams
 * and sessions are remembered only while they are open. May be used from any thread; nothing here blocks for long.
 *
 * <p>Sessions that were resumed after a restart are not counted: nothing says which key has started them.
 */
public final class KeyLimits {
    private static final Duration PERIOD = Duration.ofMinutes(1);
    /** Keys that were changed or removed are forgotten once this many others were used after them. */
    private static final int MAX_REMEMBERED = 10_000;

    /** Guarded by the lock, as the other maps are; the eldest is the one whose last use is longest ago. */
    private final Map<KeyReference, Bucket> starts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<KeyReference, Bucket> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /** The open ones by the id of the key. */
    private final Map<String, Integer> streams = new HashMap<>();

    private final Map<String, Integer> sessions = new HashMap<>();

    /** Counts a request to start a session. Returns false, and does not count it, if the key has none left. */
    public synchronized boolean tryStart(KeyReference key) {
        int perMinute = key.quota().startsPerMinute();
        return perMinute == 0
                || starts.computeIfAbsent(
                                key,
                                unused -> Bucket.builder()
                                        .addLimit(bandwidth ->
                                                bandwidth.capacity(perMinute).refillGreedy(perMinute, PERIOD))
                                        .build())
                        .tryConsume(1);
    }

    /** Counts an open stream until {@link #closeStream}. Returns false, and does not count it, if the key has none left. */
    public boolean tryOpenStream(KeyReference key) {
        return tryOpenStream(key, 0);
    }

    /**
     * Counts an open stream as {@link #tryOpenStream(KeyReference)} does.
     *
     * @param elsewhere how many streams are open with the key on other nodes
     */
    public synchronized boolean tryOpenStream(KeyReference key, int elsewhere) {
        return tryOpen(streams, key, key.quota().streams(), elsewhere);
    }

    /** Returns the open streams by the ids of their keys. */
    public synchronized Map<String, Integer> openStreams() {
        return Map.copyOf(streams);
    }

    /** Counts the end of a stream that {@link #tryOpenStream} has counted. */
    public synchronized void closeStream(KeyReference key) {
        close(streams, key);
    }

    /** Counts a session until {@link #endSession}. Returns false, and does not count it, if the key has none left. */
    public synchronized boolean tryStartSession(KeyReference key) {
        return tryOpen(sessions, key, key.quota().sessions(), 0);
    }

    /** Counts the end of a session that {@link #tryStartSession} has counted. */
    public synchronized void endSession(KeyReference key) {
        close(sessions, key);
    }

    private static boolean tryOpen(Map<String, Integer> counts, KeyReference key, int limit, int elsewhere) {
        int open = counts.getOrDefault(key.id(), 0);
        if (limit > 0 && open + elsewhere >= limit) {
            return false;
        }
        counts.put(key.id(), open + 1);
        return true;
    }

    private static void close(Map<String, Integer> counts, KeyReference key) {
        counts.computeIfPresent(key.id(), (unused, open) -> open == 1 ? null : open - 1);
    }
}

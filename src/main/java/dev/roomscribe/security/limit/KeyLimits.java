package dev.roomscribe.security.limit;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.security.access.KeyReference;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is used with each API key, and with the tokens that were created with it, against the quota of the key. Streams
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

    /** By the id of the key. */
    private final Map<String, Integer> streams = new HashMap<>();

    /** By the id of the room. */
    private final Map<String, Place> sessions = new HashMap<>();

    /** The right of a key to have one more session, in one room. */
    public final class Place {
        private final String roomId;
        private final String keyId;

        private Place(String roomId, String keyId) {
            this.roomId = roomId;
            this.keyId = keyId;
        }

        /** Gives the place back, because the key has started no session with it. Idempotent. */
        public void release() {
            synchronized (KeyLimits.this) {
                sessions.remove(roomId, this);
            }
        }
    }

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
    public synchronized boolean tryOpenStream(KeyReference key) {
        int open = streams.getOrDefault(key.id(), 0);
        int limit = key.quota().streams();
        if (limit > 0 && open >= limit) {
            return false;
        }
        streams.put(key.id(), open + 1);
        return true;
    }

    /** Counts the end of a stream that {@link #tryOpenStream} has counted. */
    public synchronized void closeStream(KeyReference key) {
        streams.computeIfPresent(key.id(), (unused, open) -> open == 1 ? null : open - 1);
    }

    /**
     * Counts a session until {@link #endSession}. A room that is counted already, for any key, is not counted again.
     *
     * @return null if the key has no place left
     */
    public synchronized @Nullable Place reserveSession(KeyReference key, String roomId) {
        requireNonNull(roomId, "roomId is null");
        Place place = new Place(roomId, key.id());
        if (sessions.containsKey(roomId)) {
            // Its release does nothing, because another place is remembered.
            return place;
        }
        int limit = key.quota().sessions();
        long running = sessions.values().stream()
                .filter(other -> other.keyId.equals(key.id()))
                .count();
        if (limit > 0 && running >= limit) {
            return null;
        }
        sessions.put(roomId, place);
        return place;
    }

    /** Counts the end of a room's session, whichever key has started it. */
    public synchronized void endSession(String roomId) {
        sessions.remove(roomId);
    }
}

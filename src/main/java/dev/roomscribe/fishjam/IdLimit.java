package dev.roomscribe.fishjam;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The bound on ids that come from Fishjam, before they reach events, logs and metrics. Ids are opaque, and known ones have
 * 36 to 80 characters; a longer one than the bound is taken for damage, and what it names is ignored. May be used from
 * any thread.
 */
public final class IdLimit {
    /** The longest id that is accepted, in bytes of UTF-8. */
    public static final int MAX_BYTES = 256;

    private static final System.Logger LOG = System.getLogger(IdLimit.class.getName());
    /** Logged once, because a server that sends such ids would fill the log. */
    private static final AtomicBoolean LOGGED = new AtomicBoolean();

    private IdLimit() {}

    /** Returns whether an id of a room, a peer or a track is longer than {@link #MAX_BYTES}. */
    public static boolean isExceededBy(String id) {
        if (isWithinLimit(id)) {
            return false;
        }
        if (!LOGGED.getAndSet(true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Fishjam sent an id of {0} characters; whatever has an id of more than {1} bytes is ignored",
                    id.length(),
                    MAX_BYTES);
        }
        return true;
    }

    private static boolean isWithinLimit(String id) {
        // A character has one to three bytes of UTF-8; a long id is not encoded only to be measured.
        if (id.length() * 3L <= MAX_BYTES) {
            return true;
        }
        return id.length() <= MAX_BYTES && id.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }
}

package dev.roomscribe.security.access;

/**
 * How much may be used with one API key, together with the tokens that were created with it; 0 means no limit.
 *
 * @param sessions sessions at the same time
 * @param streams open caption streams
 * @param startsPerMinute requests to start a session
 */
public record KeyQuota(int sessions, int streams, int startsPerMinute) {
    public static final int MAX = 1_000_000;

    public static final KeyQuota UNLIMITED = new KeyQuota(0, 0, 0);

    /** @throws IllegalArgumentException if a limit is not in the range from 0 to {@value #MAX} */
    public KeyQuota {
        check("sessions", sessions);
        check("streams", streams);
        check("starts_per_minute", startsPerMinute);
    }

    private static void check(String name, int limit) {
        if (limit < 0 || limit > MAX) {
            throw new IllegalArgumentException(name + " must be a number from 0 to " + MAX);
        }
    }
}

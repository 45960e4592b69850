package dev.roomscribe.security.access;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rooms that a principal may use: room ids, and prefixes of room ids that end in {@code *}. The pattern {@code *} alone
 * matches every room. Because {@code *} is only allowed at the end, a room whose id contains it can only be matched by a
 * prefix.
 *
 * @param patterns at most {@value #MAX_PATTERNS}, each with at most 256 characters of a room id; an empty list matches no room
 */
public record RoomPatterns(List<String> patterns) {
    public static final int MAX_PATTERNS = 100;

    private static final String WILDCARD = "*";
    /** The characters of a room id, which are not separators, slashes, or of Unicode's category "other". */
    private static final Pattern FORM = Pattern.compile("[^\\p{C}\\p{Z}/\\\\*]{1,256}\\*?|\\*");

    /** Matches every room. */
    public static final RoomPatterns ALL = new RoomPatterns(List.of("*"));

    /** @throws IllegalArgumentException with a sentence about the first pattern that is invalid */
    public RoomPatterns {
        patterns = List.copyOf(patterns);
        if (patterns.size() > MAX_PATTERNS) {
            throw new IllegalArgumentException(
                    "there are " + patterns.size() + " room patterns, and at most " + MAX_PATTERNS + " are allowed");
        }
        for (int i = 0; i < patterns.size(); i++) {
            if (!FORM.matcher(patterns.get(i)).matches()) {
                // The pattern may be a secret that was written into the wrong place.
                throw new IllegalArgumentException("room pattern " + (i + 1)
                        + " is neither a room id nor the beginning of one followed by *, such as team-a-*");
            }
        }
    }

    /** As the constructor. */
    public static RoomPatterns of(Collection<String> patterns) {
        return new RoomPatterns(List.copyOf(patterns));
    }

    /**
     * Returns the pattern that matches one room only.
     *
     * @throws IllegalArgumentException if the id contains a {@code *} or is not a room id
     */
    public static RoomPatterns only(String roomId) {
        if (roomId.contains(WILDCARD)) {
            throw new IllegalArgumentException("the id of the room contains *, so no pattern matches only this room");
        }
        return new RoomPatterns(List.of(roomId));
    }

    /** Returns whether a room may be used; upper and lower case differ. */
    public boolean matches(String roomId) {
        requireNonNull(roomId, "roomId is null");
        return patterns.stream().anyMatch(pattern -> matches(pattern, roomId));
    }

    private static boolean matches(String pattern, String roomId) {
        return pattern.endsWith(WILDCARD)
                ? roomId.startsWith(pattern.substring(0, pattern.length() - 1))
                : roomId.equals(pattern);
    }
}

package dev.roomscribe.session.auto;

import java.util.Set;

/**
 * Rooms that are not transcribed automatically, each until it has been empty. Thread-safe; no method blocks.
 *
 * <p>Fishjam's answers arrive late, so each suppression has a version: an answer lifts only suppressions that existed when
 * the request was sent.
 */
public interface SuppressedRooms {
    /** Any client may stop any room id, even of a room that does not exist; beyond this the oldest is dropped. */
    int MAX_ROOMS = 10_000;

    void add(String roomId);

    void remove(String roomId);

    boolean contains(String roomId);

    /** Returns the current version, to be read before a request to Fishjam is sent. */
    long version();

    /** Lifts the suppression of a room that was empty or did not exist, unless it is newer than {@code version}. */
    void removeEmpty(String roomId, long version);

    /** Lifts the suppressions of rooms that did not exist, unless they are newer than {@code version}. */
    void retainExisting(Set<String> existing, long version);
}

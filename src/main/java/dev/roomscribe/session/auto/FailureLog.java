package dev.roomscribe.session.auto;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The current failures of automatic transcription, by room. A failure is logged when its message first occurs or changes,
 * not with every retry. Confined to one event loop.
 */
final class FailureLog {
    private static final System.Logger LOG = System.getLogger(FailureLog.class.getName());

    /** The key for a failure to list the rooms; no room has an empty id. */
    private static final String LIST = "";

    private final Map<String, String> messages = new HashMap<>();
    private boolean full;

    void addListFailure(String message) {
        if (add(LIST, message)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The rooms cannot be listed, so new rooms are not transcribed automatically: {0}",
                    message);
        }
    }

    void addRoomFailure(String roomId, String message) {
        if (add(roomId, message)) {
            LOG.log(System.Logger.Level.WARNING, "Room {0} cannot be transcribed automatically: {1}", roomId, message);
        }
    }

    /** The service is at its capacity; logged once until {@link #removeFull}. */
    void addFull() {
        if (!full) {
            full = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The service is at its capacity, so rooms wait to be transcribed automatically until a session ends");
        }
    }

    /** A room was started. */
    void removeFull() {
        full = false;
    }

    private boolean add(String key, String message) {
        return !message.equals(messages.put(key, message));
    }

    void remove(String roomId) {
        messages.remove(roomId);
    }

    /** Removes the failure to list the rooms, and those of rooms that are not listed. */
    void retainRooms(Set<String> listed) {
        messages.keySet().retainAll(listed);
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }
}

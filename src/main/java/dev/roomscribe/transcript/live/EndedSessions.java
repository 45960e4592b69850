package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sessions of a room that ended, or whose end is being appended: nothing of a session follows its end. Thread-safe.
 */
final class EndedSessions {
    private static final System.Logger LOG = System.getLogger(EndedSessions.class.getName());
    /** Far more than sessions that may still publish something. */
    private static final int MAX_SESSIONS = 16;

    private final String roomId;
    private final Map<String, End> ended = new LinkedHashMap<>();

    private static final class End {
        private boolean isStored;
        private boolean lateEventLogged;
    }

    EndedSessions(String roomId) {
        this.roomId = roomId;
    }

    /** Takes note of an event that is being appended; returns whether it may be, as its session has not ended. */
    synchronized boolean admit(DurableEvent event) {
        String sessionId = event.sessionId();
        End end = ended.get(sessionId);
        if (event instanceof SessionStarted) {
            ended.remove(sessionId);
        } else if (end != null) {
            if (!end.lateEventLogged) {
                end.lateEventLogged = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Room {0}: an event of type {1} was refused, because session {2} has ended",
                        roomId,
                        event.type(),
                        sessionId);
            }
            return false;
        } else if (event instanceof SessionEnded) {
            add(sessionId);
        }
        return true;
    }

    /** The end of a session was not appended, because another process has the session: it may go on. */
    synchronized void revoke(String sessionId) {
        ended.remove(sessionId);
    }

    /** Takes note of an event that is in the log, which another process may have appended. */
    synchronized void observe(DurableEvent event) {
        if (event instanceof SessionEnded) {
            add(event.sessionId()).isStored = true;
        } else if (event instanceof SessionStarted) {
            ended.remove(event.sessionId());
        }
    }

    private End add(String sessionId) {
        End end = ended.computeIfAbsent(sessionId, unknown -> new End());
        if (ended.size() > MAX_SESSIONS) {
            ended.remove(ended.keySet().iterator().next());
        }
        return end;
    }

    /** Returns whether the log has the end of a session. */
    synchronized boolean isStored(String sessionId) {
        End end = ended.get(sessionId);
        return end != null && end.isStored;
    }

    synchronized boolean contains(String sessionId) {
        return ended.containsKey(sessionId);
    }
}

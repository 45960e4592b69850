package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.DurableEvent;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides what is added to the log of a room whose session was running when its process ended. */
final class EarlierSessions {
    private static final System.Logger LOG = System.getLogger(EarlierSessions.class.getName());

    private final Predicate<String> continued;

    /** @param continued returns whether this process continues a session, by its id */
    EarlierSessions(Predicate<String> continued) {
        this.continued = continued;
    }

    boolean isContinued(@Nullable InterruptedSession session) {
        return session != null && continued.test(session.sessionId());
    }

    /**
     * Returns the events that state the missing audio, and the end of the session if it is not continued.
     *
     * @param session null if no session was running
     * @param openedAt the wall-clock time of the restart
     */
    List<DurableEvent> completion(String roomId, @Nullable InterruptedSession session, Instant openedAt) {
        if (session == null) {
            return List.of();
        }
        if (isContinued(session)) {
            return session.missingAudio(openedAt);
        }
        LOG.log(
                System.Logger.Level.INFO,
                "Room {0}: the service ended without warning while session {1} was running. The transcript states"
                        + " which audio is missing. To transcribe the room again, start it again",
                roomId,
                session.sessionId());
        return session.closingEvents(openedAt);
    }
}

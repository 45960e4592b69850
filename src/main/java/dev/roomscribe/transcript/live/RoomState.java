package dev.roomscribe.transcript.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionPhase;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.SessionStatusUpdate;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.PeerErasure;
import dev.roomscribe.transcript.log.TranscriptLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The current state of a room, from which snapshots are built: session, its status, peers, last finals and open partials.
 * Guarded by the room's lock.
 */
final class RoomState {
    private static final int SNAPSHOT_FINALS = 20;

    /** The names of the peers in the room, by peer id. */
    private final Map<String, Optional<String>> peers = new LinkedHashMap<>();

    private final Deque<LogEntry> finals = new ArrayDeque<>();
    private final OpenPartials partials = new OpenPartials();
    private @Nullable SessionStarted started;
    private @Nullable SessionEnded ended;
    /** What the session last reported; null if no session of this process has. */
    private @Nullable SessionStatusUpdate reported;

    /** Whether the log tells that the session is paused, for as long as the session has not reported. */
    private boolean paused;
    /** Whether the process that ran the session has ended, for as long as the session has not reported. */
    private boolean interrupted;

    /** Whether no process is known to run the session, for as long as none has reported. */
    private boolean left;

    private final String roomId;
    private final CurrentStatus status;

    RoomState(String roomId) {
        this.roomId = roomId;
        status = new CurrentStatus(roomId);
    }

    OpenPartials partials() {
        return partials;
    }

    CurrentStatus status() {
        return status;
    }

    boolean hasSession() {
        return started != null && ended == null;
    }

    void apply(LogEntry entry) {
        entry.event().ifPresent(event -> {
            apply(entry, event);
            refreshStatus();
        });
    }

    private void apply(LogEntry entry, DurableEvent event) {
        if (event instanceof SessionStarted start) {
            started = start;
            ended = null;
            paused = false;
            interrupted = false;
            peers.clear();
            finals.clear();
            partials.clear();
        } else if (event instanceof SessionResumed resumed) {
            if (started == null || !started.sessionId().equals(resumed.sessionId())) {
                started = resumed.asStarted();
                finals.clear();
            }
            ended = null;
            interrupted = false;
            peers.clear();
            partials.clear();
        } else if (event instanceof SessionEnded end) {
            ended = end;
            paused = false;
            peers.clear();
            partials.clear();
        } else if (event instanceof PeerJoined joined) {
            peers.put(joined.peerId(), Optional.ofNullable(joined.name()));
        } else if (event instanceof PeerRenamed renamed) {
            peers.replace(renamed.peerId(), Optional.ofNullable(renamed.name()));
        } else if (event instanceof PeerLeft left) {
            peers.remove(left.peerId());
            partials.removePeer(left.peerId());
        } else if (event instanceof StreamGap gap && gap.reason() == GapReason.PAUSED) {
            paused = gap.continues();
        } else if (event instanceof FinalTranscript utterance) {
            partials.end(utterance.utteranceId());
            finals.addLast(entry);
            if (finals.size() > SNAPSHOT_FINALS) {
                finals.removeFirst();
            }
        }
    }

    /** Takes over what the log has stored. */
    void restore(TranscriptLog.Opened found) {
        if (found.session() != null) {
            apply(found.session());
        }
        found.newest().forEach(this::apply);
        interrupted = found.interruption() != null;
        refreshStatus();
    }

    /** Removes what a peer has said, and its name; everything, if it is of a session that is erased. */
    void erase(Erasure erasure) {
        if (erasure instanceof PeerErasure peer) {
            peers.computeIfPresent(peer.peerId(), (id, name) -> Optional.empty());
            partials.removePeer(peer.peerId());
        } else if (started != null && erasure.includesSession(started.sessionId())) {
            clear();
        }
        finals.removeIf(entry -> erasure.apply(entry) != entry);
    }

    /** Sets what the session of this process reports; returns whether subscribers are to learn of it now. */
    boolean report(SessionStatusUpdate report) {
        reported = report;
        left = false;
        return refreshStatus();
    }

    /** Sets whether no process runs the session, as far as this one knows; returns whether subscribers are to learn of it now. */
    boolean setLeft(boolean isLeft) {
        left = isLeft;
        return refreshStatus();
    }

    private boolean refreshStatus() {
        return status.set(running());
    }

    /** Returns the status of the running session; null if no session is running. */
    private @Nullable SessionStatusUpdate running() {
        if (started == null || ended != null) {
            return null;
        }
        String sessionId = started.sessionId();
        SessionPhase phase = interrupted ? SessionPhase.INTERRUPTED : SessionPhase.LISTENING;
        SessionStatusUpdate known = reported != null && reported.sessionId().equals(sessionId)
                ? reported
                : new SessionStatusUpdate(sessionId, phase, paused, 0);
        return left ? new SessionStatusUpdate(sessionId, SessionPhase.INTERRUPTED, known.paused(), 0) : known;
    }

    /** Removes everything except the versions of the partials and the status. */
    void clear() {
        started = null;
        ended = null;
        reported = null;
        paused = false;
        interrupted = false;
        left = false;
        refreshStatus();
        peers.clear();
        finals.clear();
        partials.clear();
    }

    /** Removes finals that the log no longer stores. */
    void removeUpTo(EventId start) {
        finals.removeIf(entry -> entry.id().compareTo(start) <= 0);
    }

    /** Returns the JSON of a snapshot for a new subscriber. */
    String snapshot(EventId lastId, SubscriptionRequest request) {
        ObjectNode snapshot = EventJson.MAPPER
                .createObjectNode()
                .put("type", "session.snapshot")
                .put("room_id", roomId);
        if (started != null) {
            ObjectNode session = snapshot.putObject("session");
            session.put("session_id", started.sessionId());
            SessionStatusUpdate current = running();
            session.put("state", current == null ? "ended" : current.state().json());
            session.put("paused", current != null && current.paused());
            session.putPOJO("started_at", started.startedAt());
            if (ended != null) {
                session.putPOJO("ended_at", ended.endedAt());
            }
        }
        ArrayNode peerNodes = snapshot.putArray("peers");
        peers.forEach((peerId, name) -> {
            ObjectNode peer = peerNodes.addObject().put("peer_id", peerId);
            name.ifPresent(known -> peer.put("name", known));
        });
        ArrayNode finalNodes = snapshot.putArray("finals");
        finals.stream().filter(request::selects).forEach(entry -> finalNodes.addRawValue(new RawValue(entry.json())));
        ArrayNode partialNodes = snapshot.putArray("partials");
        partials.json(request).forEach(json -> partialNodes.addRawValue(new RawValue(json)));
        return EventJson.write(snapshot.put("last_id", lastId.toString()));
    }
}

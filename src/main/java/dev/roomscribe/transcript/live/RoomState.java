package dev.roomscribe.transcript.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.log.LogEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A room as its events leave it: the session, who is there, and what is on the screen. Not thread-safe: its room locks
 * it.
 */
final class RoomState {
    private static final int FINALS_SHOWN = 20;
    /** Far more than may talk at once; what is over it are withdrawn partials that everybody has had. */
    private static final int MOST_PARTIALS = 1_000;
    /** Far more than may end while a partial is on its way. */
    private static final int MOST_SETTLED = 1_000;

    /**
     * The newest partial of an utterance.
     *
     * @param version orders the partials of a room: a subscriber has had those up to some version
     */
    record Live(PartialTranscript partial, Delivery.Event delivery, long version) {}

    /** The names of those who are there, by their ids. */
    private final Map<String, Optional<String>> peers = new LinkedHashMap<>();

    private final Deque<LogEntry> finals = new ArrayDeque<>();
    private final LinkedHashMap<String, Live> partials = new LinkedHashMap<>();
    /** Utterances that are over; a partial that comes late must not open them again. */
    private final Set<String> settled = new LinkedHashSet<>();

    private @Nullable SessionStarted started;
    private @Nullable SessionEnded ended;
    private SessionPhase phase = SessionPhase.LISTENING;
    private long version;

    boolean hasSession() {
        return started != null && ended == null;
    }

    void apply(LogEntry entry) {
        entry.event().ifPresent(event -> apply(entry, event));
    }

    private void apply(LogEntry entry, DurableEvent event) {
        if (event instanceof SessionStarted start) {
            started = start;
            ended = null;
            phase = SessionPhase.LISTENING;
            peers.clear();
            finals.clear();
            partials.clear();
        } else if (event instanceof SessionEnded end) {
            ended = end;
            peers.clear();
            partials.clear();
        } else if (event instanceof PeerJoined joined) {
            peers.put(joined.peerId(), Optional.ofNullable(joined.name()));
        } else if (event instanceof PeerRenamed renamed) {
            peers.replace(renamed.peerId(), Optional.ofNullable(renamed.name()));
        } else if (event instanceof PeerLeft left) {
            peers.remove(left.peerId());
            partials.values().removeIf(live -> live.partial.peerId().equals(left.peerId()));
        } else if (event instanceof FinalTranscript done) {
            settle(done.utteranceId());
            finals.addLast(entry);
            if (finals.size() > FINALS_SHOWN) {
                finals.removeFirst();
            }
        }
    }

    void enter(SessionPhase next) {
        phase = next;
    }

    /** Forgets everything but how many partials there were. */
    void clear() {
        started = null;
        ended = null;
        peers.clear();
        finals.clear();
        partials.clear();
    }

    private void settle(String utteranceId) {
        partials.remove(utteranceId);
        settled.add(utteranceId);
        if (settled.size() > MOST_SETTLED) {
            settled.remove(settled.iterator().next());
        }
    }

    /** Takes a partial in, unless a later revision or the final is there already. */
    boolean show(PartialTranscript partial, String json) {
        Live before = partials.get(partial.utteranceId());
        if (settled.contains(partial.utteranceId())
                || (before != null && before.partial.revision() >= partial.revision())) {
            return false;
        }
        // Put last again, so that the map is in the order of the versions.
        partials.remove(partial.utteranceId());
        partials.put(
                partial.utteranceId(), new Live(partial, new Delivery.Event(null, partial.type(), json), ++version));
        if (partials.size() > MOST_PARTIALS) {
            partials.remove(partials.keySet().iterator().next());
        }
        return true;
    }

    /** Returns the version of the newest partial. */
    long version() {
        return version;
    }

    /** Returns the oldest partial that is newer than a version and wanted. */
    Optional<Live> next(long after, SubscriptionRequest request) {
        return partials.values().stream()
                .filter(live -> live.version > after && request.wants(live.partial))
                .findFirst();
    }

    /** Forgets finals that the log no longer keeps. */
    void forget(EventId upTo) {
        finals.removeIf(entry -> entry.id().compareTo(upTo) <= 0);
    }

    /** Returns what a subscriber needs to know who comes in now. */
    String snapshot(String roomId, EventId last, SubscriptionRequest request) {
        ObjectNode snapshot = EventJson.MAPPER
                .createObjectNode()
                .put("type", "session.snapshot")
                .put("room_id", roomId);
        if (started != null) {
            ObjectNode session = snapshot.putObject("session");
            session.put("session_id", started.sessionId());
            session.put("state", ended == null ? phase.json() : "ended");
            session.putPOJO("started_at", started.startedAt());
            if (ended != null) {
                session.putPOJO("ended_at", ended.endedAt());
            }
        }
        ArrayNode present = snapshot.putArray("peers");
        peers.forEach((peerId, name) -> {
            ObjectNode node = present.addObject().put("peer_id", peerId);
            name.ifPresent(known -> node.put("name", known));
        });
        ArrayNode shown = snapshot.putArray("finals");
        finals.stream().filter(request::wants).forEach(entry -> shown.addRawValue(new RawValue(entry.json())));
        ArrayNode open = snapshot.putArray("partials");
        partials.values().stream()
                .filter(live -> request.wants(live.partial))
                .filter(live -> !live.partial.transcript().isEmpty())
                .forEach(live -> open.addRawValue(new RawValue(live.delivery.json())));
        return EventJson.write(snapshot.put("last_id", last.toString()));
    }
}

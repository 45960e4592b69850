package dev.roomscribe.api.list;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.api.input.SelfReference;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.transcript.log.StoredRoom;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rooms with a running session or a stored transcript. Those whose newest session began last come first; rooms whose
 * sessions began at the same time are ordered by room id.
 */
public final class RoomList {
    private static final Comparator<Position> ORDER =
            Comparator.comparing(Position::at).reversed().thenComparing(Position::roomId);

    private final Map<Position, Room> rooms = new TreeMap<>(ORDER);

    /** Where a room is in the list. */
    private record Position(Instant at, String roomId) {
        @Override
        public String toString() {
            return PageCursor.of(at.toEpochMilli(), roomId);
        }

        static Position parse(String cursor) {
            return PageCursor.parse(
                    cursor, 2, parts -> new Position(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1]));
        }
    }

    /** What the list says of a room: the status of its session, or its transcript, or both. */
    private record Room(
            @Nullable SessionStatus session, @Nullable StoredRoom stored) {}

    /**
     * Selects the rooms of a list.
     *
     * @param running whether the rooms have a running session; null if both are listed
     * @param from lists rooms in which a session was running at this time or later; null for no limit
     * @param to lists rooms in which a session began before this time; null for no limit
     */
    public record Filter(
            @Nullable Boolean running,
            @Nullable Instant from,
            @Nullable Instant to) {
        private boolean includes(Room room) {
            SessionStatus session = room.session();
            if (running != null && running != (session != null)) {
                return false;
            }
            StoredRoom stored = room.stored();
            boolean isStoredIn = stored != null && stored.hasSessionIn(from, to);
            boolean isRunningIn = session != null
                    && (to == null
                            || session.startedAt() == null
                            || session.startedAt().isBefore(to));
            return isStoredIn || isRunningIn;
        }
    }

    public RoomList(Collection<SessionStatus> sessions, Collection<StoredRoom> stored, Filter filter) {
        Map<String, Room> byId = new TreeMap<>();
        stored.forEach(room -> byId.put(room.roomId(), new Room(null, room)));
        sessions.forEach(session -> byId.compute(
                session.roomId(), (id, found) -> new Room(session, found == null ? null : found.stored())));
        byId.forEach((id, room) -> {
            if (filter.includes(room)) {
                rooms.put(new Position(at(room), id), room);
            }
        });
    }

    private static Instant at(Room room) {
        if (room.stored() != null) {
            return room.stored().last().begin();
        }
        return Optional.ofNullable(room.session())
                .map(SessionStatus::startedAt)
                // It is about to begin.
                .orElse(Instant.ofEpochMilli(Long.MAX_VALUE));
    }

    /**
     * Returns a page as JSON.
     *
     * @param after where the previous page ended; null for the first page
     * @param uri the address of the request, for the link to the next page
     */
    public ObjectNode page(@Nullable String after, int limit, ObjectMapper mapper, UriInfo uri) {
        Position start = after == null ? null : Position.parse(after);
        List<Map.Entry<Position, Room>> found = rooms.entrySet().stream()
                .filter(room -> start == null || ORDER.compare(room.getKey(), start) > 0)
                .limit(limit + 1L)
                .toList();
        ObjectNode page = mapper.createObjectNode();
        List<Map.Entry<Position, Room>> shown = found.subList(0, Math.min(limit, found.size()));
        shown.forEach(room -> page.withArray("rooms").add(json(room.getKey().roomId(), room.getValue(), mapper)));
        page.withArray("rooms");
        if (found.size() > limit) {
            page.put(
                    "next",
                    SelfReference.toPageAfter(uri, shown.get(limit - 1).getKey().toString()));
        }
        return page;
    }

    /** Returns the fields of the status, if there is one, and the transcript. */
    private static ObjectNode json(String roomId, Room room, ObjectMapper mapper) {
        ObjectNode json = room.session() == null
                ? mapper.createObjectNode().put("room_id", roomId)
                : mapper.valueToTree(room.session());
        StoredRoom stored = room.stored();
        if (stored != null) {
            json.putObject("transcript")
                    .put("sessions", stored.sessions())
                    .put("finals", stored.finals())
                    .set(
                            "last_session",
                            SessionList.json(roomId, stored.last(), stored.isRunning(stored.last()), mapper));
        }
        return json;
    }
}

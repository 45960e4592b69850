package dev.roomscribe.api.list;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.api.input.SelfReference;
import dev.roomscribe.transcript.export.PastSession;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.StoredRoom;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stored sessions of several rooms. Those that began last come first; sessions that began at the same time are ordered
 * by room id. Only the sessions of a page are read, and of those only what the rooms do not tell.
 */
public final class SessionList {
    private static final Comparator<StoredRoom.Key> ORDER = Comparator.comparingLong(StoredRoom.Key::begin)
            .reversed()
            .thenComparing(StoredRoom.Key::roomId)
            .thenComparing(Comparator.comparingLong(StoredRoom.Key::position).reversed());

    private final Collection<StoredRoom> rooms;
    private final Function<String, List<SessionSpan>> log;
    private final Filter filter;

    /**
     * Selects the sessions of a list.
     *
     * @param running whether the sessions are running; null if both are listed
     * @param from lists sessions that were running at this time or later; null for no limit
     * @param to lists sessions that began before this time; null for no limit
     */
    public record Filter(
            @Nullable Boolean running,
            @Nullable Instant from,
            @Nullable Instant to) {
        private Stream<StoredRoom.Key> keys(StoredRoom room) {
            SessionSpan last = room.last();
            boolean isLastRunning = room.isRunning(last);
            if (running != null && running && !isLastRunning) {
                return Stream.empty();
            }
            return room.keys(from, to).stream()
                    .filter(key -> running == null
                            || running
                                    == (isLastRunning
                                            && key.position() == last.after().sequence()));
        }
    }

    /** @param log returns all sessions of a room, oldest first; called for rooms with many sessions only */
    public SessionList(Collection<StoredRoom> rooms, Function<String, List<SessionSpan>> log, Filter filter) {
        this.rooms = rooms;
        this.log = log;
        this.filter = filter;
    }

    /**
     * Returns a page as JSON. Blocks.
     *
     * @param after where the previous page ended; null for the first page
     * @param uri the address of the request, for the link to the next page
     */
    public ObjectNode page(@Nullable String after, int limit, ObjectMapper mapper, UriInfo uri) {
        StoredRoom.Key start = after == null
                ? null
                : PageCursor.parse(
                        after,
                        3,
                        parts -> new StoredRoom.Key(parts[2], Long.parseLong(parts[0]), Long.parseLong(parts[1])));
        List<StoredRoom.Key> found = rooms.stream()
                .flatMap(filter::keys)
                .filter(key -> start == null || ORDER.compare(key, start) > 0)
                .sorted(ORDER)
                .limit(limit + 1L)
                .toList();
        ObjectNode page = mapper.createObjectNode();
        ArrayNode sessions = page.putArray("sessions");
        List<StoredRoom.Key> shown = found.subList(0, Math.min(limit, found.size()));
        Map<String, StoredRoom> byId = new HashMap<>();
        rooms.forEach(room -> byId.put(room.roomId(), room));
        Map<String, List<SessionSpan>> read = new HashMap<>();
        for (StoredRoom.Key key : shown) {
            StoredRoom room = requireNonNull(byId.get(key.roomId()), "the room of a session is missing");
            room.find(key)
                    .or(() -> StoredRoom.find(key, read.computeIfAbsent(key.roomId(), log)))
                    .ifPresent(span -> sessions.add(json(key.roomId(), span, room.isRunning(span), mapper)));
        }
        if (found.size() > limit) {
            StoredRoom.Key last = shown.get(limit - 1);
            page.put(
                    "next",
                    SelfReference.toPageAfter(uri, PageCursor.of(last.begin(), last.position(), last.roomId())));
        }
        return page;
    }

    /** Returns a session with the id of its room; if its start is no longer stored, with the time of its first event. */
    static ObjectNode json(String roomId, SessionSpan span, boolean running, ObjectMapper mapper) {
        ObjectNode json = mapper.createObjectNode().put("room_id", roomId);
        json.setAll((ObjectNode) mapper.valueToTree(PastSession.of(span, running)));
        return json.<ObjectNode>set("started_at", mapper.valueToTree(span.begin()));
    }
}

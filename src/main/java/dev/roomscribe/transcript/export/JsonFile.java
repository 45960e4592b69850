package dev.roomscribe.transcript.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.EventJson;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The meeting as one JSON object, of the same events that the stream carries. */
final class JsonFile {
    private JsonFile() {}

    static Stream<Supplier<Stream<String>>> parts(TranscriptView meeting) {
        return Stream.of(
                () -> Stream.of(open(head(meeting, true)) + ",\"utterances\":["),
                () -> list(meeting.utterances(false)),
                () -> Stream.of("],\"gaps\":["),
                () -> list(meeting.gaps(false)),
                () -> Stream.of("]}"));
    }

    /** @param next where the next page is; null if this is the last */
    static String page(TranscriptView meeting, TranscriptView.Page page, @Nullable String next) {
        ObjectNode file = head(meeting, false);
        array(file, "utterances", page.utterances());
        array(file, "gaps", page.gaps());
        if (next != null) {
            file.put("next", next);
        }
        return EventJson.write(file);
    }

    private static void array(ObjectNode file, String name, List<? extends CaptionEvent> events) {
        ArrayNode array = file.putArray(name);
        events.forEach(event -> array.add(EventJson.MAPPER.<ObjectNode>valueToTree(event)));
    }

    private static ObjectNode head(TranscriptView meeting, boolean peers) {
        ObjectNode file = EventJson.MAPPER.createObjectNode().put("room_id", meeting.roomId());
        if (meeting.isWindow()) {
            ArrayNode sessions = file.putArray("sessions");
            meeting.spans().forEach(span -> session(sessions.addObject(), span));
        } else {
            meeting.spans().forEach(span -> session(file, span));
        }
        if (meeting.beheaded()) {
            file.put("beginning_lost", true);
        }
        if (peers) {
            ArrayNode array = file.putArray("peers");
            meeting.peers().forEach((id, name) -> {
                ObjectNode peer = array.addObject().put("peer_id", id);
                name.ifPresent(known -> peer.put("name", known));
            });
        }
        return file;
    }

    private static void session(ObjectNode node, SessionSpan span) {
        if (span.started() != null) {
            node.set("session", EventJson.MAPPER.valueToTree(span.started()));
        }
        if (span.ended() != null) {
            node.set("ended", EventJson.MAPPER.valueToTree(span.ended()));
        }
    }

    private static String open(ObjectNode node) {
        String json = EventJson.write(node);
        return json.substring(0, json.length() - 1);
    }

    private static Stream<String> list(Stream<? extends CaptionEvent> events) {
        AtomicBoolean further = new AtomicBoolean();
        return events.map(event -> (further.getAndSet(true) ? "," : "")
                + EventJson.write(EventJson.MAPPER.<ObjectNode>valueToTree(event)));
    }
}

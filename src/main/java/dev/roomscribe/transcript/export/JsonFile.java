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

/** Writes a transcript as one JSON object that contains the events of the stream. */
final class JsonFile {
    private JsonFile() {}

    static Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
        return Stream.of(
                () -> Stream.of(open(head(transcript, true)) + ",\"utterances\":["),
                () -> list(transcript.utterances()),
                () -> Stream.of("],\"gaps\":["),
                () -> list(transcript.gaps()),
                () -> Stream.of("]}"));
    }

    /** @param next the link to the next page; null if this is the last page */
    static String page(TranscriptView transcript, TranscriptPage page, @Nullable String next) {
        ObjectNode file = head(transcript, false);
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

    private static ObjectNode head(TranscriptView transcript, boolean withPeers) {
        ObjectNode file = EventJson.MAPPER.createObjectNode().put("room_id", transcript.roomId());
        if (transcript.isWindow()) {
            ArrayNode sessions = file.putArray("sessions");
            transcript.spans().forEach(span -> session(sessions.addObject(), span));
        } else {
            transcript.spans().forEach(span -> session(file, span));
        }
        if (transcript.isBeginningLost()) {
            file.put("beginning_lost", true);
        }
        if (withPeers) {
            ArrayNode array = file.putArray("peers");
            transcript.peers().forEach((id, name) -> {
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
        AtomicBoolean hasPrevious = new AtomicBoolean();
        return events.map(event -> (hasPrevious.getAndSet(true) ? "," : "")
                + EventJson.write(EventJson.MAPPER.<ObjectNode>valueToTree(event)));
    }
}

package dev.roomscribe.transcript.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.export.text.Speakers;
import dev.roomscribe.transcript.log.SessionSpan;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Writes a transcript as one JSON object that contains the events of the stream. */
final class JsonFile {
    private JsonFile() {}

    static Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
        return parts(() -> head(transcript, true), transcript::utterances, transcript::gaps, "]}");
    }

    /** @param links the links to other pages, by name */
    static Stream<Supplier<Stream<String>>> parts(TranscriptView transcript, TranscriptPage page, ObjectNode links) {
        return parts(
                () -> head(transcript, false),
                () -> transcript.on(page, FinalTranscript.class),
                () -> transcript.on(page, StreamGap.class),
                links.isEmpty() ? "]}" : "]," + members(links) + "}");
    }

    private static Stream<Supplier<Stream<String>>> parts(
            Supplier<ObjectNode> head,
            Supplier<Stream<FinalTranscript>> utterances,
            Supplier<Stream<StreamGap>> gaps,
            String end) {
        return Stream.of(
                () -> Stream.of("{" + members(head.get()) + ",\"utterances\":["),
                () -> list(utterances.get()),
                () -> Stream.of("],\"gaps\":["),
                () -> list(gaps.get()),
                () -> Stream.of(end));
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
            Speakers speakers = new Speakers(UnaryOperator.identity());
            transcript.peers(speakers).forEach((id, name) -> {
                ObjectNode peer = array.addObject().put("peer_id", id);
                name.ifPresent(known -> peer.put("name", known));
                peer.put("display_name", speakers.of(id, name.orElse(null)));
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

    /** Returns the JSON of an object without its braces. */
    private static String members(ObjectNode node) {
        String json = EventJson.write(node);
        return json.substring(1, json.length() - 1);
    }

    private static Stream<String> list(Stream<? extends CaptionEvent> events) {
        AtomicBoolean hasPrevious = new AtomicBoolean();
        return events.map(event -> (hasPrevious.getAndSet(true) ? "," : "")
                + EventJson.write(EventJson.MAPPER.<ObjectNode>valueToTree(event)));
    }
}

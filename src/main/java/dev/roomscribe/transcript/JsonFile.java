package dev.roomscribe.transcript;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The meeting as one JSON object, of the same events that the stream carries. */
final class JsonFile {
    private JsonFile() {}

    static String render(Meeting meeting) {
        ObjectNode file = EventJson.MAPPER.createObjectNode().put("room_id", meeting.roomId());
        if (meeting.started() != null) {
            file.set("session", EventJson.MAPPER.valueToTree(meeting.started()));
        }
        if (meeting.ended() != null) {
            file.set("ended", EventJson.MAPPER.valueToTree(meeting.ended()));
        }
        if (meeting.beheaded()) {
            file.put("beginning_lost", true);
        }
        ArrayNode peers = file.putArray("peers");
        meeting.peers().forEach((id, name) -> {
            ObjectNode peer = peers.addObject().put("peer_id", id);
            name.ifPresent(known -> peer.put("name", known));
        });
        ArrayNode utterances = file.putArray("utterances");
        meeting.utterances().forEach(utterance -> utterances.add(EventJson.MAPPER.<ObjectNode>valueToTree(utterance)));
        ArrayNode gaps = file.putArray("gaps");
        meeting.gaps().forEach(gap -> gaps.add(EventJson.MAPPER.<ObjectNode>valueToTree(gap)));
        return EventJson.write(file);
    }
}

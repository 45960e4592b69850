package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.TranscriptLog;

/** The messages of a room's channel; see {@link dev.roomscribe.cluster.redis.RedisKeys#live}. Confined to the thread of the logs. */
final class RoomMessages {
    private final LogContext context;
    private final RoomKeys room;
    private final RoomFollower follower;
    private final TranscriptLog.Listener listener;
    /** The greatest fence of an event without an id. */
    private long newestFence;

    RoomMessages(LogContext context, RoomKeys room, RoomFollower follower, TranscriptLog.Listener listener) {
        this.context = context;
        this.room = room;
        this.follower = follower;
        this.listener = listener;
    }

    void receive(String message) {
        if (message.startsWith("~ ")) {
            receiveLive(message.substring(2));
        } else if (message.startsWith("! ")) {
            receiveErasure(message.substring(2));
        } else {
            LogEntry entry = StreamState.entry(message);
            if (entry != null) {
                follower.arrived(entry);
            }
        }
    }

    private void receiveLive(String message) {
        int space = message.indexOf(' ');
        // The node that has the room receives its own. A node that has lost it may not know that yet.
        if (space > 0 && context.held().fence(room.roomId()).isEmpty()) {
            long fence = Long.parseLong(message.substring(0, space));
            if (fence >= newestFence) {
                newestFence = fence;
                EventJson.readLive(message.substring(space + 1)).ifPresent(listener::published);
            }
        }
    }

    /** The number 0 means that everything was erased. */
    private void receiveErasure(String message) {
        int space = message.indexOf(' ');
        String number = message.substring(0, Math.max(space, 0));
        String text = message.substring(space + 1);
        if (number.equals("0")) {
            EventId.parse(text).ifPresent(follower::erasedAll);
        } else {
            follower.erasedBy(Long.parseLong(number), text);
        }
    }
}

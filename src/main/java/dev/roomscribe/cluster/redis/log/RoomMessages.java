package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.TranscriptLog;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The messages of a room's channel; see {@link dev.roomscribe.cluster.redis.RedisKeys#live}. Confined to the thread of the
 * logs, except {@link #received}.
 */
final class RoomMessages {
    /** Stands in place of the number of an erasure that Redis has lost: the node that has the room is to repeat it. */
    static final String AGAIN = "again";
    /** How many messages may wait; the rest is dropped, and what is stored is found by the next comparison with Redis. */
    private static final int MAX_WAITING = 5_000;
    /** Begins an event without an id. */
    private static final String LIVE = "~ ";

    private final LogContext context;
    private final RoomKeys room;
    private final RoomFollower follower;
    private final RoomErasures erasures;
    private final TranscriptLog.Listener listener;
    private final BooleanSupplier isOpen;
    /** The greatest fence of an event without an id. */
    private long newestFence;

    private final AtomicInteger waiting = new AtomicInteger();

    RoomMessages(
            LogContext context,
            RoomKeys room,
            RoomFollower follower,
            RoomErasures erasures,
            TranscriptLog.Listener listener,
            BooleanSupplier isOpen) {
        this.context = context;
        this.room = room;
        this.follower = follower;
        this.erasures = erasures;
        this.listener = listener;
        this.isOpen = isOpen;
    }

    /** Receives a message on any thread. The node that has the room also receives its own partials, which are most of all. */
    void received(String message) {
        if (isOwnLive(message)) {
            return;
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return;
        }
        context.threads().execute(() -> {
            waiting.decrementAndGet();
            if (isOpen.getAsBoolean()) {
                receive(message);
            }
        });
    }

    private boolean isOwnLive(String message) {
        return message.startsWith(LIVE) && context.held().fence(room.roomId()).isPresent();
    }

    private void receive(String message) {
        if (message.startsWith(LIVE)) {
            receiveLive(message);
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
        int space = message.indexOf(' ', LIVE.length());
        // This node may have taken the room meanwhile. A node that has lost it may not know that yet.
        if (space > 0 && !isOwnLive(message)) {
            long fence = Long.parseLong(message, LIVE.length(), space, 10);
            if (fence >= newestFence) {
                newestFence = fence;
                EventJson.readLive(message.substring(space + 1)).ifPresent(listener::published);
            }
        }
    }

    /** The number 0 means that everything was erased; no number, that Redis has lost an erasure. */
    private void receiveErasure(String message) {
        int space = message.indexOf(' ');
        String number = message.substring(0, Math.max(space, 0));
        String text = message.substring(space + 1);
        if (number.equals(AGAIN)) {
            if (context.held().fence(room.roomId()).isPresent()) {
                ErasureJson.read(room.roomId(), text).ifPresent(erasure -> erasures.repeat(List.of(erasure)));
            }
        } else if (number.equals("0")) {
            EventId.parse(text).ifPresent(follower::erasedAll);
        } else {
            follower.erasedBy(Long.parseLong(number), text);
        }
    }
}

package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.MissedEvents;
import dev.roomscribe.transcript.event.StreamClosing;
import dev.roomscribe.transcript.log.Erasure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Builds the events without an id that tell one subscriber about its own stream. */
final class StreamNotices {
    private final String roomId;
    private final Duration retry;

    /** @param retry the delay after which a client whose stream ends may reconnect */
    StreamNotices(String roomId, Duration retry) {
        this.roomId = roomId;
        this.retry = retry;
    }

    Delivery closing(String reason) {
        return delivery(new StreamClosing(retry.toMillis(), reason));
    }

    /**
     * Returns a gap in the subscriber's stream.
     *
     * @param after the last event that the subscriber received; null if unknown
     * @param resumesAt the first event that follows; null if there is none yet
     */
    Delivery missed(GapReason reason, @Nullable EventId after, @Nullable EventId resumesAt) {
        return delivery(new MissedEvents(
                reason,
                after == null ? null : after.toString(),
                resumesAt == null ? null : resumesAt.toString(),
                switch (reason) {
                    case EXPIRED_ID -> "The oldest events are no longer stored; the stored events follow.";
                    case UNKNOWN_ID -> "This id does not belong to this transcript; the stored events follow.";
                    case LOST_EVENTS -> "The log has lost events here; the events after them follow.";
                    case SLOW_SUBSCRIBER -> "This stream was read too slowly; reconnect with the last id.";
                    case OVERLOAD,
                            TOO_MANY_TRACKS,
                            DECODER_FAILED,
                            UNKNOWN_PEER,
                            CONNECTION_LOST,
                            SERVICE_CRASHED,
                            SERVICE_RESTARTED,
                            SESSION_ENDED,
                            PAUSED,
                            NOT_TRANSCRIBED,
                            UNACCOUNTED -> "Events are missing.";
                }));
    }

    /** Returns the notice that what was received of it must be removed. */
    Delivery erased(Erasure erasure) {
        return delivery(erasure.notice());
    }

    private Delivery delivery(CaptionEvent event) {
        return new Delivery.Event(null, event.type(), EventJson.of(roomId, null, event));
    }
}

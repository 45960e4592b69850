package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why audio or events are missing. */
public enum GapReason {
    /** Recognition was too far behind to process the audio. */
    OVERLOAD,
    /** A decoder failed. */
    DECODER_FAILED,
    /** Audio arrived for a peer that Fishjam does not list in the room. */
    UNKNOWN_PEER,
    /** The peer, or the room, had more audio tracks than are recognized at the same time. */
    TOO_MANY_TRACKS,
    /** The connection to Fishjam was lost; no audio was received until it was restored. */
    CONNECTION_LOST,
    /** The service crashed; the utterances that were open are missing, and all audio until it was running again. */
    SERVICE_CRASHED,
    /**
     * The service was stopped and started again; no audio was received until the session was continued. Of a single track:
     * what was not recognized before the stop.
     */
    SERVICE_RESTARTED,
    /** The session ended before this audio was recognized. */
    SESSION_ENDED,
    /** The session was paused: nothing that was spoken is recognized or stored. */
    PAUSED,
    /** No session was running, from the end of the room's previous session to the start of this one. */
    NOT_TRANSCRIBED,
    /** The service cannot account for this audio, which is a fault of the service. */
    UNACCOUNTED,
    /** The log could not store events, or can no longer read them. */
    LOST_EVENTS,
    /** Events after the id that the subscriber gave are no longer stored. */
    EXPIRED_ID,
    /** The id that the subscriber gave is not from this log: it is from another server or from an erased transcript. */
    UNKNOWN_ID,
    /** The subscriber read too slowly. */
    SLOW_SUBSCRIBER;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}

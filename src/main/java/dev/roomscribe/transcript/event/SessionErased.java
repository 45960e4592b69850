package dev.roomscribe.transcript.event;

/** A session was erased while this stream was open: all that was received of it before must be removed. */
public record SessionErased(String sessionId) implements CaptionEvent {
    @Override
    public String type() {
        return "transcript.erased";
    }
}

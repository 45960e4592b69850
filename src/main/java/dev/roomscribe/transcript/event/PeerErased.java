package dev.roomscribe.transcript.event;

/** The words of a peer were erased while this stream was open: all that was received of it before must be removed. */
public record PeerErased(String peerId) implements CaptionEvent {
    @Override
    public String type() {
        return "transcript.erased";
    }
}

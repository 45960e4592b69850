package dev.roomscribe.transcript.event;

/**
 * The stream is about to end; the client may reconnect.
 *
 * @param retryMs the delay before the client reconnects, in milliseconds
 * @param reason why the stream ends
 */
public record StreamClosing(long retryMs, String reason) implements CaptionEvent {
    @Override
    public String type() {
        return "stream.closing";
    }
}

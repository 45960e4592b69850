package dev.roomscribe.transcript.event;

/**
 * This stream is about to end; the client may come back.
 *
 * @param retryMs when
 */
public record StreamClosing(long retryMs, String reason) implements CaptionEvent {
    @Override
    public String type() {
        return "stream.closing";
    }
}

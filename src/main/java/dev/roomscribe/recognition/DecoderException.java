package dev.roomscribe.recognition;

/** A decoder failed on the audio that it was given, and can no longer be used. */
public class DecoderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DecoderException(String message) {
        super(message);
    }

    public DecoderException(String message, Throwable cause) {
        super(message, cause);
    }
}

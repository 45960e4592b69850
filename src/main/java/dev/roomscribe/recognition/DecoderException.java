package dev.roomscribe.recognition;

/** A decoder failed and is of no more use. */
public final class DecoderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DecoderException(String message) {
        super(message);
    }
}

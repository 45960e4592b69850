package dev.roomscribe.recognition;

/** A decoder failed on what it was given, and is of no more use. */
public class DecoderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DecoderException(String message) {
        super(message);
    }
}

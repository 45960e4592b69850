package dev.roomscribe.recognition;

/** A decoder is gone through no fault of what it was given: the same audio may be given to another. */
public final class DecoderLostException extends DecoderException {
    private static final long serialVersionUID = 1L;

    public DecoderLostException(String message) {
        super(message);
    }
}

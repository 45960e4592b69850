package dev.roomscribe.recognition;

/** A decoder was lost for a reason unrelated to its audio: another decoder can decode the same audio. */
public final class DecoderLostException extends DecoderException {
    private static final long serialVersionUID = 1L;

    public DecoderLostException(String message) {
        super(message);
    }
}

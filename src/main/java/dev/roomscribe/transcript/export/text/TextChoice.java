package dev.roomscribe.transcript.export.text;

/** Which text of an utterance a file shows. */
public enum TextChoice {
    /** The text for people, with capitals and full stops. */
    READABLE,
    /** The words of the speech recognition engine. */
    ENGINE
}

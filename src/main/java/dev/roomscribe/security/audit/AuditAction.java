package dev.roomscribe.security.audit;

/** What was done, or was to be done. */
public enum AuditAction {
    /** The transcription of a room was started. */
    START,
    /** The transcription of a room was stopped. */
    STOP,
    /** The open utterances of a room were ended. */
    FINALIZE,
    /** The transcription of a room was paused. */
    PAUSE,
    /** The transcription of a room was resumed after a pause. */
    RESUME,
    /** A transcript file was read. */
    EXPORT,
    /** The transcripts of all rooms were searched. */
    SEARCH,
    /** The transcript of a room, or what one peer has said in it, was erased. */
    DELETE,
    /** A token was created that opens a room. */
    TOKEN,
    /** A user signed in to the pages. */
    SIGN_IN,
    /** A user signed out of the pages. */
    SIGN_OUT,
    /** Any other request, which is recorded only if it was refused. */
    REQUEST
}

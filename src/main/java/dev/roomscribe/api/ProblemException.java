package dev.roomscribe.api;

/** Ends a request with a problem. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem.Kind kind, String detail) {
        super(detail);
        problem = kind.with(detail);
    }

    /** There is no transcript of this room here. */
    static ProblemException noTranscript(RoomId roomId) {
        return new ProblemException(
                Problem.Kind.NOT_TRANSCRIBED,
                "Room " + roomId + " has no transcript here; POST /rooms/" + roomId + "/transcribe starts one.");
    }

    Problem problem() {
        return problem;
    }
}

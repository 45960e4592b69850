package dev.roomscribe.api;

/** Ends a request with a problem document. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem.Type type, String detail) {
        super(detail);
        problem = type.with(detail);
    }

    Problem problem() {
        return problem;
    }
}

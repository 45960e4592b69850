package dev.roomscribe.api;

/** Ends a request with a problem. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem.Kind kind, String detail) {
        super(detail);
        problem = kind.with(detail);
    }

    Problem problem() {
        return problem;
    }
}

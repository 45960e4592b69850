package dev.roomscribe.api.problem;

/** Ends a request with a problem document. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem.Type type, String detail) {
        this(type.with(detail));
    }

    /** With the detail of the error, which names the part of the request that is invalid. */
    public ProblemException(Problem.Type type, FieldError error) {
        this(type.with(error));
    }

    public ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}

package dev.roomscribe.api.access;

import dev.roomscribe.api.problem.Problem;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** The caller may not do what the request asks for. */
public final class AccessRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int UNAUTHENTICATED = 401;
    private static final int UNAVAILABLE = 503;
    private static final int RETRY_AFTER_SECONDS = 5;

    private final transient Problem problem;
    private final transient @Nullable String challenge;

    /** @param challenge the header {@code WWW-Authenticate}; null if another credential would not help */
    AccessRefusedException(Problem problem, @Nullable String challenge) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.challenge = challenge;
    }

    /** Returns whether there is no valid credential. */
    public boolean isUnauthenticated() {
        return problem.status() == UNAUTHENTICATED;
    }

    public Response response() {
        Response response = problem.response(problem.status() == UNAVAILABLE ? RETRY_AFTER_SECONDS : null);
        return challenge == null
                ? response
                : Response.fromResponse(response)
                        .header("WWW-Authenticate", challenge)
                        .build();
    }
}

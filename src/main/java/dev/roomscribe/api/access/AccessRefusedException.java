package dev.roomscribe.api.access;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.security.access.Scope;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The caller may not do what the request asks for. */
public final class AccessRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int UNAUTHENTICATED = 401;
    private static final int UNAVAILABLE = 503;
    private static final int RETRY_AFTER_SECONDS = 5;

    static final String CHALLENGE = "Bearer realm=\"roomscribe\"";

    private final transient Problem problem;
    private final transient @Nullable String challenge;

    /** @param challenge the header {@code WWW-Authenticate}; null if another credential would not help */
    AccessRefusedException(Problem problem, @Nullable String challenge) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.challenge = challenge;
    }

    /** Returns the refusal of a caller that lacks one of the scopes. */
    static AccessRefusedException insufficientScope(Scope... required) {
        String scopes = Arrays.stream(required).map(Scope::value).collect(Collectors.joining(" "));
        return new AccessRefusedException(
                Problem.Type.FORBIDDEN.with("This request needs a credential with the scopes: " + scopes + "."),
                CHALLENGE + ", error=\"insufficient_scope\", scope=\"" + scopes + "\"");
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

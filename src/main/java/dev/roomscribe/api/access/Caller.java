package dev.roomscribe.api.access;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.security.access.Principal;
import dev.roomscribe.security.access.Scope;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The sender of a request.
 *
 * @param expiry when the credential expires; null if it does not expire
 */
public record Caller(Principal principal, @Nullable Instant expiry) {
    static final Caller ANONYMOUS = new Caller(Principal.ANONYMOUS, null);

    private static final String KEY = Caller.class.getName();

    public Caller {
        requireNonNull(principal, "principal is null");
    }

    /**
     * Returns the caller of an admitted request. May be called from any thread.
     *
     * @throws IllegalStateException if the request was not admitted by {@link AccessControl}
     */
    public static Caller of(RoutingContext http) {
        Caller caller = http.get(KEY);
        if (caller == null) {
            // Anything else would let a method without a check act for an anonymous caller.
            throw new IllegalStateException("The request has no caller, because its method needs no credential");
        }
        return caller;
    }

    /** Fails with the response of a refused request if the caller lacks a scope. */
    public void require(Scope scope) {
        if (!principal.may(scope)) {
            throw AccessRefusedException.insufficientScope(scope);
        }
    }

    void attachTo(RoutingContext http) {
        http.put(KEY, this);
    }
}

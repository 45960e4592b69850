package dev.roomscribe.api.access;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.security.access.Principal;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Admits a request to the method that will handle it, or refuses it. A method is refused unless it says what it needs. Does
 * not block.
 */
@Singleton
public class AccessControl {
    private static final System.Logger LOG = System.getLogger(AccessControl.class.getName());

    private final CallerIdentification callers;

    AccessControl(CallerIdentification callers) {
        this.callers = callers;
    }

    /**
     * Attaches the {@link Caller} to a request that is admitted.
     *
     * @param roomId the room in the path; null if there is none
     * @return fails, or this method does, with an {@link AccessRefusedException} if the request is refused
     */
    Uni<Void> admit(Method method, @Nullable String roomId, RoutingContext http) {
        if (method.isAnnotationPresent(Public.class)) {
            return Uni.createFrom().voidItem();
        }
        Requires rule = method.getAnnotation(Requires.class);
        if (rule == null || rule.value().length == 0) {
            LOG.log(System.Logger.Level.ERROR, "{0} does not say which scopes it needs, so it is refused", method);
            throw new AccessRefusedException(
                    Problem.Type.FORBIDDEN.with("The service permits this request to no client."), null);
        }
        return callers.identify(http)
                .invoke(caller -> {
                    authorize(caller.principal(), rule, roomId);
                    caller.attachTo(http);
                })
                .replaceWithVoid();
    }

    private static void authorize(Principal principal, Requires rule, @Nullable String roomId) {
        if (roomId != null && !principal.sees(roomId)) {
            throw new AccessRefusedException(rule.absence().problem(roomId), null);
        }
        if (!Arrays.stream(rule.value()).allMatch(principal::may)) {
            throw AccessRefusedException.insufficientScope(rule.value());
        }
    }
}

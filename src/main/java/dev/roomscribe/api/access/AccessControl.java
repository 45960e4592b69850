package dev.roomscribe.api.access;

import dev.roomscribe.api.audit.AuditTrail;
import dev.roomscribe.api.limit.RequestLimits;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.security.access.Authentication;
import dev.roomscribe.security.access.Principal;
import dev.roomscribe.security.access.RejectionReason;
import dev.roomscribe.security.authentication.AuthenticationPolicy;
import dev.roomscribe.security.limit.LimitedAction;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Admits a request to the method that will handle it, or refuses it. A method is refused unless it says what it needs. Does
 * not block.
 */
@Singleton
public class AccessControl {
    private static final System.Logger LOG = System.getLogger(AccessControl.class.getName());

    private final AuthenticationPolicy policy;
    private final RequestLimits limits;

    AccessControl(AuthenticationPolicy policy, RequestLimits limits) {
        this.policy = policy;
        this.limits = limits;
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
        if (!policy.required()) {
            Caller.ANONYMOUS.attachTo(http);
            return Uni.createFrom().voidItem();
        }
        PresentedCredential credential = PresentedCredential.of(http.request().headers());
        if (credential instanceof PresentedCredential.None) {
            throw unauthenticated(
                    "Send an API key or a token in the header Authorization: Bearer.",
                    AccessRefusedException.CHALLENGE);
        }
        CompletableFuture<Authentication> result = authenticate(credential);
        if (result.isDone()) {
            decide(result.join(), rule, roomId, http);
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .completionStage(result)
                .invoke(authentication -> decide(authentication, rule, roomId, http))
                .replaceWithVoid();
    }

    private CompletableFuture<Authentication> authenticate(PresentedCredential credential) {
        return credential instanceof PresentedCredential.Bearer bearer
                ? policy.authenticator().authenticate(bearer.text()).toCompletableFuture()
                : CompletableFuture.completedFuture(new Authentication.Rejected(RejectionReason.MALFORMED));
    }

    private void decide(Authentication authentication, Requires rule, @Nullable String roomId, RoutingContext http) {
        if (authentication instanceof Authentication.Authenticated authenticated) {
            Caller caller = new Caller(authenticated.principal(), authenticated.expiry());
            AuditTrail.identify(http, caller.principal().id());
            authorize(caller.principal(), rule, roomId);
            caller.attachTo(http);
        } else if (authentication instanceof Authentication.Rejected rejected) {
            throw rejection(rejected.reason(), http);
        }
    }

    private AccessRefusedException rejection(RejectionReason reason, RoutingContext http) {
        if (reason == RejectionReason.PROVIDER_UNAVAILABLE) {
            return new AccessRefusedException(
                    Problem.Type.PROVIDER_UNAVAILABLE.with(
                            "The token cannot be checked at present, because the identity provider does not respond."),
                    null);
        }
        LOG.log(System.Logger.Level.DEBUG, "A credential was rejected: {0}", reason.value());
        // The same for every reason: a difference would help to guess.
        limits.use(LimitedAction.FAILED_AUTHENTICATIONS, http);
        return unauthenticated(
                "The API key or token is invalid or has expired.",
                AccessRefusedException.CHALLENGE + ", error=\"invalid_token\"");
    }

    private static void authorize(Principal principal, Requires rule, @Nullable String roomId) {
        if (roomId != null && !principal.sees(roomId)) {
            throw new AccessRefusedException(rule.absence().problem(roomId), null);
        }
        if (!Arrays.stream(rule.value()).allMatch(principal::may)) {
            throw AccessRefusedException.insufficientScope(rule.value());
        }
    }

    private static AccessRefusedException unauthenticated(String detail, String challenge) {
        return new AccessRefusedException(Problem.Type.UNAUTHENTICATED.with(detail), challenge);
    }
}

package dev.roomscribe.api.access;

import dev.roomscribe.api.audit.AuditTrail;
import dev.roomscribe.api.limit.RequestLimits;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.security.access.Authentication;
import dev.roomscribe.security.access.RejectionReason;
import dev.roomscribe.security.authentication.AuthenticationPolicy;
import dev.roomscribe.security.limit.LimitedAction;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** Identifies the caller of a request by its credential, and counts credentials that are not valid. Does not block. */
@Singleton
public class CallerIdentification {
    private static final System.Logger LOG = System.getLogger(CallerIdentification.class.getName());

    private final AuthenticationPolicy policy;
    private final RequestLimits limits;

    CallerIdentification(AuthenticationPolicy policy, RequestLimits limits) {
        this.policy = policy;
        this.limits = limits;
    }

    /** Returns whether requests need a credential; if not, every caller is {@link Caller#ANONYMOUS}. */
    public boolean required() {
        return policy.required();
    }

    /** Returns whether a request has a credential, valid or not, that it may use. */
    public boolean hasCredential(RoutingContext http) {
        PresentedCredential credential = PresentedCredential.of(http.request());
        return credential instanceof PresentedCredential.Bearer || credential instanceof PresentedCredential.Malformed;
    }

    /**
     * Returns the caller by the header or the cookie.
     *
     * @return fails, or this method does, with an {@link AccessRefusedException} if there is no valid credential
     */
    public Uni<Caller> identify(RoutingContext http) {
        return policy.required()
                ? identify(PresentedCredential.of(http.request()), http)
                : Uni.createFrom().item(Caller.ANONYMOUS);
    }

    /** The same by the header alone. */
    public Uni<Caller> identifyByHeader(RoutingContext http) {
        return policy.required()
                ? identify(PresentedCredential.inHeader(http.request().headers()), http)
                : Uni.createFrom().item(Caller.ANONYMOUS);
    }

    private Uni<Caller> identify(PresentedCredential credential, RoutingContext http) {
        if (credential instanceof PresentedCredential.None) {
            throw unauthenticated(
                    "Send an API key or a token in the header Authorization: Bearer.",
                    AccessRefusedException.CHALLENGE);
        }
        if (credential instanceof PresentedCredential.ForeignCookie) {
            throw new AccessRefusedException(
                    Problem.Type.FOREIGN_ORIGIN.with(
                            "Only pages of the service can use its cookie; send an API key or a token in the header"
                                    + " Authorization: Bearer."),
                    null);
        }
        CompletableFuture<Authentication> result = authenticate(credential);
        return result.isDone()
                ? Uni.createFrom().item(accept(result.join(), http))
                : Uni.createFrom().completionStage(result).map(authentication -> accept(authentication, http));
    }

    private CompletableFuture<Authentication> authenticate(PresentedCredential credential) {
        return credential instanceof PresentedCredential.Bearer bearer
                ? policy.authenticator().authenticate(bearer.text()).toCompletableFuture()
                : CompletableFuture.completedFuture(new Authentication.Rejected(RejectionReason.MALFORMED));
    }

    private Caller accept(Authentication authentication, RoutingContext http) {
        if (authentication instanceof Authentication.Rejected rejected) {
            throw rejection(rejected.reason(), http);
        }
        Authentication.Authenticated authenticated = (Authentication.Authenticated) authentication;
        AuditTrail.identify(http, authenticated.principal().id());
        return new Caller(authenticated.principal(), authenticated.expiry());
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

    private static AccessRefusedException unauthenticated(String detail, String challenge) {
        return new AccessRefusedException(Problem.Type.UNAUTHENTICATED.with(detail), challenge);
    }
}

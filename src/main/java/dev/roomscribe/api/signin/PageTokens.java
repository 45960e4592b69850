package dev.roomscribe.api.signin;

import dev.roomscribe.api.access.Caller;
import dev.roomscribe.api.access.SessionCookie;
import dev.roomscribe.api.audit.AuditTrail;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.access.Principal;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.security.token.MintedToken;
import dev.roomscribe.security.token.TokenIssuer;
import dev.roomscribe.security.token.TokenRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;

/** The token that a cookie contains: the one that was presented, or a new one in place of an API key. */
@Singleton
class PageTokens {
    /** A working day. */
    private static final Duration LIFETIME = Duration.ofHours(12);

    private final TokenIssuer issuer;
    private final InstantSource clock;

    PageTokens(TokenIssuer issuer) {
        this.issuer = issuer;
        clock = InstantSource.system();
    }

    /**
     * @param text secret
     * @param caller what it permits
     * @param lifetime until it expires
     */
    record PageToken(String text, Caller caller, Duration lifetime) {}

    /**
     * Returns the token of a caller.
     *
     * @throws ProblemException if no cookie can have it
     */
    PageToken of(Caller caller, RoutingContext http) {
        Instant expiry = caller.expiry();
        PageToken token = expiry == null
                ? mint(caller.principal(), http)
                : new PageToken(credential(http), caller, Duration.between(clock.instant(), expiry));
        if (token.text().length() > SessionCookie.MAX_TOKEN) {
            throw new ProblemException(
                    Problem.Type.BAD_REQUEST,
                    "The token, or one for the rooms of the API key, is too long for a cookie: it has "
                            + token.text().length() + " characters, and at most " + SessionCookie.MAX_TOKEN
                            + " are possible.");
        }
        return token;
    }

    private PageToken mint(Principal principal, RoutingContext http) {
        Set<Scope> scopes =
                principal.scopes().stream().filter(Scope::isAllowedInTokens).collect(Collectors.toSet());
        if (scopes.isEmpty()) {
            throw new ProblemException(
                    Problem.Type.FORBIDDEN, "The API key can only create tokens, so a page could do nothing with it.");
        }
        Duration lifetime = LIFETIME.compareTo(issuer.maxLifetime()) < 0 ? LIFETIME : issuer.maxLifetime();
        KeyReference key = principal.key();
        String subject = key == null ? null : key.id();
        MintedToken minted = issuer.mint(new TokenRequest(subject, principal.rooms(), scopes, lifetime, key));
        AuditTrail.created(http, minted.id());
        Principal reduced = new Principal(principal.id(), scopes, principal.rooms(), key);
        return new PageToken(minted.token(), new Caller(reduced, minted.expiry()), lifetime);
    }

    /** Returns what follows {@code Bearer} in a header that was accepted. */
    private static String credential(RoutingContext http) {
        String trimmed = http.request().getHeader(HttpHeaders.AUTHORIZATION).strip();
        return trimmed.substring(trimmed.lastIndexOf(' ') + 1);
    }
}

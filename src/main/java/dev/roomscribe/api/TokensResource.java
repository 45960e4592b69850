package dev.roomscribe.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.roomscribe.api.access.Caller;
import dev.roomscribe.api.access.Requires;
import dev.roomscribe.api.audit.AuditTrail;
import dev.roomscribe.api.input.JsonBody;
import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.access.Principal;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.security.token.InvalidTokenException;
import dev.roomscribe.security.token.MintedToken;
import dev.roomscribe.security.token.TokenIssuer;
import dev.roomscribe.security.token.TokenRequest;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates reader tokens for one room. The room need not exist: its meeting may begin later. */
@Path("/rooms/{roomId}/tokens")
class TokensResource {
    private final TokenIssuer issuer;
    private final JsonBody bodies;

    TokensResource(TokenIssuer issuer, JsonBody bodies) {
        this.issuer = issuer;
        this.bodies = bodies;
    }

    /**
     * The body of a request. Every member is optional. The description of a member says what its value must be.
     *
     * @param subject names the reader in the audit log
     * @param scopes default {@code captions:read}
     * @param lifetimeSeconds default the configured one
     */
    record TokenOptions(
            @JsonPropertyDescription("a text of 1 to 128 characters") @Nullable
            String subject,

            @JsonPropertyDescription("a list of scopes, such as [\"captions:read\"]") @Nullable
            List<@Nullable String> scopes,

            @JsonPropertyDescription("a whole number of seconds, at least 1") @Nullable
            Long lifetimeSeconds) {}

    /**
     * The response.
     *
     * @param token is secret
     * @param tokenId the claim {@code jti}
     * @param expiresAt as in RFC 3339
     */
    record CreatedToken(String token, String tokenId, String expiresAt) {}

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(Scope.TOKENS_WRITE)
    @NonBlocking
    public Response create(
            @PathParam("roomId") RoomId roomId, @Nullable String body, HttpHeaders headers, RoutingContext http) {
        Principal principal = Caller.of(http).principal();
        TokenOptions options = bodies.read(body, headers, TokenOptions.class);
        Set<Scope> scopes = scopes(options);
        if (!scopes.stream().allMatch(principal::mayGrant)) {
            throw new ProblemException(
                    Problem.Type.FORBIDDEN, "A token can only have captions:read and the scopes of the caller.");
        }
        MintedToken minted = mint(roomId, options, scopes, principal.key());
        AuditTrail.created(http, minted.id());
        return Response.status(Response.Status.CREATED)
                .entity(new CreatedToken(
                        minted.token(), minted.id(), minted.expiry().toString()))
                .header("Cache-Control", "no-store")
                .build();
    }

    private MintedToken mint(RoomId roomId, TokenOptions options, Set<Scope> scopes, @Nullable KeyReference key) {
        RoomPatterns room;
        try {
            room = RoomPatterns.only(roomId.value());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.Type.BAD_REQUEST, "No token can be created for this room: " + e.getMessage());
        }
        try {
            return issuer.mint(
                    new TokenRequest(options.subject(), room, scopes, lifetime(options.lifetimeSeconds()), key));
        } catch (InvalidTokenException e) {
            throw badRequest(
                    e.part() == InvalidTokenException.Part.LIFETIME
                            ? "lifetime_seconds"
                            : e.part().toString(),
                    "The token cannot be created: " + e.getMessage() + ".");
        }
    }

    private static @Nullable Duration lifetime(@Nullable Long seconds) {
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    private static Set<Scope> scopes(TokenOptions options) {
        if (options.scopes() == null) {
            return Set.of(Scope.CAPTIONS_READ);
        }
        Set<Scope> scopes = new LinkedHashSet<>();
        for (String name : options.scopes()) {
            scopes.add(
                    Optional.ofNullable(name)
                            .flatMap(Scope::of)
                            .filter(Scope::isAllowedInTokens)
                            .orElseThrow(
                                    () -> badRequest(
                                            "scopes",
                                            "The scopes of a token are captions:read, rooms:read, rooms:write and transcripts:delete.")));
        }
        return scopes;
    }

    private static ProblemException badRequest(String member, String detail) {
        return new ProblemException(Problem.Type.BAD_REQUEST, FieldError.member(detail, member));
    }
}

package dev.roomscribe.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.api.access.Caller;
import dev.roomscribe.api.access.Requires;
import dev.roomscribe.api.audit.AuditTrail;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.access.Principal;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
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
    private static final TokenOptions DEFAULT = new TokenOptions(null, null, null);

    private final TokenIssuer issuer;
    private final ObjectMapper json;

    TokensResource(TokenIssuer issuer, ObjectMapper json) {
        this.issuer = issuer;
        this.json = json;
    }

    /**
     * The body of a request. Every member is optional.
     *
     * @param subject names the reader in the audit log
     * @param scopes default {@code captions:read}
     * @param lifetimeSeconds default the configured one
     */
    record TokenOptions(
            @Nullable String subject,
            @Nullable List<@Nullable String> scopes,
            @Nullable Long lifetimeSeconds) {}

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
        TokenOptions options = parse(body, headers);
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
        try {
            return issuer.mint(new TokenRequest(
                    options.subject(),
                    RoomPatterns.only(roomId.value()),
                    scopes,
                    lifetime(options.lifetimeSeconds()),
                    key));
        } catch (IllegalArgumentException e) {
            throw badRequest("The token cannot be created: " + e.getMessage() + ".");
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
                                            "The scopes of a token are captions:read, rooms:read, rooms:write and transcripts:delete.")));
        }
        return scopes;
    }

    private TokenOptions parse(@Nullable String body, HttpHeaders headers) {
        if (body == null || body.isBlank()) {
            return DEFAULT;
        }
        if (!MediaType.APPLICATION_JSON_TYPE.isCompatible(headers.getMediaType())) {
            throw new ProblemException(
                    Problem.Type.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json, or send no body.");
        }
        try {
            TokenOptions options = json.readValue(body, TokenOptions.class);
            if (options != null) {
                return options;
            }
        } catch (JsonProcessingException e) {
            throw badRequest(ExceptionMappers.explain(e));
        }
        throw badRequest(ExceptionMappers.NOT_AN_OBJECT);
    }

    private static ProblemException badRequest(String detail) {
        return new ProblemException(Problem.Type.BAD_REQUEST, detail);
    }
}

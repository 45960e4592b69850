package dev.roomscribe.security.token;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.roomscribe.security.access.RejectionReason;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signed JWTs: first the signature, then the claims. The algorithms come from the configuration, so a token cannot
 * choose how its signature is verified. May be used from any thread; does not block.
 */
public final class TokenCheck {
    private static final int MAX_NAME = TokenRequest.MAX_SUBJECT;

    private static final int MAX_SCOPE_CHARACTERS = 1000;

    private static final List<Integer> SIGNATURE_ERRORS = List.of(
            ErrorCodes.SIGNATURE_INVALID,
            ErrorCodes.SIGNATURE_MISSING,
            ErrorCodes.TYPE_INVALID,
            ErrorCodes.TYPE_MISSING);

    private final TokenSettings settings;
    private final @Nullable String type;
    private final String[] algorithms;
    private final InstantSource clock;

    /**
     * @param type the only accepted header {@code typ}; null to accept any, and none
     * @param algorithms the accepted algorithms, all for the same kind of key
     */
    public TokenCheck(TokenSettings settings, @Nullable String type, List<String> algorithms, InstantSource clock) {
        this.settings = requireNonNull(settings, "settings is null");
        this.type = type;
        this.algorithms = algorithms.toArray(String[]::new);
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * Verifies a token.
     *
     * @param keys returns the key with the id in the token's header
     * @throws TokenRejectedException if the token is not accepted
     */
    public CheckedToken check(String token, Function<String, Optional<Key>> keys) throws TokenRejectedException {
        Instant now = clock.instant();
        try {
            return checked(claims(token, keys, now), now);
        } catch (InvalidJwtException e) {
            throw new TokenRejectedException(reason(e));
        } catch (MalformedClaimException e) {
            throw new TokenRejectedException(RejectionReason.BAD_CLAIMS);
        } catch (RuntimeException e) {
            // Clients cause it, with values that the library does not expect.
            throw new TokenRejectedException(RejectionReason.MALFORMED);
        }
    }

    private JwtClaims claims(String token, Function<String, Optional<Key>> keys, Instant now)
            throws InvalidJwtException {
        JwtConsumerBuilder consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ConstraintType.PERMIT, algorithms)
                .setVerificationKeyResolver((signature, nesting) -> Optional.ofNullable(signature.getKeyIdHeaderValue())
                        .flatMap(keys)
                        .orElseThrow(() -> new UnresolvableKeyException("There is no such key")))
                .setEvaluationTime(NumericDate.fromSeconds(now.getEpochSecond()))
                .setAllowedClockSkewInSeconds((int) settings.clockSkew().toSeconds())
                .setExpectedIssuer(true, settings.issuer())
                .setExpectedAudience(true, settings.audience())
                .setRequireExpirationTime()
                .setRequireIssuedAt();
        if (type != null) {
            consumer.setExpectedType(true, type);
        }
        return consumer.build().processToClaims(token);
    }

    private static RejectionReason reason(InvalidJwtException e) {
        if (e.getErrorDetails().isEmpty() || e.hasErrorCode(ErrorCodes.JSON_INVALID)) {
            return RejectionReason.MALFORMED;
        }
        // There is a cause if the header, its algorithm or its key cannot be used.
        if (e.getCause() != null || SIGNATURE_ERRORS.stream().anyMatch(e::hasErrorCode)) {
            return RejectionReason.BAD_SIGNATURE;
        }
        if (e.hasExpired()) {
            return RejectionReason.EXPIRED;
        }
        return e.hasErrorCode(ErrorCodes.NOT_YET_VALID) ? RejectionReason.NOT_YET_VALID : RejectionReason.BAD_CLAIMS;
    }

    private CheckedToken checked(JwtClaims claims, Instant now) throws MalformedClaimException, TokenRejectedException {
        Instant expiry = validExpiry(claims, now);
        return new CheckedToken(
                name(claims),
                scopes(claims.getStringClaimValue(ClaimNames.SCOPE)),
                rooms(claims),
                expiry,
                claims.getStringClaimValue(ClaimNames.KEY),
                claims.getStringClaimValue(ClaimNames.KEY_FINGERPRINT));
    }

    /** The clock skew does not extend the life of a token: a stream that it opens must not end at once. */
    private Instant validExpiry(JwtClaims claims, Instant now) throws MalformedClaimException, TokenRejectedException {
        long seconds = now.getEpochSecond();
        long expiry = claims.getExpirationTime().getValue();
        long issued = claims.getIssuedAt().getValue();
        if (expiry <= seconds) {
            throw new TokenRejectedException(RejectionReason.EXPIRED);
        }
        if (issued > seconds + settings.clockSkew().toSeconds()) {
            throw new TokenRejectedException(RejectionReason.NOT_YET_VALID);
        }
        Duration max = settings.maxLifetime();
        // Of the two, exp is not less than now, and iat may be any number.
        if (issued < 0 || expiry - issued > max.toSeconds()) {
            throw new TokenRejectedException(RejectionReason.LIFETIME_TOO_LONG);
        }
        return Instant.ofEpochSecond(expiry);
    }

    private static String name(JwtClaims claims) throws MalformedClaimException, TokenRejectedException {
        String name = claims.getSubject() == null ? claims.getJwtId() : claims.getSubject();
        if (name == null || name.isBlank() || name.length() > MAX_NAME) {
            throw new TokenRejectedException(RejectionReason.BAD_CLAIMS);
        }
        return name;
    }

    private static Set<Scope> scopes(@Nullable String scope) throws TokenRejectedException {
        if (scope == null || scope.length() > MAX_SCOPE_CHARACTERS) {
            throw new TokenRejectedException(RejectionReason.BAD_CLAIMS);
        }
        return Arrays.stream(scope.split(" "))
                .flatMap(name -> Scope.of(name).stream())
                .filter(Scope::isAllowedInTokens)
                .collect(toUnmodifiableSet());
    }

    private static RoomPatterns rooms(JwtClaims claims) throws MalformedClaimException, TokenRejectedException {
        if (!claims.isClaimValueStringList(ClaimNames.ROOMS)) {
            throw new TokenRejectedException(RejectionReason.BAD_CLAIMS);
        }
        try {
            return RoomPatterns.of(claims.getStringListClaimValue(ClaimNames.ROOMS));
        } catch (IllegalArgumentException e) {
            throw new TokenRejectedException(RejectionReason.BAD_CLAIMS);
        }
    }
}

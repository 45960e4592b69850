package dev.roomscribe.security.token;

import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.access.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Collectors;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * Creates reader tokens. Back ends that know the secret can create the same. May be used from any thread; does not block.
 */
public final class TokenIssuer {
    private final TokenSecrets secrets;
    private final TokenSettings settings;
    private final InstantSource clock;

    public TokenIssuer(TokenSecrets secrets, TokenSettings settings, InstantSource clock) {
        this.secrets = requireNonNull(secrets, "secrets is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** Returns the longest lifetime of any token. */
    public Duration maxLifetime() {
        return settings.maxLifetime();
    }

    /**
     * Creates a token. Does not check whether the caller may do so.
     *
     * @throws InvalidTokenException if the lifetime is longer than the maximum
     */
    public MintedToken mint(TokenRequest request) {
        Duration lifetime = request.lifetime() == null ? settings.defaultLifetime() : request.lifetime();
        if (lifetime.compareTo(settings.maxLifetime()) > 0) {
            throw new InvalidTokenException(
                    InvalidTokenException.Part.LIFETIME,
                    "the lifetime must be at most " + settings.maxLifetime().toSeconds() + " s");
        }
        String id = UlidCreator.getUlid().toString();
        Instant issued = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        Instant expiry = issued.plusSeconds(lifetime.toSeconds());
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(settings.issuer());
        claims.setAudience(settings.audience());
        claims.setSubject(request.subject() == null ? id : request.subject());
        claims.setJwtId(id);
        claims.setIssuedAt(NumericDate.fromSeconds(issued.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(expiry.getEpochSecond()));
        claims.setStringListClaim(ClaimNames.ROOMS, request.rooms().patterns());
        claims.setStringClaim(
                ClaimNames.SCOPE,
                request.scopes().stream().sorted().map(Scope::value).collect(Collectors.joining(" ")));
        KeyReference key = request.key();
        if (key != null) {
            claims.setStringClaim(ClaimNames.KEY, key.id());
            claims.setStringClaim(ClaimNames.KEY_FINGERPRINT, key.fingerprint());
        }
        return new MintedToken(sign(claims), id, expiry);
    }

    private String sign(JwtClaims claims) {
        String keyId = secrets.signingId();
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        signature.setHeader("typ", TokenVerifier.TYPE);
        signature.setKeyIdHeaderValue(keyId);
        signature.setKey(secrets.find(keyId).orElseThrow());
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("The algorithm and the key fit together", e);
        }
    }
}

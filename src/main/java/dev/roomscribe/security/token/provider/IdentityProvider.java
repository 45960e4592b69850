package dev.roomscribe.security.token.provider;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.security.access.Authentication;
import dev.roomscribe.security.access.Principal;
import dev.roomscribe.security.access.RejectionReason;
import dev.roomscribe.security.token.CheckedToken;
import dev.roomscribe.security.token.TokenCheck;
import dev.roomscribe.security.token.TokenHeader;
import dev.roomscribe.security.token.TokenRejectedException;
import dev.roomscribe.security.token.TokenSettings;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jose4j.jws.AlgorithmIdentifiers;

/**
 * Verifies the tokens of an identity provider. They have the same claims as reader tokens, but any {@code typ}, because
 * providers differ in it. May be used from any thread; does not block.
 */
public final class IdentityProvider implements AutoCloseable {
    private static final List<String> ALGORITHMS = List.of(
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);

    private final JwksClient client;
    private final ProviderKeys keys;
    private final TokenCheck check;

    /**
     * Begins to fetch the keys.
     *
     * @param jwksUrl an absolute URL
     * @param settings with the issuer and the audience of the provider
     */
    public IdentityProvider(Vertx vertx, URI jwksUrl, TokenSettings settings, TimeSource time) {
        requireNonNull(time, "time is null");
        client = new JwksClient(vertx, jwksUrl);
        keys = new ProviderKeys(client::fetch, time.nanoTime());
        check = new TokenCheck(settings, null, ALGORITHMS, time.wallClock());
        var unused = keys.refresh();
    }

    /** Verifies a token. The stage never fails; it waits for at most a few seconds, and only if a key is not known. */
    public CompletionStage<Authentication> verify(String token) {
        String keyId = TokenHeader.parse(token).map(TokenHeader::keyId).orElse(null);
        return keyId == null
                ? CompletableFuture.completedFuture(new Authentication.Rejected(RejectionReason.BAD_SIGNATURE))
                : keys.prepare(keyId).thenApply(prepared -> verifyWithCachedKeys(token));
    }

    private Authentication verifyWithCachedKeys(String token) {
        if (!keys.isAvailable()) {
            return new Authentication.Rejected(RejectionReason.PROVIDER_UNAVAILABLE);
        }
        try {
            CheckedToken checked = check.check(token, keys::find);
            return new Authentication.Authenticated(
                    new Principal("user:" + checked.name(), checked.scopes(), checked.rooms(), null), checked.expiry());
        } catch (TokenRejectedException e) {
            return new Authentication.Rejected(e.reason());
        }
    }

    /** Closes the connection to the provider. Does not block. */
    @Override
    public void close() {
        client.close();
    }
}

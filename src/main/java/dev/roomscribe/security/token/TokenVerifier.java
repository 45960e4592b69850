package dev.roomscribe.security.token;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.security.access.Authentication;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.access.Principal;
import dev.roomscribe.security.access.RejectionReason;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jspecify.annotations.Nullable;

/** Verifies tokens that are signed with a shared secret. May be used from any thread; does not block. */
public final class TokenVerifier {
    /** The header {@code typ}: other JWTs under the same secret, if there are any, are not access tokens. */
    static final String TYPE = "at+jwt";

    private final TokenSecrets secrets;
    private final TokenCheck check;
    private final Function<String, Optional<KeyReference>> apiKeys;

    /**
     * Creates a verifier.
     *
     * @param apiKeys returns the API key with an id: a token ends when the key that it was created with is removed or changed
     */
    public TokenVerifier(
            TokenSecrets secrets,
            TokenSettings settings,
            InstantSource clock,
            Function<String, Optional<KeyReference>> apiKeys) {
        this.secrets = requireNonNull(secrets, "secrets is null");
        this.apiKeys = requireNonNull(apiKeys, "apiKeys is null");
        check = new TokenCheck(settings, TYPE, List.of(AlgorithmIdentifiers.HMAC_SHA256), clock);
    }

    public Authentication verify(String token) {
        CheckedToken checked;
        try {
            checked = check.check(token, secrets::find);
        } catch (TokenRejectedException e) {
            return new Authentication.Rejected(e.reason());
        }
        String keyId = checked.keyId();
        if (keyId == null) {
            return authenticated(checked, null);
        }
        Optional<KeyReference> key = apiKeys.apply(keyId).filter(now -> isUnchanged(checked, now));
        return key.isPresent()
                ? authenticated(checked, key.get())
                : new Authentication.Rejected(RejectionReason.KEY_REMOVED);
    }

    private static boolean isUnchanged(CheckedToken token, KeyReference key) {
        return token.keyFingerprint() == null || token.keyFingerprint().equals(key.fingerprint());
    }

    private static Authentication authenticated(CheckedToken token, @Nullable KeyReference key) {
        return new Authentication.Authenticated(
                new Principal("token:" + token.name(), token.scopes(), token.rooms(), key), token.expiry());
    }
}

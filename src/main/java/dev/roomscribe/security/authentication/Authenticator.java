package dev.roomscribe.security.authentication;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.security.access.Authentication;
import dev.roomscribe.security.access.RejectionReason;
import dev.roomscribe.security.key.ApiKeys;
import dev.roomscribe.security.token.TokenHeader;
import dev.roomscribe.security.token.TokenVerifier;
import dev.roomscribe.security.token.provider.IdentityProvider;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Checks credentials of all kinds. May be used from any thread; does not block. */
public final class Authenticator {
    /** As long as the headers of a request may be by default. */
    static final int MAX_CHARACTERS = 8192;

    private final ApiKeys keys;
    private final TokenVerifier tokens;
    private final @Nullable IdentityProvider provider;

    /**
     * @param provider null if there is no identity provider
     */
    public Authenticator(ApiKeys keys, TokenVerifier tokens, @Nullable IdentityProvider provider) {
        this.keys = requireNonNull(keys, "keys is null");
        this.tokens = requireNonNull(tokens, "tokens is null");
        this.provider = provider;
    }

    /**
     * Checks a credential: what follows {@code Bearer} in a header, or the value of a cookie.
     *
     * @return is complete at once, except if the keys of an identity provider have to be fetched first; never fails
     */
    public CompletionStage<Authentication> authenticate(String credential) {
        if (credential.length() > MAX_CHARACTERS) {
            return completed(new Authentication.Rejected(RejectionReason.MALFORMED));
        }
        if (ApiKeys.isKey(credential)) {
            return completed(keys.authenticate(credential));
        }
        Optional<TokenHeader> header = TokenHeader.parse(credential);
        if (header.isEmpty()) {
            return completed(new Authentication.Rejected(RejectionReason.MALFORMED));
        }
        if (header.get().isSymmetric()) {
            return completed(tokens.verify(credential));
        }
        return provider == null
                ? completed(new Authentication.Rejected(RejectionReason.BAD_SIGNATURE))
                : provider.verify(credential);
    }

    private static CompletionStage<Authentication> completed(Authentication result) {
        return CompletableFuture.completedFuture(result);
    }
}

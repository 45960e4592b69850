package dev.roomscribe.security.token;

import java.util.Optional;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * What a token says about its signature. Nothing of it is verified: it may only be used to choose what verifies the token.
 *
 * @param algorithm null if the token names none
 * @param keyId null if the token names none
 */
public record TokenHeader(
        @Nullable String algorithm, @Nullable String keyId) {
    /** Parses the header; empty if the token does not have the form of a signed JWT. */
    public static Optional<TokenHeader> parse(String token) {
        try {
            return JsonWebStructure.fromCompactSerialization(token) instanceof JsonWebSignature signature
                    ? Optional.of(new TokenHeader(signature.getAlgorithmHeaderValue(), signature.getKeyIdHeaderValue()))
                    : Optional.empty();
        } catch (JoseException | RuntimeException e) {
            // Of a header that is no JSON, or has values of other types.
            return Optional.empty();
        }
    }

    /** Returns whether the token is signed with a shared secret. */
    public boolean isSymmetric() {
        return algorithm != null && algorithm.startsWith("HS");
    }
}

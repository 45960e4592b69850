package dev.roomscribe.security.access;

import java.util.Locale;

/** Why a credential was rejected. */
public enum RejectionReason {
    /** It is too long, or has the form of neither an API key nor a token. */
    MALFORMED,
    /** There is no API key with this id, or the secret is another one. */
    UNKNOWN_KEY,
    /** There is no secret or public key for the token's key id, algorithm and type, or the signature is wrong. */
    BAD_SIGNATURE,
    /** The keys of the identity provider are not known yet; the credential may be valid. */
    PROVIDER_UNAVAILABLE,
    /** The token has expired. */
    EXPIRED,
    /** The token is not valid yet, or was created in the future. */
    NOT_YET_VALID,
    /** A claim is missing or has a value that is not accepted. */
    BAD_CLAIMS,
    /** The token is valid for longer than tokens may be. */
    LIFETIME_TOO_LONG,
    /** The API key that the token was created with has been removed or changed. */
    KEY_REMOVED;

    /** Returns the name for logs, such as {@code unknown_key}. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}

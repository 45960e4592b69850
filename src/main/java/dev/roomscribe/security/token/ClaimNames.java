package dev.roomscribe.security.token;

import dev.roomscribe.security.access.KeyReference;

/** The claims of tokens that are not in RFC 7519. */
final class ClaimNames {
    /** An array of room ids and prefixes. */
    static final String ROOMS = "rooms";
    /** The names of scopes, separated by spaces; see RFC 8693. */
    static final String SCOPE = "scope";
    /** The id of the API key that the token was created with; may be absent. */
    static final String KEY = "key";
    /** The {@link KeyReference#fingerprint} of that key; a back end that creates tokens need not know it. */
    static final String KEY_FINGERPRINT = "key_fingerprint";

    private ClaimNames() {}
}

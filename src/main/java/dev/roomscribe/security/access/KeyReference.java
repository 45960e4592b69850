package dev.roomscribe.security.access;

import static java.util.Objects.requireNonNull;

/**
 * The API key that a principal presented, or that its token was created with.
 *
 * @param id the id of the key, which is not secret
 * @param version changes whenever the secret, the scopes, the rooms or the quota of the key change
 */
public record KeyReference(String id, long version, KeyQuota quota) {
    public KeyReference {
        requireNonNull(id, "id is null");
        requireNonNull(quota, "quota is null");
    }
}

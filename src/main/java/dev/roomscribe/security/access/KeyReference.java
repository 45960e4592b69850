package dev.roomscribe.security.access;

import static java.util.Objects.requireNonNull;

/**
 * The API key that a principal presented, or that its token was created with.
 *
 * @param id the id of the key, which is not secret
 * @param fingerprint differs if the secret, the scopes or the rooms of the key differ; not secret, and the same after a restart
 */
public record KeyReference(String id, String fingerprint, KeyQuota quota) {
    public KeyReference {
        requireNonNull(id, "id is null");
        requireNonNull(fingerprint, "fingerprint is null");
        requireNonNull(quota, "quota is null");
    }
}

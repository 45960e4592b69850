package dev.roomscribe.security.authentication;

import static java.util.Objects.requireNonNull;

/**
 * How requests are authenticated. It is decided once, at the start: keys that are removed later leave the service closed.
 *
 * @param required whether every request needs a credential; if not, every client may do everything
 */
public record AuthenticationPolicy(Authenticator authenticator, boolean required) {
    public AuthenticationPolicy {
        requireNonNull(authenticator, "authenticator is null");
    }
}

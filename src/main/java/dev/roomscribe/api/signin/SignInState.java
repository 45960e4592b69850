package dev.roomscribe.api.signin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roomscribe.api.access.Caller;
import dev.roomscribe.security.access.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the sender of a request may do.
 *
 * @param required whether requests need a credential
 * @param principal its id, such as {@code key:backend}; null without a valid credential, or if none is required
 * @param scopes empty without a valid credential
 * @param rooms ids of rooms, and beginnings of ids followed by {@code *}
 * @param expiresAt when the credential expires, as in RFC 3339; null if it does not expire
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record SignInState(
        boolean required,
        @Nullable String principal,
        List<String> scopes,
        List<String> rooms,
        @Nullable String expiresAt) {
    static final SignInState SIGNED_OUT = new SignInState(true, null, List.of(), List.of(), null);

    static SignInState of(Caller caller, boolean required) {
        return new SignInState(
                required,
                required ? caller.principal().id() : null,
                caller.principal().scopes().stream().sorted().map(Scope::value).toList(),
                caller.principal().rooms().patterns(),
                caller.expiry() == null ? null : caller.expiry().toString());
    }
}

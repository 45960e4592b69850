package dev.roomscribe.security.authentication;

import static dev.roomscribe.security.token.TestTokens.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.security.Sha256;
import dev.roomscribe.security.access.Authentication;
import dev.roomscribe.security.access.Authentication.Authenticated;
import dev.roomscribe.security.access.Authentication.Rejected;
import dev.roomscribe.security.access.KeyQuota;
import dev.roomscribe.security.access.RejectionReason;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.security.key.ApiKey;
import dev.roomscribe.security.key.ApiKeys;
import dev.roomscribe.security.token.TestTokens;
import dev.roomscribe.security.token.TokenSecrets;
import dev.roomscribe.security.token.TokenVerifier;
import dev.roomscribe.security.token.provider.IdentityProvider;
import dev.roomscribe.security.token.provider.ProviderServer;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {
    private static final String SECRET = "s".repeat(43);

    private final ApiKeys keys = new ApiKeys(List.of(
            new ApiKey("backend", Sha256.hex(SECRET), Set.of(Scope.ROOMS_READ), RoomPatterns.ALL, KeyQuota.UNLIMITED)));
    private final TokenVerifier tokens = new TokenVerifier(
            TokenSecrets.of(List.of(TestTokens.setting("1", TestTokens.FIRST))),
            TestTokens.SETTINGS,
            () -> NOW,
            keys::reference);
    private final Authenticator authenticator = new Authenticator(keys, tokens, null);

    @Test
    void eachKindOfCredentialIsCheckedByWhatBelongsToIt() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ProviderServer server = new ProviderServer();
                IdentityProvider provider = new IdentityProvider(
                        vertx,
                        server.url(),
                        TestTokens.SETTINGS.withIssuer(ProviderServer.ISSUER, "roomscribe"),
                        new TimeSource(() -> NOW, () -> 0))) {
            Authenticator all = new Authenticator(keys, tokens, provider);

            assertThat(principal(all, "rs_backend_" + SECRET)).isEqualTo("key:backend");
            assertThat(principal(all, TestTokens.token(TestTokens.header(), TestTokens.claims())))
                    .isEqualTo("token:alice");
            assertThat(principal(all, ProviderServer.token("first"))).isEqualTo("user:alice");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatIsNotConfiguredIsRejected() {
        assertThat(reason(authenticator, ProviderServer.token("first"))).isEqualTo(RejectionReason.BAD_SIGNATURE);
        assertThat(reason(authenticator, "")).isEqualTo(RejectionReason.MALFORMED);
        assertThat(reason(authenticator, "rs_backend_wrong")).isEqualTo(RejectionReason.MALFORMED);
    }

    @Test
    void aCredentialThatIsTooLongIsNotLookedAt() {
        assertThat(reason(authenticator, "a".repeat(1_000_000) + ".b.c")).isEqualTo(RejectionReason.MALFORMED);
    }

    @Property(tries = 300)
    void anyTextIsRejectedAtOnceAndNothingIsThrown(@ForAll String text) {
        for (String credential : List.of(text, "rs_" + text, text + ".." + text, "eyJhbGciOiJub25lIn0." + text + ".")) {
            assertThat(authenticator.authenticate(credential).toCompletableFuture())
                    .isCompletedWithValueMatching(Rejected.class::isInstance);
        }
    }

    private static String principal(Authenticator authenticator, String credential) {
        return ((Authenticated) result(authenticator, credential)).principal().id();
    }

    private static RejectionReason reason(Authenticator authenticator, String credential) {
        return ((Rejected) result(authenticator, credential)).reason();
    }

    private static Authentication result(Authenticator authenticator, String credential) {
        return authenticator
                .authenticate(credential)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}

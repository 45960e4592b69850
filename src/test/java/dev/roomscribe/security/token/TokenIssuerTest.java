package dev.roomscribe.security.token;

import static dev.roomscribe.security.token.TestTokens.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.security.access.Authentication.Authenticated;
import dev.roomscribe.security.access.KeyQuota;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenIssuerTest {
    private static final RoomPatterns LOBBY = RoomPatterns.only("lobby");
    private static final Set<Scope> READ = Set.of(Scope.CAPTIONS_READ);

    private static final KeyReference KEY = new KeyReference("backend", "1", KeyQuota.UNLIMITED);

    private final TokenSecrets secrets = TokenSecrets.of(
            List.of(TestTokens.setting("2", TestTokens.SECOND), TestTokens.setting("1", TestTokens.FIRST)));
    private final TokenIssuer issuer = new TokenIssuer(secrets, TestTokens.SETTINGS, () -> NOW.plusMillis(700));

    @Test
    void aNewTokenHasTheDocumentedForm() throws IOException {
        MintedToken minted = issuer.mint(new TokenRequest("alice", LOBBY, READ, Duration.ofMinutes(5), KEY));

        JsonNode header = part(minted, 0);
        assertThat(header.properties()).hasSize(3);
        assertThat(header.path("alg").asText()).isEqualTo("HS256");
        assertThat(header.path("typ").asText()).isEqualTo("at+jwt");
        assertThat(header.path("kid").asText()).isEqualTo("2");
        JsonNode claims = part(minted, 1);
        assertThat(claims.toString())
                .isEqualTo(("{'iss':'roomscribe','aud':'roomscribe','sub':'alice','jti':'%s','iat':%d,'exp':%d,"
                                + "'rooms':['lobby'],'scope':'captions:read','key':'backend','key_fingerprint':'1'}")
                        .replace('\'', '"')
                        .formatted(minted.id(), NOW.getEpochSecond(), NOW.getEpochSecond() + 300));
        assertThat(minted.expiry()).isEqualTo(NOW.plusSeconds(300));
    }

    @Test
    void aNewTokenIsAccepted() {
        TokenVerifier verifier = new TokenVerifier(secrets, TestTokens.SETTINGS, () -> NOW, id -> Optional.of(KEY));
        MintedToken minted = issuer.mint(new TokenRequest(null, LOBBY, READ, null, KEY));

        assertThat(verifier.verify(minted.token())).isInstanceOfSatisfying(Authenticated.class, result -> {
            assertThat(result.principal().id()).isEqualTo("token:" + minted.id());
            assertThat(result.principal().rooms()).isEqualTo(LOBBY);
            assertThat(result.principal().scopes()).isEqualTo(READ);
            assertThat(result.principal().key()).isEqualTo(KEY);
            assertThat(result.expiry()).isEqualTo(NOW.plus(Duration.ofHours(1)));
        });
    }

    @Test
    void theLifetimeIsBounded() {
        assertThat(issuer.mint(new TokenRequest(null, LOBBY, READ, Duration.ofDays(1), null))
                        .expiry())
                .isEqualTo(NOW.plus(Duration.ofDays(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> issuer.mint(
                        new TokenRequest(null, LOBBY, READ, Duration.ofDays(1).plusSeconds(1), null)))
                .withMessageContaining("86400 s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenRequest(null, LOBBY, READ, Duration.ofMillis(999), null));
    }

    @Test
    void whatATokenCannotContainIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenRequest(null, LOBBY, Set.of(Scope.TOKENS_WRITE), null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenRequest(null, LOBBY, Set.of(), null, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenRequest("a".repeat(129), LOBBY, READ, null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenRequest(" ", LOBBY, READ, null, null));
    }

    @Test
    void noSecretIsInATextOrMessage() {
        MintedToken minted = issuer.mint(new TokenRequest(null, LOBBY, READ, null, null));

        assertThat(minted.toString()).doesNotContain(minted.token()).contains(minted.id());
        assertThat(secrets).hasToString("TokenSecrets[2, 1]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SECRETSECRETSECRETSECRETSECRETSECRETSECRETSE",
                "a b:SECRETSECRETSECRETSECRETSECRETSECRETSECRETSE",
                ":SECRETSECRETSECRETSECRETSECRETSECRETSECRETSE",
                "1:SECRET!SECRETSECRETSECRETSECRETSECRETSECRETS",
                "1:SECRETSECRETSECRETSECRETSECRETSECRETSECRET",
                "1:"
            })
    void aSecretThatIsInvalidOrTooShortIsRejectedWithoutBeingRepeated(String secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenSecrets.of(List.of(secret)))
                .withNoCause()
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("SECRET"));
    }

    @Test
    void theNumberAndTheLengthOfSecretsAreBounded() {
        assertThat(TokenSecrets.of(List.of(TestTokens.setting("1", "s".repeat(64)))))
                .isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenSecrets.of(List.of(TestTokens.setting("1", "s".repeat(65)))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenSecrets.of(List.of(TestTokens.setting("1", "s".repeat(31)))));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenSecrets.of(List.of()));
        String first = TestTokens.setting("1", TestTokens.FIRST);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenSecrets.of(List.of(first, TestTokens.setting("1", TestTokens.SECOND))))
                .withMessageContaining("same id");
    }

    private static JsonNode part(MintedToken minted, int index) throws IOException {
        return new ObjectMapper()
                .readTree(
                        new String(Base64.getUrlDecoder().decode(minted.token().split("\\.", -1)[index]), UTF_8));
    }
}

package dev.roomscribe.security.token.provider;

import static dev.roomscribe.security.token.TestTokens.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.security.access.Authentication;
import dev.roomscribe.security.access.Authentication.Authenticated;
import dev.roomscribe.security.access.Authentication.Rejected;
import dev.roomscribe.security.access.RejectionReason;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.security.token.TestTokens;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityProviderTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanos = new AtomicLong();
    private ProviderServer server;
    private IdentityProvider provider;

    @BeforeEach
    void start() throws IOException {
        server = new ProviderServer();
        provider = new IdentityProvider(
                vertx,
                server.url(),
                TestTokens.SETTINGS.withIssuer(ProviderServer.ISSUER, "roomscribe"),
                new TimeSource(() -> NOW, nanos::get));
    }

    @AfterEach
    void stop() throws Exception {
        provider.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aValidTokenIsAPrincipalUntilItsExpiry() {
        assertThat(verify(ProviderServer.token("first"))).isInstanceOfSatisfying(Authenticated.class, result -> {
            assertThat(result.expiry()).isEqualTo(NOW.plusSeconds(60));
            assertThat(result.principal().id()).isEqualTo("user:alice");
            assertThat(result.principal().scopes()).containsExactly(Scope.CAPTIONS_READ);
            assertThat(result.principal().rooms()).isEqualTo(RoomPatterns.of(List.of("lobby", "team-a-*")));
            assertThat(result.principal().key()).isNull();
        });
        assertThat(server.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            iss, "roomscribe"
            aud, "other"
            exp, 1
            exp, 9999999999
            rooms, "lobby"
            scope, 7
            """)
    void aClaimThatIsNotTheConfiguredOneIsRejected(String name, String value) {
        Map<String, String> claims = ProviderServer.claims();
        claims.put(name, value);

        assertThat(verify(ProviderServer.token(ProviderServer.header("first"), claims, "first")))
                .isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            alg, "none"
            alg, "HS256"
            alg, "RS512"
            kid, "unknown"
            kid, "second"
            """)
    void aHeaderThatDoesNotFitIsRejected(String name, String value) {
        Map<String, String> header = ProviderServer.header("first");
        header.put(name, value);

        assertThat(reason(verify(ProviderServer.token(header, ProviderServer.claims(), "first"))))
                .isEqualTo(RejectionReason.BAD_SIGNATURE);
    }

    /** The classic confusion: the public key as the secret of HMAC. */
    @Test
    void aTokenSignedWithThePublicKeyAsASecretIsRejected() {
        Map<String, String> header = ProviderServer.header("first");
        header.put("alg", "\"HS256\"");
        byte[] publicKey = ProviderServer.keyPair("first").getPublic().getEncoded();

        assertThat(reason(verify(TestTokens.token(header, ProviderServer.claims(), publicKey))))
                .isEqualTo(RejectionReason.BAD_SIGNATURE);
    }

    @Test
    void aTokenOfAnotherKeyUnderTheSameIdIsRejected() {
        assertThat(reason(verify(
                        ProviderServer.token(ProviderServer.header("first"), ProviderServer.claims(), "second"))))
                .isEqualTo(RejectionReason.BAD_SIGNATURE);
    }

    @Test
    void afterARotationTheNewKeyIsFetchedWithTheFirstTokenThatNamesIt() {
        assertThat(verify(ProviderServer.token("first"))).isInstanceOf(Authenticated.class);
        server.answer(200, ProviderServer.keySet("second"));
        advance(ProviderKeys.MIN_INTERVAL);

        assertThat(verify(ProviderServer.token("second"))).isInstanceOf(Authenticated.class);
        assertThat(reason(verify(ProviderServer.token("first")))).isEqualTo(RejectionReason.BAD_SIGNATURE);
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void unknownKeysDoNotCauseMoreFetchesThanOneInHalfAMinute() {
        verify(ProviderServer.token("first"));
        for (int i = 0; i < 100; i++) {
            verify(ProviderServer.token("second"));
        }
        assertThat(server.requests()).isEqualTo(1);

        advance(ProviderKeys.MIN_INTERVAL);
        for (int i = 0; i < 100; i++) {
            verify(ProviderServer.token("second"));
        }
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void aKeyThatWasFetchedLongAgoIsFetchedAgainBeforeItIsUsed() {
        verify(ProviderServer.token("first"));
        server.answer(200, ProviderServer.keySet("second"));
        advance(ProviderKeys.REFRESH_AGE);

        assertThat(reason(verify(ProviderServer.token("first")))).isEqualTo(RejectionReason.BAD_SIGNATURE);
        assertThat(server.requests()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            503 | {"keys":[]}
            302 | {"keys":[]}
            200 | {"keys":[]}
            200 | [
            200 | {"keys":[{"kty":"oct","kid":"first","k":"c2VjcmV0"}]}
            """)
    void whileTheProviderFailsTheLastKeysAreValidForADay(int status, String body) {
        assertThat(verify(ProviderServer.token("first"))).isInstanceOf(Authenticated.class);
        server.answer(status, body);

        advance(ProviderKeys.MAX_AGE);
        assertThat(verify(ProviderServer.token("first"))).isInstanceOf(Authenticated.class);

        await().until(() -> server.requests() == 2);
        advance(ProviderKeys.MIN_INTERVAL);
        assertThat(reason(verify(ProviderServer.token("first")))).isEqualTo(RejectionReason.PROVIDER_UNAVAILABLE);
        int requests = server.requests();

        server.answer(200, ProviderServer.keySet("first"));
        assertThat(reason(verify(ProviderServer.token("first")))).isEqualTo(RejectionReason.PROVIDER_UNAVAILABLE);
        assertThat(server.requests()).isEqualTo(requests);
        advance(ProviderKeys.MIN_INTERVAL_WITHOUT_KEYS);
        assertThat(verify(ProviderServer.token("first"))).isInstanceOf(Authenticated.class);
    }

    @Test
    void aKeySetThatIsTooLongIsNotRead() {
        verify(ProviderServer.token("first"));
        server.answer(200, " ".repeat(300_000) + ProviderServer.keySet("first", "second"));
        advance(ProviderKeys.MIN_INTERVAL);

        assertThat(reason(verify(ProviderServer.token("second")))).isEqualTo(RejectionReason.BAD_SIGNATURE);
    }

    private void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Authentication verify(String token) {
        return provider.verify(token)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static RejectionReason reason(Authentication result) {
        return ((Rejected) result).reason();
    }
}

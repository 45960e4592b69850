package dev.roomscribe.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.security.Sha256;
import dev.roomscribe.security.access.Authentication;
import dev.roomscribe.security.access.Authentication.Authenticated;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.access.RejectionReason;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.security.token.TokenRequest;
import dev.roomscribe.support.LoggedLines;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthSetupTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final String SECRET = "s".repeat(43);
    private static final String TOKEN_SECRET = "1:" + "MTIz".repeat(12);

    @AfterAll
    static void closeVertx() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void keysOfBothPlacesAndTokensAreAccepted(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("keys.json");
        Files.writeString(file, key("file"));
        AuthSetup auth = new AuthSetup(
                config(Map.of("keys", key("backend"), "keys-file", file.toString(), "token-secret", TOKEN_SECRET))
                        .auth(),
                VERTX);
        try {
            assertThat(principal(auth, "rs_backend_" + SECRET)).isEqualTo("key:backend");
            assertThat(principal(auth, "rs_file_" + SECRET)).isEqualTo("key:file");
            String token = auth.tokenIssuer()
                    .mint(new TokenRequest(
                            "alice", RoomPatterns.only("lobby"), Set.of(Scope.CAPTIONS_READ), null, reference(auth)))
                    .token();
            assertThat(principal(auth, token)).isEqualTo("token:alice");
        } finally {
            auth.close();
        }
    }

    @Test
    void withoutSecretTokensAreAcceptedByTheProcessThatCreatedThem() throws Exception {
        AuthSetup auth = new AuthSetup(config(Map.of("keys", key("backend"))).auth(), VERTX);
        AuthSetup other = new AuthSetup(config(Map.of("keys", key("backend"))).auth(), VERTX);
        try {
            String token = auth.tokenIssuer()
                    .mint(new TokenRequest(
                            "alice", RoomPatterns.only("lobby"), Set.of(Scope.CAPTIONS_READ), null, reference(auth)))
                    .token();
            assertThat(principal(auth, token)).isEqualTo("token:alice");
            assertThat(other.authenticator()
                            .authenticate(token)
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(new Authentication.Rejected(RejectionReason.BAD_SIGNATURE));
        } finally {
            other.close();
            auth.close();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            keys                | rs_backend_SECRET          | roomscribe.auth.keys is invalid: it is not valid JSON
            keys                | [{"id": "SECRET"}]         | roomscribe.auth.keys is invalid: key 1: sha256
            keys-file           | /nowhere/keys.json         | roomscribe.auth.keys-file=/nowhere/keys.json cannot be used
            token-secret        | SECRET                     | roomscribe.auth.token-secret is invalid: a secret is an id
            token-secret        | 1:SECRET                   | set it to an id, a colon, and the output of: openssl rand
            token-secret        | 1:SECRETSE                 | Base64 of 32 to 64 random bytes, not of 6
            token-lifetime      | 2d                         | must not be longer than roomscribe.auth.token-max-lifetime
            token-max-lifetime  | 59m                        | must not be longer than roomscribe.auth.token-max-lifetime
            provider.issuer     | https://login.example.com  | needs both roomscribe.auth.provider.jwks-url and
            provider.jwks-url   | https://login.example.com  | needs both roomscribe.auth.provider.jwks-url and
            """)
    void aMistakeIsReportedWithoutTheValue(String key, String value, String message) {
        assertThat(problems(Map.of(key, value)))
                .singleElement()
                .asString()
                .containsIgnoringCase(message)
                .doesNotContain("SECRET");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            https://login.example.com/jwks,         true
            http://127.0.0.1:8180/jwks,             true
            http://login.example.com/jwks,          false
            https://user:SECRET@login.example.com/, false
            file:///SECRET,                         false
            login.example.com,                      false
            ://,                                    false
            """)
    void theKeysOfAProviderAreFetchedOverTlsOrFromTheSameMachine(String url, boolean accepted) {
        List<String> problems = problems(Map.of("provider.jwks-url", url, "provider.issuer", "https://example.com"));

        if (accepted) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems)
                    .singleElement()
                    .asString()
                    .startsWith("roomscribe.auth.provider.jwks-url is invalid")
                    .doesNotContain("SECRET");
        }
    }

    @Test
    void keysInBothPlacesMustHaveDifferentIds(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("keys.json");
        Files.writeString(file, key("backend"));

        assertThat(problems(Map.of("keys", key("backend"), "keys-file", file.toString())))
                .singleElement()
                .asString()
                .contains("roomscribe.auth.keys-file", "two keys have the id backend");
    }

    @Test
    void noCredentialsCanBeCombinedWithTheModeThatRequiresNone() {
        assertThat(problems(Map.of("mode", "none"))).isEmpty();
        assertThat(problems(Map.of("mode", "none", "keys", key("a"))))
                .singleElement()
                .asString()
                .startsWith("roomscribe.auth.mode=none lets every client do everything");
        assertThat(problems(Map.of("mode", "none", "token-secret", TOKEN_SECRET)))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "::1"})
    void loopbackAddressNeedsNoCredentials(String address) {
        assertThat(AuthSetup.checkAddress(config(Map.of()).auth(), address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void otherAddressNeedsCredentialsOrTheModeThatRequiresNone(String address) {
        assertThatThrownBy(() -> AuthSetup.checkAddress(config(Map.of()).auth(), address))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(
                        address, "roomscribe.auth.keys", "quarkus.http.host=localhost", "roomscribe.auth.mode=none");
        assertThat(AuthSetup.checkAddress(config(Map.of("mode", "none")).auth(), address))
                .isFalse();
        assertThat(AuthSetup.checkAddress(config(Map.of("keys", key("a"))).auth(), address))
                .isFalse();
        assertThat(AuthSetup.checkAddress(
                        config(Map.of("token-secret", TOKEN_SECRET)).auth(), address))
                .isFalse();
    }

    @Test
    void serviceWithoutCredentialsLogsWhoMayUseItAndWhatToDo() {
        try (LoggedLines log = new LoggedLines(AuthSetup.class)) {
            AuthSetup.reportAccess(config(Map.of("keys", key("a"))).auth(), "0.0.0.0");
            assertThat(log.lines()).isEmpty();

            AuthSetup.reportAccess(config(Map.of()).auth(), "localhost");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO ")
                    .contains("localhost only", "roomscribe.auth.keys-file", "new-key", "quarkus.http.host");
        }
        try (LoggedLines log = new LoggedLines(AuthSetup.class)) {
            AuthSetup.reportAccess(config(Map.of("mode", "none")).auth(), "localhost");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains("roomscribe.auth.mode=none", "every client");
        }
    }

    @Test
    void keysFileWithoutKeysLeavesTheServiceClosed(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("keys.json");
        Files.writeString(file, "[]");
        AuthSetup auth =
                new AuthSetup(config(Map.of("keys-file", file.toString())).auth(), VERTX);
        AuthSetup open = new AuthSetup(config(Map.of()).auth(), VERTX);
        try {
            assertThat(auth.policy().required()).isTrue();
            assertThat(open.policy().required()).isFalse();
        } finally {
            auth.close();
            open.close();
        }
    }

    @Test
    void allMistakesAreReportedTogether() {
        assertThat(problems(Map.of("mode", "none", "keys", "x", "token-secret", "x", "token-lifetime", "2d")))
                .hasSize(4);
    }

    private static List<String> problems(Map<String, String> auth) {
        return ConfigurationCheck.problems(() -> builder(auth));
    }

    private static RoomscribeConfig config(Map<String, String> auth) {
        return builder(auth).withMapping(RoomscribeConfig.class).build().getConfigMapping(RoomscribeConfig.class);
    }

    private static SmallRyeConfigBuilder builder(Map<String, String> auth) {
        Map<String, String> properties = new HashMap<>(Map.of("roomscribe.fishjam.embedded", "true"));
        auth.forEach((key, value) -> properties.put("roomscribe.auth." + key, value));
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(properties, "test", 100));
    }

    private static String key(String id) {
        return "[{\"id\": \"%s\", \"sha256\": \"%s\", \"scopes\": [\"rooms:read\", \"rooms:write\"]}]"
                .formatted(id, Sha256.hex(SECRET));
    }

    private static String principal(AuthSetup auth, String credential) {
        return ((Authenticated) auth.authenticator()
                        .authenticate(credential)
                        .toCompletableFuture()
                        .join())
                .principal()
                .id();
    }

    private static KeyReference reference(AuthSetup auth) {
        return auth.keys().reference("backend").orElseThrow();
    }
}

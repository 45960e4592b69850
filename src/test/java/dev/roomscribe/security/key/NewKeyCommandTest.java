package dev.roomscribe.security.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.security.access.Authentication.Authenticated;
import dev.roomscribe.security.access.KeyQuota;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewKeyCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void printsAKeyAndWhatToStoreSoThatTheKeyIsAccepted() {
        assertThat(run("--id", "backend", "--scopes", "rooms:write,tokens:write"))
                .isZero();

        List<String> lines = out.toString(UTF_8).lines().toList();
        assertThat(lines).hasSize(2);
        ApiKeys keys = new ApiKeys(ApiKeyJson.parse("[" + lines.get(1) + "]"));
        assertThat(keys.authenticate(lines.get(0))).isInstanceOfSatisfying(Authenticated.class, result -> {
            assertThat(result.principal().id()).isEqualTo("key:backend");
            assertThat(result.principal().scopes()).containsExactlyInAnyOrder(Scope.ROOMS_WRITE, Scope.TOKENS_WRITE);
            assertThat(result.principal().rooms()).isEqualTo(RoomPatterns.ALL);
        });
        String secret = lines.get(0).substring("rs_backend_".length());
        assertThat(lines.get(1)).doesNotContain(secret);
        assertThat(err.toString(UTF_8)).doesNotContain(secret).contains("roomscribe.auth.keys-file");
    }

    @Test
    void roomsAndQuotasAreStored() {
        assertThat(run(
                        "--scopes",
                        "captions:read",
                        "--id",
                        "a",
                        "--rooms",
                        "team-a-*,lobby",
                        "--sessions",
                        "1",
                        "--streams",
                        "2",
                        "--starts-per-minute",
                        "3"))
                .isZero();

        String stored = out.toString(UTF_8).lines().toList().get(1);
        assertThat(ApiKeyJson.parse("[" + stored + "]")).singleElement().satisfies(key -> {
            assertThat(key.rooms()).isEqualTo(RoomPatterns.of(List.of("team-a-*", "lobby")));
            assertThat(key.quota()).isEqualTo(new KeyQuota(1, 2, 3));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--id a",
                "--scopes rooms:read",
                "--id a_b --scopes rooms:read",
                "--id a --scopes rooms:erase",
                "--id a --scopes rooms:read,",
                "--id a --scopes",
                "--id a --id b --scopes rooms:read",
                "--id a --scopes rooms:read --rooms a*b",
                "--id a --scopes rooms:read --streams 0",
                "--id a --scopes rooms:read --streams 1000001",
                "--id a --scopes rooms:read --verbose true",
                "--help"
            })
    void anInvalidArgumentPrintsTheUsageAndNoKey(String arguments) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1)))
                .isEqualTo(2);

        assertThat(out.toString(UTF_8)).isEmpty();
        assertThat(err.toString(UTF_8)).contains("Usage: new-key");
    }

    private int run(String... arguments) {
        return new NewKeyCommand(
                        new SecureRandom(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
                .run(List.of(arguments));
    }
}

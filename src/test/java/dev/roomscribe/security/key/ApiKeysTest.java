package dev.roomscribe.security.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.roomscribe.security.access.Authentication;
import dev.roomscribe.security.access.Authentication.Authenticated;
import dev.roomscribe.security.access.Authentication.Rejected;
import dev.roomscribe.security.access.KeyQuota;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.access.RejectionReason;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    private final ApiKeys keys = new ApiKeys(List.of(TestKeys.key("configured", Scope.ROOMS_WRITE)));
    private final List<String> ended = new ArrayList<>();

    @Test
    void keysOfTheConfigurationAndOfTheFileAreValidAtOnce() {
        keys.setFileKeys(List.of(new ApiKey(
                "team-a",
                TestKeys.key("team-a").sha256(),
                Set.of(Scope.CAPTIONS_READ),
                RoomPatterns.of(List.of("team-a-*")),
                new KeyQuota(1, 2, 3))));

        assertThat(keys.authenticate(TestKeys.credential("configured")))
                .isInstanceOfSatisfying(Authenticated.class, result -> {
                    assertThat(result.expiry()).isNull();
                    assertThat(result.principal().id()).isEqualTo("key:configured");
                    assertThat(result.principal().scopes()).containsExactly(Scope.ROOMS_WRITE);
                    assertThat(result.principal().rooms()).isEqualTo(RoomPatterns.ALL);
                });
        assertThat(keys.authenticate(TestKeys.credential("team-a")))
                .isInstanceOfSatisfying(Authenticated.class, result -> {
                    assertThat(result.principal().may(Scope.CAPTIONS_READ, "team-a-1"))
                            .isTrue();
                    assertThat(result.principal().may(Scope.CAPTIONS_READ, "team-b-1"))
                            .isFalse();
                    assertThat(result.principal().key())
                            .isEqualTo(keys.reference("team-a").orElseThrow());
                    assertThat(keys.reference("team-a").orElseThrow().quota()).isEqualTo(new KeyQuota(1, 2, 3));
                });
    }

    @Test
    void anotherSecretAnotherIdAndAnotherFormAreRejected() {
        String credential = TestKeys.credential("configured");

        assertThat(reason(keys.authenticate(credential.replace("_-0", "_-1")))).isEqualTo(RejectionReason.UNKNOWN_KEY);
        assertThat(reason(keys.authenticate(TestKeys.credential("other")))).isEqualTo(RejectionReason.UNKNOWN_KEY);
        assertThat(reason(keys.authenticate("rs_" + TestKeys.key("configured").sha256())))
                .isEqualTo(RejectionReason.MALFORMED);
        assertThat(reason(keys.authenticate(credential + " "))).isEqualTo(RejectionReason.MALFORMED);
    }

    @Test
    void theHashIsNoSecret() {
        String hash = TestKeys.key("configured").sha256().substring(0, 43);

        assertThat(keys.authenticate("rs_configured_" + hash)).isInstanceOf(Rejected.class);
    }

    @Test
    void aRemovedKeyIsRejectedAndEndsWhatWatchesIt() {
        keys.setFileKeys(List.of(TestKeys.key("a"), TestKeys.key("b")));
        watch("a");
        watch("a");
        watch("b");
        watch("configured");

        keys.setFileKeys(List.of(TestKeys.key("b")));

        assertThat(ended).containsExactly("a", "a");
        assertThat(keys.authenticate(TestKeys.credential("a"))).isInstanceOf(Rejected.class);
        assertThat(keys.authenticate(TestKeys.credential("b"))).isInstanceOf(Authenticated.class);
        assertThat(keys.watchCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "scopes", "rooms", "quota"})
    void aChangedKeyEndsWhatWatchesIt(String part) {
        ApiKey before = TestKeys.key("a");
        ApiKey after = new ApiKey(
                "a",
                part.equals("secret") ? TestKeys.key("b").sha256() : before.sha256(),
                part.equals("scopes") ? Set.of(Scope.CAPTIONS_READ) : before.scopes(),
                part.equals("rooms") ? RoomPatterns.only("lobby") : before.rooms(),
                part.equals("quota") ? new KeyQuota(1, 0, 0) : before.quota());
        keys.setFileKeys(List.of(before));
        KeyReference reference = keys.reference("a").orElseThrow();
        watch("a");

        keys.setFileKeys(List.of(before));
        assertThat(ended).isEmpty();

        keys.setFileKeys(List.of(after));
        assertThat(ended).containsExactly("a");
        assertThat(keys.reference("a").orElseThrow()).isNotEqualTo(reference);
    }

    @Test
    void whatIsWatchedTooLateEndsAtOnce() {
        keys.setFileKeys(List.of(TestKeys.key("a")));
        KeyReference reference = keys.reference("a").orElseThrow();
        keys.setFileKeys(List.of());

        keys.watch(reference, () -> ended.add("a"));

        assertThat(ended).containsExactly("a");
        assertThat(keys.watchCount()).isZero();
    }

    @Test
    void aKeyThatComesBackUnchangedIsTheSame() {
        keys.setFileKeys(List.of(TestKeys.key("a")));
        KeyReference reference = keys.reference("a").orElseThrow();
        keys.setFileKeys(List.of());
        keys.setFileKeys(List.of(TestKeys.key("a")));

        keys.watch(reference, () -> ended.add("a"));

        assertThat(ended).isEmpty();
    }

    @Test
    void aClosedWatchIsNotNotifiedAndNothingIsLeftOfIt() {
        keys.setFileKeys(List.of(TestKeys.key("a")));
        ApiKeys.Watch first = watch("a");
        watch("a");

        first.close();
        first.close();
        keys.setFileKeys(List.of());

        assertThat(ended).containsExactly("a");
        assertThat(keys.watchCount()).isZero();
    }

    @Test
    void aFailingWatchDoesNotKeepTheOthersOpen() {
        keys.setFileKeys(List.of(TestKeys.key("a")));
        keys.watch(keys.reference("a").orElseThrow(), () -> {
            throw new IllegalStateException("does not end");
        });
        watch("a");

        keys.setFileKeys(List.of());

        assertThat(ended).containsExactly("a");
    }

    @Test
    void anIdOfTheConfigurationCannotBeInTheFileAndNothingChangesThen() {
        keys.setFileKeys(List.of(TestKeys.key("a")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.setFileKeys(List.of(TestKeys.key("configured"))))
                .withMessageContaining("configured");
        assertThat(keys.authenticate(TestKeys.credential("a"))).isInstanceOf(Authenticated.class);
    }

    @Test
    void thereMayBeNoKeys() {
        assertThat(new ApiKeys(List.of()).isEmpty()).isTrue();
        assertThat(keys.isEmpty()).isFalse();
    }

    private ApiKeys.Watch watch(String id) {
        return keys.watch(keys.reference(id).orElseThrow(), () -> ended.add(id));
    }

    private static RejectionReason reason(Authentication result) {
        return ((Rejected) result).reason();
    }
}

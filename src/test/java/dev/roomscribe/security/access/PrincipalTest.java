package dev.roomscribe.security.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrincipalTest {
    private static final RoomPatterns TEAM_A = RoomPatterns.of(List.of("team-a-*"));

    @ParameterizedTest
    @EnumSource
    void aScopeAppliesOnlyToItselfAndOnlyInItsRooms(Scope scope) {
        Principal principal = new Principal("key:a", Set.of(scope), TEAM_A, null);

        for (Scope other : Scope.values()) {
            assertThat(principal.may(other)).isEqualTo(other == scope);
            assertThat(principal.may(other, "team-a-1")).isEqualTo(other == scope);
            assertThat(principal.may(other, "team-b-1")).isFalse();
        }
        assertThat(principal.sees("team-a-1")).isTrue();
        assertThat(principal.sees("team-b-1")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void theNameOfAScopeIsRead(Scope scope) {
        assertThat(Scope.of(scope.value())).contains(scope);
        assertThat(Scope.names()).contains(scope.value());
        assertThat(Scope.of(scope.name())).isEmpty();
    }

    @Test
    void tokensCanReadCaptionsAndWhatTheirCreatorMayDoButNotCreateTokens() {
        Principal minter = new Principal("key:a", Set.of(Scope.TOKENS_WRITE, Scope.ROOMS_READ), TEAM_A, null);

        assertThat(Arrays.stream(Scope.values()).filter(minter::mayGrant))
                .containsExactlyInAnyOrder(Scope.CAPTIONS_READ, Scope.ROOMS_READ);
    }

    @Test
    void withoutTheScopeNoTokenCanBeCreated() {
        Principal reader = new Principal("key:a", Set.of(Scope.CAPTIONS_READ), TEAM_A, null);

        assertThat(Arrays.stream(Scope.values()).filter(reader::mayGrant)).isEmpty();
    }
}

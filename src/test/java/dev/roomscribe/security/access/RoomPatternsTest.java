package dev.roomscribe.security.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomPatternsTest {
    @Provide
    static Arbitrary<String> ids() {
        return Arbitraries.strings()
                .withChars("abAB-_.ćż\uD83D\uDE00".toCharArray())
                .ofMinLength(1)
                .ofMaxLength(8)
                .filter(id -> !id.matches(".*\\p{C}.*"));
    }

    @Property(tries = 300)
    void aLiteralMatchesItselfOnly(@ForAll("ids") String pattern, @ForAll("ids") String room) {
        assertThat(RoomPatterns.only(pattern).matches(room)).isEqualTo(pattern.equals(room));
    }

    @Property(tries = 300)
    void aPrefixMatchesWhatBeginsWithIt(@ForAll("ids") String prefix, @ForAll("ids") String room) {
        RoomPatterns patterns = RoomPatterns.of(List.of(prefix + "*"));

        assertThat(patterns.matches(prefix)).isTrue();
        assertThat(patterns.matches(prefix + room)).isTrue();
        assertThat(patterns.matches(room)).isEqualTo(room.startsWith(prefix));
    }

    @Property(tries = 300)
    void anyTextIsAPatternOrRejectedWithoutBeingRepeated(@ForAll String text) {
        try {
            assertThat(RoomPatterns.of(List.of(text)).patterns()).containsExactly(text);
            assertThat(text).matches("[^*/\\\\\\s]*\\*?");
        } catch (IllegalArgumentException e) {
            if (text.length() > 3) {
                assertThat(e.getMessage()).doesNotContain(text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "**", "a*b", "*a", "a/b", "a\\b", "a b", "a\nb", "a\u200bb", "\ud83d*"})
    void whatCannotBeTheBeginningOfARoomIdIsRejected(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoomPatterns.of(List.of("lobby", pattern)))
                .withMessageContaining("room pattern 2");
    }

    @Test
    void theNumberOfPatternsAndTheirLengthAreBounded() {
        assertThat(RoomPatterns.of(List.of("a".repeat(256) + "*")).matches("a".repeat(256)))
                .isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> RoomPatterns.of(List.of("a".repeat(257))));
        assertThat(RoomPatterns.of(Collections.nCopies(100, "a")).matches("a")).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> RoomPatterns.of(Collections.nCopies(101, "a")));
    }

    @Test
    void aRoomWhoseIdLooksLikeAPrefixCannotBeNamedAlone() {
        assertThatIllegalArgumentException().isThrownBy(() -> RoomPatterns.only("team-*"));
    }

    @Test
    void noPatternsMatchNoRoom() {
        assertThat(RoomPatterns.of(List.of()).matches("a")).isFalse();
        assertThat(RoomPatterns.ALL.matches("a")).isTrue();
    }
}

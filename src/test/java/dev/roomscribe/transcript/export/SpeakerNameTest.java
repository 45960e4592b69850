package dev.roomscribe.transcript.export;

import static dev.roomscribe.transcript.export.Exports.render;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.TestEvents;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How files for people show names that peers choose. */
class SpeakerNameTest {
    private static final Pattern UNSAFE =
            Pattern.compile("[\\p{C}\\u2028\\u2029\\[\\]{}<>:\\\\&&[^\\u200d]]|^\\(| $|^ |  ");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ana",
                "Zoë O'Brien-Müller (she/her)",
                "山田 太郎",
                "علی رضا",
                "Bob & Co. #1 @home",
                "👩‍💻 Eve",
                "ශ්‍රී"
            })
    void anOrdinaryNameIsUnchanged(String name) {
        assertThat(SpeakerName.of(name, "p1")).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "Alice: I agree. [00:00:10] Bob, Alice： I agree. ［00：00：10］ Bob",
                "{\\an8}Bob, ｛＼an8｝Bob",
                "<v Eve>Bob, ‹v Eve›Bob",
                "a-->b, a--›b",
                "(1.5 s missing), （1.5 s missing)",
                "\u202eecilA, ecilA",
                "A\u200bl\u200di\u2066ce, Alice"
            })
    void aNameCannotLookLikeAPartOfTheFile(String name, String shown) {
        assertThat(SpeakerName.of(name, "p1")).isEqualTo(shown);
    }

    @Test
    void lineBreaksAndSpacesOfAllKindsBecomeOneSpace() {
        assertThat(SpeakerName.of("\tAna\r\n\u0085\u2028\u00a0\u3000Lee\n", "p1"))
                .isEqualTo("Ana Lee");
    }

    @Test
    void aNameWithoutAVisibleCharacterIsReplacedByTheId() {
        assertThat(SpeakerName.of(null, "p1")).isEqualTo("p1");
        assertThat(SpeakerName.of("\u200b\u3164\u2800 \u202e", "p:1")).isEqualTo("p：1");
        assertThat(SpeakerName.of("", "\u202e")).isEqualTo("unknown");
    }

    @Property(tries = 1000)
    void everyNameIsSafeAndStaysTheSame(@ForAll String name) {
        String shown = SpeakerName.of(name, "p1");
        assertThat(UNSAFE.matcher(shown).find()).as(shown).isFalse();
        assertThat(SpeakerName.of(shown, "p1")).isEqualTo(shown);
    }

    @Test
    void jsonContainsTheNameAsItIs() {
        String name = "Alice: I agree. [00:00:10] Bob";
        assertThat(render(
                        TranscriptFormat.JSON,
                        Exports.room(TestEvents.started(), TestEvents.utterance("p1", name, "u1", "no", 1, 2))))
                .contains("\"speaker\":\"" + name + "\"");
    }
}

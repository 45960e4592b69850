package dev.roomscribe.security.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresentedKeyTest {
    private static final String SECRET = "_".repeat(43);

    @Provide
    static Arbitrary<String> ids() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars('-', '.')
                .ofMinLength(1)
                .ofMaxLength(64);
    }

    @Provide
    static Arbitrary<String> secrets() {
        return Arbitraries.strings().alpha().numeric().withChars('-', '_').ofLength(43);
    }

    @Property(tries = 300)
    void theFirstTwoUnderscoresSeparateIdAndSecret(@ForAll("ids") String id, @ForAll("secrets") String secret) {
        PresentedKey key = new PresentedKey(id, secret);

        assertThat(PresentedKey.parse("rs_" + id + "_" + secret)).contains(key);
        assertThat(key.credential()).isEqualTo("rs_" + id + "_" + secret);
    }

    @Property(tries = 300)
    void anythingThatIsParsedIsWhatWasPresented(@ForAll String text) {
        PresentedKey.parse("rs_" + text)
                .ifPresent(key -> assertThat(key.credential()).isEqualTo("rs_" + text));
        assertThat(PresentedKey.parse(text).filter(key -> !text.startsWith("rs_")))
                .isEmpty();
    }

    @Property(tries = 300)
    void noOtherLengthIsASecret(@ForAll("ids") String id, @ForAll("secrets") String secret) {
        assertThat(PresentedKey.parse("rs_" + id + "_" + secret + "A")).isEmpty();
        assertThat(PresentedKey.parse("rs_" + id + "_" + secret.substring(1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "rs", "rs_", "rs__", "rs_a", "rs_a_", "rs_a_short", "RS_a_", " rs_a_", "xrs_a_", "rs_ä_"})
    void anIncompleteKeyIsNoKey(String beginning) {
        assertThat(PresentedKey.parse(beginning)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS_a_", " rs_a_", "xrs_a_", "rs_ä_", "rs_a b_", "rs__"})
    void aSecretAloneMakesNoKey(String beginning) {
        assertThat(PresentedKey.parse(beginning + SECRET)).isEmpty();
        assertThat(PresentedKey.parse("rs_a_" + SECRET)).isPresent();
        assertThat(PresentedKey.parse("rs_a_" + SECRET + "\n")).isEmpty();
    }

    @Test
    void everyNewKeyHasAnotherSecretOf256Bits() {
        PresentedKey first = PresentedKey.random("a", new SecureRandom());
        PresentedKey second = PresentedKey.random("a", new SecureRandom());

        assertThat(PresentedKey.parse(first.credential())).contains(first);
        assertThat(first.secret()).hasSize(43).isNotEqualTo(second.secret());
    }

    @Test
    void theSecretIsNotInTheText() {
        assertThat(PresentedKey.random("a", new SecureRandom())).hasToString("PresentedKey[a]");
        assertThat(TestKeys.key("a")).hasToString("ApiKey[a]");
    }
}

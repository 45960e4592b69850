package dev.roomscribe.transcript.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadableTextTest {
    private static final List<String> TOKENS = List.of("<unk>", "[noise]", "[LAUGHTER]", "<>", "[spn]");

    private final Locale locale = Locale.getDefault();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(locale);
    }

    @Test
    void anUtteranceThatEndedByItselfIsASentence() {
        assertThat(new ReadableText("en-US").of("we ship on friday", true, PeerNames.NONE))
                .contains("We ship on friday.");
        assertThat(new ReadableText("en-US").of("we ship on", false, PeerNames.NONE))
                .contains("We ship on");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en-US | i think i'm late and i’ll call if i'd | I think I'm late and I’ll call if I'd.",
                "EN    | so do i                               | So do I.",
                "en_GB | the ipad of ira is in i-o             | The ipad of ira is in i-o.",
                "pl-PL | ty i ja                               | Ty i ja.",
                "it    | ieri i ragazzi                        | Ieri i ragazzi.",
                "eng   | i and me                              | I and me.",
            })
    void onlyTheEnglishPronounIsCapitalized(String language, String transcript, String text) {
        assertThat(new ReadableText(language).of(transcript, true, PeerNames.NONE))
                .contains(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "we [noise] ship <unk>         | We ship.",
                "[laughter] we <unk> <unk> go  | We go.",
                "a < b and [ c                 | A < b and [ c.",
                "<unk>able                     | <Unk>able.",
            })
    void tokensAreLeftOut(String transcript, String text) {
        assertThat(new ReadableText("en").of(transcript, true, PeerNames.NONE)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "<unk>", "[noise] <unk>", " [BREATH]  [SPN] "})
    void anUtteranceOfTokensHasNoText(String transcript) {
        assertThat(new ReadableText("en").of(transcript, true, PeerNames.NONE)).isEmpty();
        assertThat(EngineTokens.areAll(transcript)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "tr-TR, iyi günler, İyi günler.",
                "tr, ılık su, Ilık su.",
                "az-Latn-AZ, indi, İndi.",
                "de-DE, ßa über, ßa über.",
                "hr, ǆep, ǅep.",
                "nl-NL, ijs en weder, IJs en weder.",
                "ka, გამარჯობა, გამარჯობა.",
                "ru, привет всем, Привет всем.",
                "el, όχι, Όχι.",
                "fr, 'tain alors, 'Tain alors.",
                "en, 3d printing, 3d printing.",
                "en, iPhone works, iPhone works.",
                "en, 𐐨𐑌, 𐐀𐑌.",
                "he, שלום לכם, שלום לכם.",
                "ar, مرحبا, مرحبا.",
                "ur-PK, سلام, سلام۔",
                "zh-CN, 你好 世界, 你好 世界。",
                "cn, 用 iphone, 用 iphone。",
                "ja, こんにちは, こんにちは。",
                "ko, 안녕하세요, 안녕하세요.",
                "hi-IN, नमस्ते, नमस्ते।",
                "mr, नमस्कार, नमस्कार.",
                "hy, բարեւ, Բարեւ։",
                "th, สวัสดี, สวัสดี",
                "uk, п'ять, П'ять.",
                "en, call 112, Call 112.",
                "en, so 50 %, So 50 %.",
                "en, keep goin', Keep goin'.",
                "en, at five p.m., At five p.m.",
                "en, really?, Really?",
                "en, he said \"no.\", He said \"no.\"",
                "not a tag at all, well, Well.",
            })
    void everyScriptHasItsOwnCapitalsAndFullStop(String language, String transcript, String text) {
        assertThat(new ReadableText(language).of(transcript, true, PeerNames.NONE))
                .contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "az-AZ", "lt-LT", "ar-EG-u-nu-arab", "th-TH-u-nu-thai"})
    void theTextDoesNotDependOnTheLocaleOfTheService(String tag) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        PeerNames names = NamedWordsTest.names("INGRID İNAN", "Isil");
        assertThat(new ReadableText("EN-IE").of("it is ingrid inan i think with isil", true, names))
                .contains("It is INGRID İNAN I think with Isil.");
        assertThat(new ReadableText("tr").of("isil ile", true, names)).contains("Isil ile.");
    }

    /** The words are the engine's, so that a reader of the text reads what was recognized. */
    @Property(tries = 500)
    void onlyCasePunctuationAndTokensDiffer(
            @ForAll("languages") String language,
            @ForAll("words") List<String> words,
            @ForAll("words") List<String> names,
            @ForAll boolean whole) {
        String text = new ReadableText(language)
                .of(String.join(" ", words), whole, NamedWordsTest.names(names.toArray(String[]::new)))
                .orElse("");
        assertThat(spoken(Stream.of(text.split(" ")).toList()))
                .isEqualTo(spoken(
                        words.stream().filter(word -> !TOKENS.contains(word)).toList()));
        assertThat(TOKENS).noneMatch(text::contains);
        assertThat(text).doesNotContainPattern("\\s\\s|^\\s|\\s$");
    }

    private static String spoken(List<String> words) {
        return String.join(" ", words)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{IsPunctuation}|\u0307", "");
    }

    @Provide
    Arbitrary<String> languages() {
        return Arbitraries.of("en-US", "tr", "de", "nl", "zh", "hi", "ar", "fr", "th", "x");
    }

    @Provide
    Arbitrary<List<String>> words() {
        Arbitrary<String> known = Arbitraries.of(
                "i",
                "i'm",
                "ana",
                "Ana",
                "ANA",
                "o'brien",
                "will",
                "Will",
                "mark",
                "Lopez",
                "lopez's",
                "jean-luc",
                "Jean",
                "straße",
                "ijs",
                "ǆep",
                "ırmak",
                "İpek",
                "שלום",
                "привет",
                "你好",
                "नमस्ते",
                "don't",
                "d'ana",
                "3d",
                "é");
        Arbitrary<String> any = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'C')
                .withChars("äßæœıʼ’'-")
                .ofMinLength(1)
                .ofMaxLength(6);
        return Arbitraries.frequencyOf(Tuple.of(6, known), Tuple.of(3, any), Tuple.of(1, Arbitraries.of(TOKENS)))
                .list()
                .ofMaxSize(8);
    }
}

package dev.roomscribe.transcript.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the words of a search are understood, and where they are in a passage. */
class SearchTermsTest {
    /** Returns the passage with brackets around the matches. */
    private static String marked(String query, String passage) {
        StringBuilder text = new StringBuilder(passage);
        List<SearchHit.Match> matches = SearchTerms.parse(query).matches(passage);
        for (int n = matches.size() - 1; n >= 0; n--) {
            text.insert(matches.get(n).to(), "]").insert(matches.get(n).from(), "[");
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "lodz,          We met in Łódź.,         We met in [Łódź].",
        "ŁÓDŹ,          we met in lodz,          we met in [lodz]",
        "strasse,       Die Straße ist lang,     Die [Straße] ist lang",
        "plan,          plan planning Plan,      [plan] planning [Plan]",
        "plan*,         plan planning a plant,   [plan] [planning] a [plant]",
        "'\"a b\" c',   a b a c,                 [a b] a [c]",
        "'\"a a\"',     a a a,                   [a a a]",
        "it's,          so it's fine,            so [it's] fine",
        "会议,            今天会议,                    今天[会][议]",
    })
    void findsWordsWithoutCaseAndAccents(String query, String passage, String marked) {
        assertThat(marked(query, passage).replace("][", "")).isEqualTo(marked.replace("][", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\"", "!?-+()", "a*", "*"})
    void aSearchWithoutWordsIsRefused(String query) {
        assertThatThrownBy(() -> SearchTerms.parse(query)).isInstanceOf(SearchInputException.class);
    }

    @Test
    void theLengthOfASearchIsLimited() {
        assertThat(SearchTerms.parse("a ".repeat(SearchTerms.MAX_WORDS)).matches("b a"))
                .hasSize(1);
        assertThatThrownBy(() -> SearchTerms.parse("a ".repeat(SearchTerms.MAX_WORDS + 1)))
                .isInstanceOf(SearchInputException.class)
                .hasMessageContaining("16 words");
        assertThatThrownBy(() -> SearchTerms.parse("a".repeat(SearchTerms.MAX_CHARS + 1)))
                .isInstanceOf(SearchInputException.class)
                .hasMessageContaining("200 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text:secret", "a OR b", "[a TO b]", "/.*/", "a~9", "a^9", "\\", "a && b", "(((("})
    void charactersOfQueryLanguagesHaveNoMeaning(String query) {
        try {
            assertThat(SearchTerms.parse(query).query("text").toString())
                    .doesNotContain("secret:")
                    .doesNotContain("/");
        } catch (SearchInputException e) {
            assertThat(e).hasMessageContaining("must contain a word");
        }
    }
}

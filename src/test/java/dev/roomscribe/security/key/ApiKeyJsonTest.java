package dev.roomscribe.security.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.roomscribe.security.access.KeyQuota;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeyJsonTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @Provide
    static Arbitrary<ApiKey> keys() {
        Arbitrary<KeyQuota> quotas = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, KeyQuota.MAX),
                        Arbitraries.integers().between(0, 3))
                .as(KeyQuota::new);
        Arbitrary<RoomPatterns> rooms = Arbitraries.of("*", "lobby", "team-a-*", "ż,\"\u00e9*")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(RoomPatterns::of);
        return Combinators.combine(
                        Arbitraries.strings()
                                .alpha()
                                .numeric()
                                .withChars("-.")
                                .ofMinLength(1)
                                .ofMaxLength(64),
                        Arbitraries.strings().withChars("0123456789abcdef").ofLength(64),
                        Arbitraries.of(Scope.class).set().ofMinSize(1),
                        rooms,
                        quotas)
                .as(ApiKey::new);
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(@ForAll("keys") ApiKey key) {
        assertThat(ApiKeyJson.write(key)).doesNotContain("\n");
        assertThat(ApiKeyJson.parse("[" + ApiKeyJson.write(key) + "]")).containsExactly(key);
    }

    @Property(tries = 20)
    void noBeginningOfAFileIsValid(@ForAll("keys") ApiKey first, @ForAll("keys") ApiKey second) {
        String file = "[" + ApiKeyJson.write(first) + ", " + ApiKeyJson.write(second) + "]";

        for (int end = 0; end < file.length(); end++) {
            String part = file.substring(0, end);
            assertThatIllegalArgumentException().as(part).isThrownBy(() -> ApiKeyJson.parse(part));
        }
    }

    @Property(tries = 300)
    void anyTextIsReadOrRejectedWithASentence(@ForAll String text) {
        try {
            assertThat(ApiKeyJson.parse(text)).isEmpty();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).startsWith("it ");
        }
    }

    @Test
    void roomsAndQuotaMayBeAbsentAndTheHashMayBeInUpperCase() {
        assertThat(ApiKeyJson.parse("[{'id': 'a', 'sha256': '%s', 'scopes': ['rooms:read']}]"
                        .formatted(HASH.toUpperCase(Locale.ROOT))
                        .replace('\'', '"')))
                .containsExactly(new ApiKey("a", HASH, Set.of(Scope.ROOMS_READ), RoomPatterns.ALL, KeyQuota.UNLIMITED));
        assertThat(ApiKeyJson.parse("[]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {}                                                                       | it is not a JSON array
            "SECRET"                                                                 | it is not a JSON array
            [SECRET]                                                                 | it is not valid JSON at line 1
            [] SECRET                                                                | it is not valid JSON at line 1
            [{"id":"a","id":"b"}]                                                    | it is not valid JSON at line 1
            ["SECRET"]                                                               | key 1: a key must be a JSON object
            [{"SECRET":1}]                                                           | key 1: a key has an unknown field
            [{"id":"rs_a_SECRET","sha256":"HASH","scopes":["rooms:read"]}]           | key 1: id must have
            [{"id":7,"sha256":"HASH","scopes":["rooms:read"]}]                       | key 1: id must be a text
            [{"id":"a","scopes":["rooms:read"]}]                                     | key 1: sha256 must be a text
            [{"id":"a","sha256":"SECRET","scopes":["rooms:read"]}]                   | key 1: sha256 must have 64
            [{"id":"a","sha256":"HASH"}]                                             | key 1: scopes must be an array
            [{"id":"a","sha256":"HASH","scopes":[]}]                                 | key 1: scopes must name at least
            [{"id":"a","sha256":"HASH","scopes":["SECRET"]}]                         | key 1: scopes may contain only
            [{"id":"a","sha256":"HASH","scopes":[["rooms:read"]]}]                   | key 1: scopes must be an array
            [{"id":"a","sha256":"HASH","scopes":["rooms:read"],"rooms":[]}]          | key 1: rooms must name
            [{"id":"a","sha256":"HASH","scopes":["rooms:read"],"rooms":null}]        | key 1: rooms must be an array
            [{"id":"a","sha256":"HASH","scopes":["rooms:read"],"rooms":["*SECRET"]}] | key 1: room pattern 1 is neither
            [{"id":"a","sha256":"HASH","scopes":["rooms:read"],"quota":5}]           | key 1: quota must be a JSON object
            [{"id":"a","sha256":"HASH","scopes":["rooms:read"],"quota":{"x":5}}]     | key 1: quota has an unknown field
            [{"id":"a","sha256":"HASH","scopes":["rooms:read"],"quota":{"streams":-1}}]  | key 1: streams must be
            [{"id":"a","sha256":"HASH","scopes":["rooms:read"],"quota":{"streams":1.5}}] | key 1: streams must be
            [{"id":"a","sha256":"HASH","scopes":["rooms:read"],"quota":{"streams":9999999999}}] | key 1: streams must be
            """)
    void aMistakeIsNamedAndNothingOfTheTextIsRepeated(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeyJson.parse(text.replace("HASH", HASH)))
                .withMessageStartingWith(message)
                .satisfies(e -> assertThat(e.toString()).doesNotContain("SECRET", HASH))
                .withNoCause();
    }

    @Test
    void twoKeysCannotHaveTheSameIdAndTheirNumberIsBounded() {
        String twice = TestKeys.json(TestKeys.key("a"), TestKeys.key("b"), TestKeys.key("a"));
        String many = IntStream.rangeClosed(0, ApiKeyJson.MAX_KEYS)
                .mapToObj(i -> ApiKeyJson.write(TestKeys.key("k" + i)))
                .collect(Collectors.joining(",", "[", "]"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeyJson.parse(twice))
                .withMessageStartingWith("key 3: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeyJson.parse(many))
                .withMessageContaining("more than 1000 keys");
    }

    @Test
    void deeplyNestedJsonIsRejected() {
        for (String text : List.of("[".repeat(100_000), "[{\"id\":".repeat(50_000))) {
            assertThatIllegalArgumentException().isThrownBy(() -> ApiKeyJson.parse(text));
        }
    }
}

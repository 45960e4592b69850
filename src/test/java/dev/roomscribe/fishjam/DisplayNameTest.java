package dev.roomscribe.fishjam;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayNameTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`{\"server\":{\"name\":\"A\",\"displayName\":\"B\"},\"peer\":{\"name\":\"C\"}}`, A",
                "`{\"server\":{\"displayName\":\"B\"},\"peer\":{\"name\":\"C\"}}`, B",
                "`{\"server\":{\"name\":\"  \"},\"peer\":{\"name\":\"C\",\"displayName\":\"D\"}}`, C",
                "`{\"server\":{\"name\":7},\"peer\":{\"displayName\":\" D \"}}`, D",
                "`{\"peer\":{\"name\":\"a\\u0000b\\nc\\u202ed\\u2028e\\ud800f\"}}`, abcdef",
            })
    void theServersPartComesBeforeThePeersPart(String metadata, String name) throws JsonProcessingException {
        assertThat(DisplayName.in(new ObjectMapper().readTree(metadata))).contains(name);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"null", "{}", "7", "`[\"server\"]`", "`{\"server\":\"name\"}`", "`{\"server\":{\"name\":\"\\n\"}}`"
            })
    void metadataWithoutANameHasNoDisplayName(String metadata) throws JsonProcessingException {
        assertThat(DisplayName.in(new ObjectMapper().readTree(metadata))).isEmpty();
    }

    @Test
    void aLongNameIsCutBetweenCodePoints() {
        JsonNode metadata = named("x" + "😀".repeat(100));

        assertThat(DisplayName.in(metadata)).contains("x" + "😀".repeat(39));
    }

    @Property(tries = 300)
    void anyNameIsShortAndOnOneLine(@ForAll String name) {
        DisplayName.in(named(name))
                .ifPresent(shown -> assertThat(shown)
                        .hasSizeBetween(1, 80)
                        .doesNotContainPattern("[\\p{Cntrl}\u2028\u2029\u202a-\u202e\u2066-\u2069]")
                        .isEqualTo(shown.strip()));
    }

    private static JsonNode named(String name) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.putObject("server").put("name", name);
        return metadata;
    }
}

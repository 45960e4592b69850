package dev.roomscribe.fishjam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the names of peers are; {@code SafeNameTest} has the rules for their characters. */
class NameFieldsTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`{\"server\":{\"name\":\"A\",\"displayName\":\"B\"},\"peer\":{\"name\":\"C\"}}`, A",
                "`{\"server\":{\"displayName\":\"B\"},\"peer\":{\"name\":\"C\"}}`, B",
                "`{\"server\":{\"name\":\"  \"},\"peer\":{\"name\":\"C\",\"displayName\":\"D\"}}`, C",
                "`{\"server\":{\"name\":\"\\u200d\\u3164\"},\"peer\":{\"name\":\"C\"}}`, C",
                "`{\"server\":{\"name\":7},\"peer\":{\"displayName\":\" D \"}}`, D",
                "`{\"peer\":{\"name\":\"a\\u0000b\\nc\\u202ed\\u2028e\\ud800f\"}}`, a b cd ef",
            })
    void theServersPartComesBeforeThePeersPart(String metadata, String name) throws JsonProcessingException {
        assertThat(NameFields.DEFAULT.nameIn(json(metadata))).contains(name);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"null", "{}", "7", "`[\"server\"]`", "`{\"server\":\"name\"}`", "`{\"server\":{\"name\":\"\\n\"}}`"
            })
    void metadataWithoutANameHasNoName(String metadata) throws JsonProcessingException {
        assertThat(NameFields.DEFAULT.nameIn(json(metadata))).isEmpty();
    }

    @Test
    void otherFieldsCanBeChosen() throws JsonProcessingException {
        NameFields fields = NameFields.of(List.of("server.profile.full~name", "peer.nick"));

        assertThat(fields.nameIn(json("{\"server\":{\"name\":\"A\",\"profile\":{\"full~name\":\"B\"}}}")))
                .contains("B");
        assertThat(fields.nameIn(json("{\"server\":{\"name\":\"A\",\"profile\":7},\"peer\":{\"nick\":\"C\"}}")))
                .contains("C");
        assertThat(fields.nameIn(json("{\"server\":{\"name\":\"A\"}}"))).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "name", "server", "server.", ".server.name", "server..name", "room.name", "peer.a b"})
    void anInvalidFieldIsNamed(String path) {
        assertThatThrownBy(() -> NameFields.of(List.of("server.name", path)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + path + "\"");
    }

    @Test
    void thereAreOneToTwentyFields() {
        assertThat(NameFields.of(Collections.nCopies(20, "peer.name")).nameIn(named("Ana")))
                .isEmpty();
        for (int count : List.of(0, 21)) {
            assertThatThrownBy(() -> NameFields.of(Collections.nCopies(count, "peer.name")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not " + count);
        }
    }

    @Test
    void aLongNameIsCutBetweenCharacters() {
        assertThat(NameFields.DEFAULT.nameIn(named("x" + "😀".repeat(1_000)))).contains("x" + "😀".repeat(39));
        assertThat(NameFields.DEFAULT.nameIn(named("x".repeat(76) + "👩‍💻y"))).contains("x".repeat(76));
    }

    @Property(tries = 300)
    void anyNameIsShortAndOnOneLine(@ForAll String name) {
        NameFields.DEFAULT
                .nameIn(named(name))
                .ifPresent(shown -> assertThat(shown)
                        .hasSizeBetween(1, 80)
                        .doesNotContainPattern("[\\p{Cntrl}\u2028\u2029\u202a-\u202e\u2066-\u2069]")
                        .isEqualTo(shown.strip()));
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }

    private static JsonNode named(String name) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.putObject("server").put("name", name);
        return metadata;
    }
}

package dev.roomscribe.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of a session in its record. */
class StoredOptionsTest {
    @Test
    void everyOptionIsReadAsItWasWritten() {
        StartOptions all = new StartOptions(false, Set.of("p1", "p2"), true, 700)
                .withWebhookUrl("https://hooks.example.com/captions?token=secret")
                .withRetention(3_600);
        assertThat(StoredOptions.read(StoredOptions.write(all))).isEqualTo(all);
        assertThat(StoredOptions.read(StoredOptions.write(StartOptions.DEFAULT)))
                .isEqualTo(StartOptions.DEFAULT);
    }

    @Test
    void optionsOfLaterVersionsAreIgnored() {
        assertThat(StoredOptions.read("{\"partials\":true,\"language\":\"en\"}"))
                .isEqualTo(StartOptions.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"partials\":true,\"webhookUrl\":\"https://user:secret@example.com/\"}",
                "{\"partials\":\"secret\"}",
                "{\"partials\":true,\"endpointing\":-1}",
                "{\"partials\":true,\"retention\":-1}",
                "secret"
            })
    void invalidOptionsAreRefusedWithoutRepeatingThem(String json) {
        assertThatThrownBy(() -> StoredOptions.read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }
}

package dev.roomscribe.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of the wrong type and values out of range are reported together. */
class ConfigValueCheckTest {
    @Test
    void validConfigurationHasNoProblems() {
        ConfigValueCheck check = check(Map.of("roomscribe.session.max-sessions", "7"));
        assertThat(check.problems()).isEmpty();
        assertThat(check.config().session().maxSessions()).isEqualTo(7);
    }

    @Test
    void everyInvalidValueIsReportedWithItsKey() {
        ConfigValueCheck check = check(Map.of(
                "roomscribe.session.max-sessions", "none",
                "roomscribe.transcript.heartbeat-interval", "soon",
                "roomscribe.recognition.threads", "99",
                "roomscribe.model-sha256", "ABC"));
        assertThat(check.problems())
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem)
                                .isEqualTo("roomscribe.session.max-sessions is invalid: Expected an integer value, got"
                                        + " \"none\""),
                        problem -> assertThat(problem)
                                .startsWith("roomscribe.transcript.heartbeat-interval is invalid: ")
                                .contains("soon"),
                        problem -> assertThat(problem)
                                .isEqualTo("roomscribe.recognition.threads must be less than or equal to 48"),
                        problem -> assertThat(problem)
                                .isEqualTo("roomscribe.model-sha256 must be a SHA-256: 64 hex digits"));
    }

    @Test
    void valueOfTheWrongTypeIsReplacedByItsDefault() {
        RoomscribeConfig config = check(Map.of("roomscribe.transcript.heartbeat-interval", "soon"))
                .config();
        assertThat(config.transcript().heartbeatInterval()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void sha256MayBeInEitherCase() {
        String upper = "0123456789ABCDEF".repeat(4);
        for (String hash : new String[] {upper, upper.toLowerCase(java.util.Locale.ROOT)}) {
            assertThat(check(Map.of("roomscribe.model-sha256", hash)).problems())
                    .as(hash)
                    .isEmpty();
        }
    }

    /** Files with secrets often end in a newline. */
    @Test
    void whiteSpaceAroundASecretIsRemoved() {
        RoomscribeConfig config = check(Map.of(
                        "roomscribe.fishjam.management-token", " t0ken\r\n",
                        "roomscribe.fishjam.webhook-secret", "s3cret\n",
                        "roomscribe.webhook.secret", "whsec_a\n, whsec_b\n"))
                .config();
        assertThat(config.fishjam().managementToken()).contains("t0ken");
        assertThat(config.fishjam().webhookSecret()).contains("s3cret");
        assertThat(config.webhook().secret()).contains(List.of("whsec_a", "whsec_b"));
        assertThat(check(Map.of("roomscribe.fishjam.management-token", "\n"))
                        .config()
                        .fishjam()
                        .managementToken())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "roomscribe.fishjam.management-token",
                "roomscribe.fishjam.webhook-secret",
                "roomscribe.webhook.secret"
            })
    void secretWithAControlCharacterIsRejectedAndNotPrinted(String key) {
        for (String value : List.of("t0p\ns3cret", "t0p\rs3cret", "t0p\u0000s3cret", "t0p\u007fs3cret")) {
            assertThat(check(Map.of(key, value)).problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem)
                            .startsWith(key)
                            .contains("must not contain control characters")
                            .doesNotContain("t0p", "s3cret"));
        }
    }

    private static ConfigValueCheck check(Map<String, String> properties) {
        return ConfigValueCheck.of(() -> new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(properties, "test", 100)));
    }
}

package dev.roomscribe.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SysPropConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigKeyCheckTest {
    static Stream<Arguments> renamedKeys() {
        return RenamedKeys.NEW_KEYS.entrySet().stream()
                .map(renamed -> Arguments.of(renamed.getKey(), renamed.getValue()));
    }

    @ParameterizedTest
    @MethodSource("renamedKeys")
    void oldPropertyIsRejectedAndTheNewOneNamed(String oldKey, String newKey) {
        assertRejected(property(oldKey))
                .withMessage("%s (in test.properties) was renamed: set %s instead.", oldKey, newKey);
    }

    @ParameterizedTest
    @MethodSource("renamedKeys")
    void oldEnvironmentVariableIsRejectedAndTheNewOneNamed(String oldKey, String newKey) {
        String oldVariable = ConfigKeys.environmentVariable(oldKey);
        assertRejected(variable(oldVariable))
                .withMessage(
                        "%s (in the environment) was renamed: set %s instead.",
                        oldVariable, ConfigKeys.environmentVariable(newKey));
    }

    @ParameterizedTest
    @MethodSource("renamedKeys")
    void oldKeyInADotEnvFileIsRejectedInBothForms(String oldKey, String newKey, @TempDir Path directory)
            throws IOException {
        String newVariable = ConfigKeys.environmentVariable(newKey);
        Path file = directory.resolve(".env");
        Files.writeString(file, ConfigKeys.environmentVariable(oldKey) + "=5s\n");
        assertRejected(dotEnv(file)).withMessageContaining("set " + newVariable + " instead");
        Files.writeString(file, oldKey + "=5s\n");
        assertRejected(dotEnv(file)).withMessageContaining("set " + newKey + " instead");
    }

    @Test
    void oldSystemPropertyIsRejected() {
        System.setProperty("roomscribe.session.end-within", "5s");
        try {
            assertRejected(new SysPropConfigSource())
                    .withMessageContaining("(in the system properties)")
                    .withMessageContaining("roomscribe.session.shutdown-timeout");
        } finally {
            System.clearProperty("roomscribe.session.end-within");
        }
    }

    @Test
    void oldKeyIsRejectedInAnyProfile() {
        assertRejected(property("%prod.roomscribe.session.end-within"))
                .withMessageContaining("roomscribe.session.shutdown-timeout");
        assertRejected(variable("_PROD_ROOMSCRIBE_SESSION_END_WITHIN"))
                .withMessageContaining("ROOMSCRIBE_SESSION_SHUTDOWN_TIMEOUT");
    }

    @Test
    void oldKeyOfAListIsRejectedWithItsIndex() {
        assertRejected(property("roomscribe.webhook.hosts[0]"))
                .withMessageContaining("roomscribe.webhook.allowed-hosts");
        assertRejected(variable("ROOMSCRIBE_WEBHOOK_HOSTS_0_"))
                .withMessageContaining("ROOMSCRIBE_WEBHOOK_ALLOWED_HOSTS");
    }

    @Test
    void renamedKeysLeadFromUnknownKeysToValidOnes() {
        assertThat(ConfigKeys.all()).containsAll(RenamedKeys.NEW_KEYS.values());
        assertThat(ConfigKeys.all()).doesNotContainAnyElementsOf(RenamedKeys.NEW_KEYS.keySet());
    }

    @Test
    void misspeltPropertyIsRejectedAndTheClosestKeyNamed() {
        assertRejected(property("roomscribe.session.max-sesions"))
                .withMessage("roomscribe.session.max-sesions (in test.properties) is not a setting."
                        + " Did you mean roomscribe.session.max-sessions? docs/configuration.md lists all settings.");
    }

    @Test
    void misspeltEnvironmentVariableIsRejectedAndTheClosestKeyNamed() {
        assertRejected(variable("ROOMSCRIBE_SESSION_MAX_SESIONS"))
                .withMessage("ROOMSCRIBE_SESSION_MAX_SESIONS (in the environment) is not a setting."
                        + " Did you mean ROOMSCRIBE_SESSION_MAX_SESSIONS? docs/configuration.md lists all settings.");
    }

    @Test
    void misspeltOldKeyLeadsToTheNewOne() {
        assertRejected(variable("ROOMSCRIBE_SESSION_END_WTHIN"))
                .withMessageContaining("Did you mean ROOMSCRIBE_SESSION_SHUTDOWN_TIMEOUT?");
    }

    @Test
    void allProblemsAreReportedTogetherWithoutTheirValues() {
        ConfigSource source = new EnvConfigSource(
                Map.of("ROOMSCRIBE_WEBHOOK_SECRT", "whsec_hunter2", "ROOMSCRIBE_SESSION_END_WITHIN", "5s"), 300);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfigKeyCheck.check(List.of(source)))
                .withMessageContainingAll("ROOMSCRIBE_WEBHOOK_SECRET", "ROOMSCRIBE_SESSION_SHUTDOWN_TIMEOUT")
                .satisfies(rejected -> assertThat(rejected.getMessage())
                        .doesNotContain("hunter2")
                        .hasLineCount(2));
    }

    @Test
    void everyKeyIsAcceptedInEveryForm() {
        for (String key : ConfigKeys.all()) {
            String variable = ConfigKeys.environmentVariable(key);
            for (ConfigSource source : List.of(
                    property(key),
                    property("%test." + key),
                    property(key + "[1]"),
                    variable(variable),
                    variable("_TEST_" + variable),
                    variable(variable + "_1_"))) {
                assertThatCode(() -> ConfigKeyCheck.check(List.of(source))).doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ROOMSCRIBE_SERVICE_HOST",
                "ROOMSCRIBE_SERVICE_PORT",
                "ROOMSCRIBE_SERVICE_PORT_HTTP",
                "ROOMSCRIBE_PORT",
                "ROOMSCRIBE_PORT_80_TCP",
                "ROOMSCRIBE_PORT_80_TCP_PROTO",
                "ROOMSCRIBE_PORT_80_TCP_PORT",
                "ROOMSCRIBE_PORT_80_TCP_ADDR",
                "ROOMSCRIBE_REDIS_SERVICE_HOST",
                "ROOMSCRIBE_REDIS_PORT"
            })
    void serviceLinksOfKubernetesAreAccepted(String name) {
        ConfigSource environment = new EnvConfigSource(Map.of(name, "tcp://10.0.0.1:80"), 300);
        assertThatCode(() -> ConfigKeyCheck.check(List.of(environment))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FISHJAM_ID", "PATH", "ROOMSCRIBER_X", "quarkus.http.port", "other.roomscribe.x"})
    void namesOfOthersAreAccepted(String name) {
        assertThatCode(() -> ConfigKeyCheck.check(List.of(property(name), variable(name))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FISHJAM_TOKEN", "FISHJAM_MANAGMENT_TOKEN", "FISHJAM_URL"})
    void unknownFishjamVariableIsReportedWithThoseThatAreRead(String name) {
        assertThat(ConfigKeyCheck.unknownFishjamVariables(List.of(variable(name))))
                .singleElement()
                .asString()
                .startsWith(name + " (in the environment) is ignored.")
                .contains("FISHJAM_ID, FISHJAM_MANAGEMENT_TOKEN, FISHJAM_WEBHOOK_SECRET");
        assertThatCode(() -> ConfigKeyCheck.check(List.of(variable(name)))).doesNotThrowAnyException();
    }

    @Test
    void knownFishjamVariablesAndServiceLinksAreNotReported() {
        for (String name : List.of(
                "FISHJAM_ID",
                "FISHJAM_MANAGEMENT_TOKEN",
                "FISHJAM_WEBHOOK_SECRET",
                "FISHJAM_SERVICE_HOST",
                "FISHJAM_PORT_80_TCP_ADDR",
                "PATH")) {
            assertThat(ConfigKeyCheck.unknownFishjamVariables(List.of(variable(name))))
                    .as(name)
                    .isEmpty();
        }
    }

    private static ThrowableAssertAlternative<ConfigurationException> assertRejected(ConfigSource source) {
        return assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfigKeyCheck.check(List.of(source)));
    }

    private static ConfigSource property(String name) {
        return new PropertiesConfigSource(Map.of(name, "5s"), "test.properties", 100);
    }

    private static ConfigSource variable(String name) {
        return new EnvConfigSource(Map.of(name, "5s"), 300);
    }

    private static ConfigSource dotEnv(Path file) {
        return new DotEnvConfigSourceProvider(file.toUri().toString())
                .getConfigSources(ConfigKeyCheckTest.class.getClassLoader())
                .get(0);
    }
}

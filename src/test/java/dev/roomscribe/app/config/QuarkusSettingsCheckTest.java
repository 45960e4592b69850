package dev.roomscribe.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuarkusSettingsCheckTest {
    private static final String CORS = "quarkus.http.cors.enabled";
    private static final String FORWARDING = "quarkus.http.proxy.proxy-address-forwarding";
    private static final String TRUSTED_PROXIES = "quarkus.http.proxy.trusted-proxies";

    private static Config config(ConfigSource source) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withProfile("prod")
                .withSources(source)
                .build();
    }

    private static Config config(Map<String, String> properties) {
        return config(new PropertiesConfigSource(properties, "test.properties", 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {CORS, "%prod." + CORS})
    void corsOfQuarkusIsRejectedIfItIsOn(String key) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> QuarkusSettingsCheck.check(config(Map.of(key, "true"))))
                .withMessageContainingAll(CORS, "roomscribe.http.allowed-origins");
    }

    @Test
    void corsOfQuarkusIsRejectedInTheEnvironment() {
        ConfigSource environment = new EnvConfigSource(Map.of("QUARKUS_HTTP_CORS_ENABLED", "true"), 300);
        assertThat(QuarkusSettingsCheck.problems(config(environment))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%dev." + CORS, "%test." + CORS, "quarkus.http.cors.methods"})
    void otherProfilesAndOtherSettingsOfCorsAreAccepted(String key) {
        assertThat(QuarkusSettingsCheck.problems(config(Map.of(key, "true", CORS, "false"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"quarkus.http.proxy.enable-forwarded-host", "quarkus.http.proxy.allow-forwarded"})
    void clientsThatAreNoTrustedProxiesCannotChooseTheHost(String setting) {
        assertThat(QuarkusSettingsCheck.problems(config(Map.of(FORWARDING, "true", setting, "true"))))
                .singleElement()
                .asString()
                .contains(setting, TRUSTED_PROXIES);
        for (String trusted : new String[] {TRUSTED_PROXIES, TRUSTED_PROXIES + "[0]"}) {
            assertThat(QuarkusSettingsCheck.problems(
                            config(Map.of(FORWARDING, "true", setting, "true", trusted, "10.0.0.1"))))
                    .isEmpty();
        }
        assertThat(QuarkusSettingsCheck.problems(config(Map.of(setting, "true"))))
                .isEmpty();
        assertThat(QuarkusSettingsCheck.problems(config(Map.of(FORWARDING, "true"))))
                .isEmpty();
    }
}

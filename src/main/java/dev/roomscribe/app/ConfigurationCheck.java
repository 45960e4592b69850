package dev.roomscribe.app;

import dev.roomscribe.app.config.ConfigKeyCheck;
import dev.roomscribe.app.config.ConfigValueCheck;
import dev.roomscribe.app.config.QuarkusSettingsCheck;
import dev.roomscribe.app.config.RoomscribeConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Finds every mistake in the configuration that can be found without opening a part of the service. Startup would report
 * only the first one.
 */
final class ConfigurationCheck {
    /** Each throws a {@link ConfigurationException} with the reason. */
    private static final List<Consumer<RoomscribeConfig>> CHECKS = List.of(
            config -> FishjamSetup.check(config.fishjam()),
            config -> FishjamSetup.webhookReader(config.fishjam()),
            config -> FishjamSetup.nameFields(config.fishjam()),
            config -> RecognitionSetup.gate(config.recognition()),
            SessionSetup::announcement,
            config -> RequestSetup.hosts(config.http(), "localhost", true),
            config -> RequestSetup.origins(config.http()),
            config -> TranscriptSetup.limits(config.transcript()),
            config -> WebhookSetup.signer(config.webhook()),
            config -> HttpSetup.proxies(config.limits()),
            config -> AuthSetup.checkKeys(config.auth()),
            config -> AuthSetup.tokenSecrets(config.auth()),
            config -> AuthSetup.tokenSettings(config.auth()),
            config -> AuthSetup.jwksUrl(config.auth().provider()),
            config -> AuthSetup.checkMode(config.auth()),
            ClusterSetup::check);

    private ConfigurationCheck() {}

    /**
     * Returns a sentence for each mistake; empty if there is none.
     *
     * @param sources returns a new builder that has the configuration sources and converters
     */
    static List<String> problems(Supplier<SmallRyeConfigBuilder> sources) {
        SmallRyeConfig config = sources.get().build();
        Iterable<ConfigSource> all = config.getConfigSources();
        Set<String> problems = new TreeSet<>(ConfigKeyCheck.problems(all));
        problems.addAll(QuarkusSettingsCheck.problems(config));
        ConfigValueCheck values = ConfigValueCheck.of(sources);
        problems.addAll(values.problems());
        for (Consumer<RoomscribeConfig> check : CHECKS) {
            try {
                check.accept(values.config());
            } catch (ConfigurationException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        try {
            var unused = AuthSetup.checkAddress(
                    values.config().auth(),
                    config.getOptionalValue("quarkus.http.host", String.class).orElse("localhost"));
        } catch (ConfigurationException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        if (!problems.isEmpty()) {
            // The unknown variable may be the one that is missing.
            problems.addAll(ConfigKeyCheck.unknownFishjamVariables(all));
        }
        return List.copyOf(problems);
    }
}

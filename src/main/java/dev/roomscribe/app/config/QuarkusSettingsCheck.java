package dev.roomscribe.app.config;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/** Rejects settings of Quarkus that would bypass the rules about hosts and origins. */
public final class QuarkusSettingsCheck {
    private static final String CORS = "quarkus.http.cors.enabled";
    private static final String PROXY = "quarkus.http.proxy.";
    private static final String FORWARDING = PROXY + "proxy-address-forwarding";
    private static final String FORWARDED = PROXY + "allow-forwarded";
    private static final String FORWARDED_HOST = PROXY + "enable-forwarded-host";
    private static final String TRUSTED_PROXIES = PROXY + "trusted-proxies";

    private QuarkusSettingsCheck() {}

    /**
     * Checks the values that apply, whichever source and profile they come from.
     *
     * @throws ConfigurationException with the {@link #problems}, if there are any
     */
    public static void check(Config config) {
        List<String> problems = problems(config);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(String.join("\n", problems));
        }
    }

    /** Returns a sentence for each rejected setting, which names the setting to use instead. */
    public static List<String> problems(Config config) {
        List<String> problems = new ArrayList<>();
        if (isOn(config, CORS)) {
            problems.add(CORS + " would bypass the rules about origins: set roomscribe.http.allowed-origins instead.");
        }
        for (String setting : List.of(FORWARDED, FORWARDED_HOST)) {
            if (isOn(config, FORWARDING) && isOn(config, setting) && trustsAll(config)) {
                problems.add(
                        "%s lets every client, also a page in a browser, choose the host that is checked: set %s to"
                                        .formatted(setting, TRUSTED_PROXIES)
                                + " the addresses of the proxies.");
            }
        }
        return List.copyOf(problems);
    }

    private static boolean isOn(Config config, String setting) {
        return config.getOptionalValue(setting, Boolean.class).orElse(false);
    }

    private static boolean trustsAll(Config config) {
        return config.getOptionalValues(TRUSTED_PROXIES, String.class)
                .orElse(List.of())
                .isEmpty();
    }
}

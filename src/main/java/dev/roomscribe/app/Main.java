package dev.roomscribe.app;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Checks the configuration, then starts the service. Quarkus would report only the first kind of mistake: values of the
 * wrong type, then values out of range, then unknown keys.
 */
@QuarkusMain
public final class Main {
    /** Logs its version before the log is configured. A field, because the log manager does not keep loggers. */
    private static final Logger VALIDATOR_VERSION = Logger.getLogger("org.hibernate.validator.internal.util.Version");

    private Main() {}

    public static void main(String... args) {
        VALIDATOR_VERSION.setLevel(Level.WARNING);
        // In dev mode, Quarkus waits for a corrected configuration, so this process must not exit.
        List<String> problems = LaunchMode.current() == LaunchMode.NORMAL
                ? ConfigurationCheck.problems(ConfigUtils::configBuilder)
                : List.of();
        if (problems.isEmpty()) {
            Quarkus.run(args);
        } else {
            System.err.println("The configuration is invalid:\n\t" + String.join("\n\t", problems));
            System.exit(1);
        }
    }
}

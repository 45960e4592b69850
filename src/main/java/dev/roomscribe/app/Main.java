package dev.roomscribe.app;

import dev.roomscribe.security.key.NewKeyCommand;
import dev.roomscribe.storage.ProcessDirectory;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs the command that the arguments name. Without arguments, checks the configuration, then starts the service: Quarkus
 * would report only the first kind of mistake, values of the wrong type, then values out of range, then unknown keys.
 */
@QuarkusMain
public final class Main {
    /** Logs its version before the log is configured. A field, because the log manager does not keep loggers. */
    private static final Logger VALIDATOR_VERSION = Logger.getLogger("org.hibernate.validator.internal.util.Version");

    private static final String DEV_MODE_CLASS_LOADER = "io.quarkus.bootstrap.classloading.QuarkusClassLoader";

    private Main() {}

    public static void main(String... args) {
        // Numbers in responses and in the log have ASCII digits in every locale, also those that libraries format.
        Locale.setDefault(Locale.ROOT);
        if (args.length > 0) {
            runCommand(List.of(args));
        }
        VALIDATOR_VERSION.setLevel(Level.WARNING);
        // In dev mode, Quarkus waits for a corrected configuration, so this process must not exit.
        boolean packaged = isPackaged();
        List<String> problems = packaged ? ConfigurationCheck.problems(ConfigUtils::configBuilder) : List.of();
        if (problems.isEmpty()) {
            if (packaged) {
                useProcessDirectory();
            }
            Quarkus.run(args);
        } else {
            System.err.println("The configuration is invalid:\n\t" + String.join("\n\t", problems));
            System.exit(1);
        }
    }

    /** Ends the process. A command that is misspelt must not start the service. */
    private static void runCommand(List<String> args) {
        if (args.get(0).equals(NewKeyCommand.NAME)) {
            NewKeyCommand command = new NewKeyCommand(new SecureRandom(), System.out, System.err);
            System.exit(command.run(args.subList(1, args.size())));
        }
        System.err.println("Unknown command. The only command is " + NewKeyCommand.NAME
                + "; without arguments the service starts.");
        System.exit(2);
    }

    /**
     * Returns whether this is the packaged service. In dev mode Quarkus loads the application with a class loader of its own,
     * which is no part of the package. {@code LaunchMode.current()} does not tell: it is set when the application starts.
     */
    static boolean isPackaged() {
        return !Main.class.getClassLoader().getClass().getName().equals(DEV_MODE_CLASS_LOADER);
    }

    /**
     * Makes libraries that unpack native code, and the cache of Vert.x, use the directory that the next start deletes if
     * this process is killed. They read these properties when they are first used.
     */
    private static void useProcessDirectory() {
        try {
            Path directory = ProcessDirectory.get();
            System.setProperty("java.io.tmpdir", directory.toString());
            System.setProperty("jna.tmpdir", directory.toString());
            directory.resolve("vertx-cache").toFile().deleteOnExit();
        } catch (IOException e) {
            System.err.println("No temporary directory can be created: " + e
                    + ". Set the system property java.io.tmpdir to a writable directory that permits executables.");
            System.exit(1);
        }
    }
}

package dev.roomscribe.app.config;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Rejects keys that start with {@code roomscribe} but are not settings: misspelt ones and those in {@link RenamedKeys}.
 *
 * <p>SmallRye Config ignores such a key in the environment and in a {@code .env} file, and for an old key in any other
 * source it cannot name the new one. Its own check is therefore off ({@code smallrye.config.mapping.validate-unknown}).
 */
public final class ConfigKeyCheck {
    /** A profile, then the key, then the index of a list's element. */
    private static final Pattern PROPERTY =
            Pattern.compile("(?<profile>%[^.]+\\.)?(?<key>roomscribe\\.[^\\[]*)(?<index>\\[\\d+])?");

    private static final Pattern VARIABLE =
            Pattern.compile("(?<profile>_[A-Z0-9]+_)?(?<key>ROOMSCRIBE_\\w+?)(?<index>_\\d+_)?");

    /**
     * The variables that Kubernetes and Docker generate for a service in the same namespace whose name is or begins
     * with {@code roomscribe}: {@code ROOMSCRIBE_SERVICE_HOST}, {@code ROOMSCRIBE_PORT_80_TCP_ADDR} and others.
     */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    /** The names of sources that are files, such as {@code PropertiesConfigSource[source=file:/app/.env]}. */
    private static final Pattern LOCATED_SOURCE = Pattern.compile("\\w+\\[source=(?<location>.*)]");

    /** The short names of settings, in {@code application.properties}. */
    private static final List<String> FISHJAM_VARIABLES =
            List.of("FISHJAM_ID", "FISHJAM_MANAGEMENT_TOKEN", "FISHJAM_WEBHOOK_SECRET");

    private static final Pattern SERVICE_LINK_URL = Pattern.compile("(tcp|udp|sctp)://.*");

    private static final Set<String> VARIABLES = new HashSet<>();
    private static final Map<String, String> NEW_VARIABLES = RenamedKeys.NEW_KEYS.entrySet().stream()
            .collect(toUnmodifiableMap(
                    renamed -> ConfigKeys.environmentVariable(renamed.getKey()),
                    renamed -> ConfigKeys.environmentVariable(renamed.getValue())));

    static {
        ConfigKeys.all().forEach(key -> VARIABLES.add(ConfigKeys.environmentVariable(key)));
    }

    private ConfigKeyCheck() {}

    /**
     * Checks the names in all sources: system properties, environment variables, properties files and {@code .env}.
     *
     * @throws ConfigurationException with the {@link #problems}, if there are any
     */
    public static void check(Iterable<ConfigSource> sources) {
        List<String> problems = problems(sources);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(String.join("\n", problems));
        }
    }

    /** Returns a sentence for each rejected key, with its source and the key to use instead. */
    public static List<String> problems(Iterable<ConfigSource> sources) {
        Set<String> problems = new TreeSet<>();
        for (ConfigSource source : sources) {
            Set<String> names = source.getPropertyNames();
            for (String name : names) {
                if (!isDerived(name, names)) {
                    problem(name, source).ifPresent(problems::add);
                }
            }
        }
        return List.copyOf(problems);
    }

    /**
     * Returns a sentence for each environment variable that begins with {@code FISHJAM_} but is none of those that this
     * service reads. Such a variable may be misspelt, or other software may read it.
     */
    public static List<String> unknownFishjamVariables(Iterable<ConfigSource> sources) {
        Set<String> unknown = new TreeSet<>();
        for (ConfigSource source : sources) {
            for (String name : source.getPropertyNames()) {
                if (name.startsWith("FISHJAM_") && !FISHJAM_VARIABLES.contains(name) && !isServiceLink(name, source)) {
                    unknown.add("%s (in %s) is ignored. The variables that begin with FISHJAM_ are %s."
                            .formatted(name, description(source), String.join(", ", FISHJAM_VARIABLES)));
                }
            }
        }
        return List.copyOf(unknown);
    }

    /** Returns where a key is set, such as {@code the environment} or {@code file:/app/.env}. */
    private static String description(ConfigSource source) {
        String name = source.getName();
        Matcher located = LOCATED_SOURCE.matcher(name);
        if (located.matches()) {
            return located.group("location");
        }
        return switch (name) {
            case "EnvConfigSource" -> "the environment";
            case "SysPropConfigSource" -> "the system properties";
            default -> name;
        };
    }

    /** SmallRye Config lists a variable of the environment a second time, as a property with dots. */
    private static boolean isDerived(String name, Set<String> names) {
        return name.indexOf('.') >= 0 && names.contains(ConfigKeys.environmentVariable(name));
    }

    private static Optional<String> problem(String name, ConfigSource source) {
        Matcher property = PROPERTY.matcher(name);
        if (property.matches()) {
            return problem(name, property, source, ConfigKeys.all(), RenamedKeys.NEW_KEYS, UnaryOperator.identity());
        }
        Matcher variable = VARIABLE.matcher(ConfigKeys.environmentVariable(name));
        if (variable.matches() && !isServiceLink(name, source)) {
            return problem(name, variable, source, VARIABLES, NEW_VARIABLES, ConfigKeys::environmentVariable);
        }
        return Optional.empty();
    }

    private static Optional<String> problem(
            String name,
            Matcher parts,
            ConfigSource source,
            Set<String> valid,
            Map<String, String> renamed,
            UnaryOperator<String> form) {
        String key = parts.group("key");
        if (valid.contains(key)) {
            return Optional.empty();
        }
        String newKey = renamed.get(key);
        return Optional.of(
                newKey != null
                        ? "%s (in %s) was renamed: set %s instead.".formatted(name, description(source), newKey)
                        : "%s (in %s) is not a setting. Did you mean %s? docs/configuration.md lists all settings."
                                .formatted(name, description(source), form.apply(ConfigKeys.closest(key))));
    }

    private static boolean isServiceLink(String name, ConfigSource source) {
        return SERVICE_LINK.matcher(name).matches()
                || (name.endsWith("_PORT")
                        && SERVICE_LINK_URL
                                .matcher(String.valueOf(source.getValue(name)))
                                .matches());
    }
}

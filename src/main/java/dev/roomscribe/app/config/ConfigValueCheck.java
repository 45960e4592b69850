package dev.roomscribe.app.config;

import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidator;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the configuration, even if values have the wrong type or are out of range. SmallRye Config checks the ranges only
 * if all types are right, so it would report the second kind of mistake after the first one is corrected.
 *
 * @param config the configuration, with the default in place of each value of the wrong type
 * @param problems a sentence for each value of the wrong type or out of range; begins with the key
 */
public record ConfigValueCheck(RoomscribeConfig config, List<String> problems) {
    private static final ConfigClass MAPPING = ConfigClass.configClass(RoomscribeConfig.class, RoomscribeConfig.PREFIX);

    /** SmallRye Config's message about a value of the wrong type; the detail may begin with the number of a message. */
    private static final Pattern WRONG_TYPE = Pattern.compile(
            ".*The config property (?<key>\\S+) with the config value .* whilst being converted (SRCFG\\d+: )?(?<detail>.*)",
            Pattern.DOTALL);

    /** The JVM's message about a path that its encoding of file names does not have. */
    private static final Pattern UNMAPPABLE_PATH = Pattern.compile(".*unmappable characters.*", Pattern.DOTALL);

    /** Greater than that of any other source. */
    private static final int OVERRIDE_ORDINAL = Integer.MAX_VALUE;

    public ConfigValueCheck {
        problems = List.copyOf(problems);
    }

    /**
     * Checks all values.
     *
     * @param sources returns a new builder that has the configuration sources and converters
     * @throws ConfigValidationException if the configuration cannot be read for another reason
     */
    public static ConfigValueCheck of(Supplier<SmallRyeConfigBuilder> sources) {
        List<String> problems = new ArrayList<>();
        Map<String, String> defaults = new HashMap<>();
        RoomscribeConfig config;
        try {
            config = read(sources.get());
        } catch (ConfigValidationException e) {
            for (int i = 0; i < e.getProblemCount(); i++) {
                Matcher wrong = WRONG_TYPE.matcher(e.getProblem(i).getMessage());
                if (!wrong.matches()) {
                    throw e;
                }
                String key = wrong.group("key");
                defaults.put(key, defaultOf(key));
                problems.add(key + " is invalid: " + explained(wrong.group("detail")));
            }
            config =
                    read(sources.get().withSources(new PropertiesConfigSource(defaults, "defaults", OVERRIDE_ORDINAL)));
        }
        problems.addAll(violations(config));
        return new ConfigValueCheck(config, problems);
    }

    private static String explained(String detail) {
        return UNMAPPABLE_PATH.matcher(detail).matches()
                ? "the JVM cannot use this path in the locale of the process, where the names of files are in "
                        + System.getProperty("sun.jnu.encoding")
                        + "; set the environment variable LC_ALL=C.UTF-8. " + detail
                : detail;
    }

    private static RoomscribeConfig read(SmallRyeConfigBuilder builder) {
        return builder.withMapping(RoomscribeConfig.class).build().getConfigMapping(RoomscribeConfig.class);
    }

    /** Returns an empty text, which means that there is no value, for a key without a default. */
    private static String defaultOf(String key) {
        Property property = ConfigMappings.getProperties(MAPPING).get(key);
        return property != null && property.hasDefaultValue() ? property.getDefaultValue() : "";
    }

    private static List<String> violations(RoomscribeConfig config) {
        List<String> violations = new ArrayList<>();
        try (ValidatorFactory validators = Validation.buildDefaultValidatorFactory()) {
            BeanValidationConfigValidator validator = validators::getValidator;
            validator.validateMapping(RoomscribeConfig.class, RoomscribeConfig.PREFIX, config);
        } catch (ConfigValidationException e) {
            for (int i = 0; i < e.getProblemCount(); i++) {
                violations.add(e.getProblem(i).getMessage());
            }
        }
        return violations;
    }
}

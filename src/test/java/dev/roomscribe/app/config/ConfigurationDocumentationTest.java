package dev.roomscribe.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.junit.jupiter.api.Test;

/** Compares the documented settings with the config interfaces. */
class ConfigurationDocumentationTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(roomscribe[^`]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| [^|]{10,} \\|$");
    private static final Pattern RENAMED_ROW =
            Pattern.compile("(?m)^\\| `(roomscribe[^`]+)` \\| `(roomscribe[^`]+)` \\|$");
    private static final Pattern README_ROW =
            Pattern.compile("(?m)^\\| `(roomscribe[^`]+)`(?: \\(`[A-Z_]+`\\))? \\| ([^|]+) \\| [^|]{10,} \\|$");

    private static final String NONE = "–";

    private record Row(String type, String defaultValue, String range) {}

    @Test
    void everySettingIsDocumentedWithItsTypeDefaultAndRange() throws IOException {
        Map<String, Row> documented = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .forEach(row -> assertThat(
                                documented.put(row.group(1), new Row(row.group(2), row.group(3), row.group(4))))
                        .as("second row of " + row.group(1))
                        .isNull());

        assertThat(documented).isEqualTo(declared());
    }

    @Test
    void everyRenamedSettingIsDocumented() throws IOException {
        Map<String, String> documented = RENAMED_ROW
                .matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));

        assertThat(documented).isEqualTo(RenamedKeys.NEW_KEYS);
    }

    @Test
    void readmeListsExistingSettingsWithTheirDefaults() throws IOException {
        Map<String, String> listed = README_ROW
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
        Map<String, String> declared = new HashMap<>();
        declared().forEach((key, row) -> declared.put(key, row.defaultValue));

        assertThat(listed).isNotEmpty();
        assertThat(declared).containsAllEntriesOf(listed);
    }

    private static Map<String, Row> declared() {
        Map<String, Row> rows = new TreeMap<>();
        properties().forEach((key, property) -> {
            if (!key.endsWith("[*]")) {
                Method method = property.getMethod();
                rows.put(key, new Row(type(method.getGenericReturnType()), defaultValue(method), range(key, method)));
            }
        });
        return rows;
    }

    private static Map<String, Property> properties() {
        return ConfigMappings.getProperties(ConfigClass.configClass(RoomscribeConfig.class, RoomscribeConfig.PREFIX));
    }

    private static String type(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return type(generic.getActualTypeArguments()[0]);
        }
        if (type instanceof ParameterizedType generic
                && Collection.class.isAssignableFrom((Class<?>) generic.getRawType())) {
            return "list";
        }
        Class<?> plain = (Class<?>) type;
        return plain.isEnum()
                ? Arrays.stream(plain.getEnumConstants())
                        .map(constant -> "`" + constant.toString().toLowerCase(Locale.ROOT) + "`")
                        .collect(Collectors.joining(" or "))
                : Map.of(
                                boolean.class, "boolean",
                                int.class, "number",
                                CpuCount.class, "number",
                                Duration.class, "duration",
                                MemorySize.class, "size",
                                Path.class, "path",
                                String.class, "text")
                        .get(plain);
    }

    private static String defaultValue(Method method) {
        WithDefault declared = method.getAnnotation(WithDefault.class);
        return declared == null ? NONE : "`" + declared.value() + "`";
    }

    private static String range(String key, Method method) {
        if (key.equals("roomscribe.model-sha256")) {
            return "64 hex digits";
        }
        if (method.isAnnotationPresent(Min.class)) {
            return method.getAnnotation(Min.class).value() + " to "
                    + method.getAnnotation(Max.class).value();
        }
        if (!method.isAnnotationPresent(DurationMax.class)) {
            return NONE;
        }
        DurationMax max = method.getAnnotation(DurationMax.class);
        String most = text(max.days(), max.hours(), max.minutes(), max.seconds(), max.millis());
        DurationMin min = method.getAnnotation(DurationMin.class);
        return min == null
                ? "at most " + most
                : text(min.days(), min.hours(), min.minutes(), min.seconds(), min.millis()) + " to " + most;
    }

    private static String text(long days, long hours, long minutes, long seconds, long millis) {
        Duration duration = Duration.ofDays(days)
                .plusHours(hours)
                .plusMinutes(minutes)
                .plusSeconds(seconds)
                .plusMillis(millis);
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        if (duration.toSecondsPart() != 0 || duration.isZero()) {
            return duration.toSeconds() + "s";
        }
        if (duration.toMinutesPart() != 0) {
            return duration.toMinutes() + "m";
        }
        return duration.toHoursPart() != 0 ? duration.toHours() + "h" : duration.toDays() + "d";
    }
}

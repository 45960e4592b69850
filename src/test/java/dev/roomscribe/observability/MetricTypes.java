package dev.roomscribe.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The metrics of the service, by name, with their types. */
final class MetricTypes {
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(roomscribe_\\w+)` \\| (\\w+) \\|");
    private static final Pattern EXPOSED = Pattern.compile("(?m)^# TYPE (roomscribe_\\w+) (\\w+)$");

    private MetricTypes() {}

    static Map<String, String> documented() throws IOException {
        return types(DOCUMENTED, Files.readString(Path.of("docs/metrics.md")));
    }

    /** Returns what Prometheus reads, without the gauge {@code …_max} that Micrometer adds to every histogram. */
    static Map<String, String> exposed(String metrics) {
        return types(EXPOSED, metrics.replaceAll("(?m)^# TYPE \\w+_seconds_max gauge$", ""));
    }

    private static Map<String, String> types(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .collect(Collectors.toMap(
                        match -> name(match.group(1), match.group(2)),
                        match -> match.group(2),
                        (one, other) -> one,
                        TreeMap::new));
    }

    /** The OpenMetrics format leaves {@code _total} out of the type of a counter. */
    private static String name(String family, String type) {
        return type.equals("counter") && !family.endsWith("_total") ? family + "_total" : family;
    }
}

package dev.roomscribe.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.worker.WorkerObserver;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.support.Management;
import dev.roomscribe.transcript.event.GapReason;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MetricsTest {
    private static final Pattern LABELS = Pattern.compile("(?m)^(roomscribe_\\w+)\\{([^}]+)}");

    @Test
    void documentationListsEveryMetricWithItsType() throws IOException {
        Map<String, String> documented = MetricTypes.documented();
        // ClusterMetricsTest compares these.
        documented.keySet().removeIf(name -> name.startsWith("roomscribe_cluster_"));
        assertThat(documented).isEqualTo(MetricTypes.exposed(Management.metrics()));
    }

    @Test
    void everyMetricHasAConstant() throws IOException {
        Set<String> constants = Arrays.stream(MetricNames.class.getDeclaredFields())
                .map(MetricsTest::value)
                .filter(name -> name.startsWith("roomscribe."))
                .map(name -> name.replace('.', '_'))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = MetricTypes.documented().keySet().stream()
                .map(name -> name.replaceAll("_total$", "").replaceAll("_(seconds|bytes|ratio|streams)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(constants);
    }

    @Test
    void labelsHaveAFixedSetOfValues() {
        Map<String, Set<String>> labels = new TreeMap<>();
        LABELS.matcher(Management.metrics())
                .results()
                .filter(line -> !line.group(1).endsWith("_bucket"))
                .forEach(line -> labels.computeIfAbsent(line.group(1), name -> new TreeSet<>())
                        .add(line.group(2)));
        assertThat(labels)
                .isEqualTo(Map.of(
                        "roomscribe_transcript_gaps_total",
                        reasons(Stream.of(GapReason.values())),
                        "roomscribe_sessions_starts_failed_total",
                        SessionException.reasonNames().stream()
                                .map(reason -> "reason=\"" + reason + "\"")
                                .collect(Collectors.toCollection(TreeSet::new)),
                        "roomscribe_recognition_worker_exits_total",
                        reasons(Stream.of(WorkerObserver.ExitReason.values())),
                        "roomscribe_http_requests_limited_total",
                        Set.of(
                                "limit=\"starts\"",
                                "limit=\"streams\"",
                                "limit=\"exports\"",
                                "limit=\"failed_authentications\"")));
    }

    private static Set<String> reasons(Stream<? extends Enum<?>> values) {
        return values.map(value -> "reason=\"" + value.name().toLowerCase(Locale.ROOT) + "\"")
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String value(Field constant) {
        try {
            return String.valueOf(constant.get(null));
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}

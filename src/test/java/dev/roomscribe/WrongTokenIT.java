package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomscribe.support.HttpCalls;
import dev.roomscribe.support.RemoteFishjam;
import dev.roomscribe.support.RoomscribeProcess;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The packaged service with a management token that Fishjam does not accept. */
class WrongTokenIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void theServiceIsNotReadySaysSoOnceAndReportsEveryFailedStart() {
        try (RemoteFishjam fishjam = new RemoteFishjam();
                RoomscribeProcess service = RoomscribeProcess.start(
                        Map.of("FISHJAM_ID", fishjam.url(), "FISHJAM_MANAGEMENT_TOKEN", "not-the-token"))) {
            URI url = service.url();
            URI management = service.management();
            await().atMost(LIMIT).until(() -> HttpCalls.status(management.resolve("/q/health/ready")) == 503);
            assertThat(HttpCalls.get(management.resolve("/q/health/ready"))).contains("rejects the management token");
            assertThat(HttpCalls.status(management.resolve("/q/health/live"))).isEqualTo(200);

            assertThat(HttpCalls.post(url.resolve("/rooms/weekly/transcribe"), "{}"))
                    .isEqualTo(502);

            assertThat(HttpCalls.get(management.resolve("/q/metrics")))
                    .contains("roomscribe_sessions_starts_failed_total{reason=\"fishjam_refused\"} 1.0")
                    .contains("roomscribe_sessions_starts_failed_total{reason=\"full\"} 0.0");
            List<String> warnings = service.log()
                    .lines()
                    .filter(line -> line.contains(" WARN "))
                    .toList();
            assertThat(warnings.stream().filter(line -> line.contains("the service is not ready")))
                    .singleElement()
                    .asString()
                    .contains("FISHJAM_ID and FISHJAM_MANAGEMENT_TOKEN to the values in Fishjam's dashboard", "404")
                    .doesNotContain("not-the-token");
            assertThat(warnings.stream().filter(line -> line.contains("A start failed")))
                    .singleElement()
                    .asString()
                    .contains("(fishjam_refused): Room weekly is not transcribed");
        }
    }
}

package dev.roomscribe.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The memory limit of the manifests is enough for what the requested processors can decode. */
class ManifestMemoryTest {
    /** {@code docs/benchmarks.md}: a worker with the built-in model, and a stream after ten minutes. */
    private static final long WORKER_BYTES = 60_000_000;

    private static final long DECODER_BYTES = 15_000_000;

    /** Speech of one stream takes 1.3 % of a processor, and new sessions are refused at 80 %. */
    private static final double STREAMS_PER_CPU = 0.8 / 0.0133;

    @Test
    void theStreamsThatTheRequestedProcessorsDecodeFitIntoTheLimit() throws IOException {
        JsonNode container = new YAMLMapper()
                .readTree(Files.readString(Path.of("k8s/base/deployment.yaml")))
                .at("/spec/template/spec/containers/0");
        long limit = mebibytes(container.at("/resources/limits/memory").asText()) << 20;
        double cpus = Double.parseDouble(container.at("/resources/requests/cpu").asText());
        AvailableResources pod = new AvailableResources(cpus, limit);
        MemoryPlan plan = new MemoryPlan(limit, limit * heapPercentage() / 100, WORKER_BYTES);

        assertThat(plan.workers(pod.workers(), DECODER_BYTES)).isEqualTo(pod.workers());
        assertThat(plan.streams(pod.workers(), DECODER_BYTES)).isGreaterThan((int) (STREAMS_PER_CPU * cpus));
        assertThat(container.at("/env").toString()).contains("ROOMSCRIBE_CPUS", "requests.cpu");
    }

    private static long mebibytes(String quantity) {
        long number = Long.parseLong(quantity.substring(0, quantity.length() - 2));
        return quantity.endsWith("Gi") ? number << 10 : number;
    }

    private static int heapPercentage() throws IOException {
        Matcher option =
                Pattern.compile("-XX:MaxRAMPercentage=(\\d+)").matcher(Files.readString(Path.of("docker/Dockerfile")));
        assertThat(option.find()).isTrue();
        return Integer.parseInt(option.group(1));
    }
}

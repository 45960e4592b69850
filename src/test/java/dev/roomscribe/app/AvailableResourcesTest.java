package dev.roomscribe.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.app.config.RoomscribeConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What recognition may use, by the settings and by what the JVM sees. */
class AvailableResourcesTest {
    private static final int VISIBLE = Runtime.getRuntime().availableProcessors();

    private static RoomscribeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .addDiscoveredConverters()
                .withMapping(RoomscribeConfig.class)
                .build()
                .getConfigMapping(RoomscribeConfig.class);
    }

    private static AvailableResources of(String cpus, String memory) {
        return AvailableResources.of(config(Map.of("roomscribe.cpus", cpus, "roomscribe.memory", memory)));
    }

    @Test
    void withoutSettingsTheyAreWhatTheJvmSees() {
        AvailableResources resources = of("0", "0");
        assertThat(resources.cpus()).isEqualTo(VISIBLE);
        assertThat(resources.memoryBytes())
                .isEqualTo(((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getTotalMemorySize());
    }

    @Test
    void theSettingsApplyUpToWhatTheJvmSees() {
        assertThat(of("500m", "1000000")).isEqualTo(new AvailableResources(0.5, 1_000_000));
        assertThat(of("1024", "0").cpus()).isEqualTo(VISIBLE);
    }

    /** A pod that sees 32 processors and has a request of 1. */
    @Test
    void aRequestOfOneProcessorStartsNoMoreWorkersAndThreadsThanThat() {
        RoomscribeConfig config = config(Map.of());
        assertThat(new AvailableResources(32, 1).workers()).isEqualTo(8);
        assertThat(new AvailableResources(32, 1).threads(config.recognition())).isEqualTo(33);
        for (double request : new double[] {0.5, 1}) {
            AvailableResources resources = new AvailableResources(request, 1);
            assertThat(resources.workers()).isEqualTo(2);
            assertThat(resources.threads(config.recognition())).isEqualTo(2);
        }
    }

    /** Its decoders are open at the same time, in one process. */
    @Test
    void theSelfTestUsesNoMoreProcessorsThanThreadsAndMemoryAllow() {
        RoomscribeConfig config = config(Map.of());
        assertThat(new AvailableResources(1.5, 8L << 30).selfTestProcessors(config.recognition()))
                .isEqualTo(2);
        assertThat(new AvailableResources(96, 2L << 30).selfTestProcessors(config.recognition()))
                .isBetween(8, 20);
        assertThat(new AvailableResources(96, 1 << 20).selfTestProcessors(config.recognition()))
                .isEqualTo(1);
        RoomscribeConfig oneThread = config(Map.of("roomscribe.recognition.threads", "1"));
        assertThat(new AvailableResources(8, 8L << 30).selfTestProcessors(oneThread.recognition()))
                .isEqualTo(1);
    }

    @Test
    void theConfiguredThreadsApply() {
        RoomscribeConfig config = config(Map.of("roomscribe.recognition.threads", "7"));
        assertThat(new AvailableResources(1, 1).threads(config.recognition())).isEqualTo(7);
        RoomscribeConfig inProcess = config(Map.of("roomscribe.recognition.in-process", "true"));
        assertThat(new AvailableResources(1.5, 1).threads(inProcess.recognition()))
                .isEqualTo(2);
    }
}

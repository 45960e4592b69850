package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.support.RoomscribeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged service leaves on disk when it is killed and started again, with its limits of processors and memory. */
class KilledServiceFilesIT {
    private static final Duration EXIT = Duration.ofSeconds(60);

    @TempDir
    Path temporary;

    @TempDir
    Path data;

    private RoomscribeProcess start(String... more) {
        return RoomscribeProcess.start(
                Map.of("ROOMSCRIBE_DATA_DIRECTORY", data.toString(), "ROOMSCRIBE_CPUS", "500m"),
                Stream.concat(
                                Stream.of("-Droomscribe.fishjam.embedded=true", "-Djava.io.tmpdir=" + temporary),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    /** Returns the paths of all files and directories, with every number replaced. */
    private static Set<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Set<String> names = new TreeSet<>();
            for (Path file : files.toList()) {
                String name = directory.relativize(file).toString().replaceAll("-?\\d+", "0");
                while (!names.add(name)) {
                    name += "+";
                }
            }
            return names;
        }
    }

    @Test
    void killedServicesLeaveNoMoreFilesThanOne() throws IOException {
        Set<String> afterFirst = null;
        for (int kill = 1; kill <= 2; kill++) {
            try (RoomscribeProcess service = start()) {
                service.url();
                Awaitility.await().atMost(EXIT).until(() -> service.children().size() == 2);
                var children = service.children();
                service.kill();
                assertThat(service.awaitExit(EXIT)).isEqualTo(137);
                Awaitility.await().atMost(EXIT).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
            }
            Set<String> all = files(temporary);
            all.addAll(files(data));
            if (afterFirst == null) {
                afterFirst = all;
            }
            assertThat(all).isEqualTo(afterFirst);
        }
        assertThat(afterFirst).anyMatch(name -> name.endsWith("am/final.mdl"));

        try (RoomscribeProcess service = start()) {
            service.url();
            service.terminate();
            assertThat(service.awaitExit(EXIT)).isZero();
        }
        assertThat(files(temporary)).containsExactly("");
    }

    @Test
    void startupIsRefusedIfNotEvenOneWorkerFitsIntoMemory() {
        try (RoomscribeProcess service = start("-Xmx128m", "-Droomscribe.memory=300M")) {
            assertThat(service.awaitExit(EXIT)).isNotZero();
            assertThat(service.log())
                    .contains("300 MiB of memory are available, the service may take")
                    .contains("roomscribe.memory")
                    .doesNotContain("\tat ");
        }
    }
}

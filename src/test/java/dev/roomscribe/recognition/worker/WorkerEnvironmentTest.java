package dev.roomscribe.recognition.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The environment of a real worker, whose service has secrets in its own environment. */
class WorkerEnvironmentTest {
    private static final String SECRET = "a-secret-of-the-service";

    @Test
    @EnabledOnOs(OS.LINUX)
    void aWorkerHasNoSecretOfTheServiceInItsEnvironment() throws Exception {
        List<String> environment = environmentOfAWorkerOf(Map.of(
                "FISHJAM_MANAGEMENT_TOKEN",
                SECRET,
                "ROOMSCRIBE_WEBHOOK_SECRET",
                SECRET,
                "ROOMSCRIBE_FISHJAM__MANAGEMENT_TOKEN",
                SECRET,
                "AWS_SECRET_ACCESS_KEY",
                SECRET,
                "HTTPS_PROXY",
                "http://user:" + SECRET + "@proxy",
                "JAVA_TOOL_OPTIONS",
                "-Droomscribe.webhook.secret=" + SECRET,
                "LC_TIME",
                "C",
                "TZ",
                "Europe/Berlin",
                "MALLOC_ARENA_MAX",
                "3"));

        assertThat(environment).noneMatch(variable -> variable.contains(SECRET));
        assertThat(environment)
                .contains("TZ=Europe/Berlin", "LC_TIME=C", "LC_ALL=C.UTF-8", "MALLOC_ARENA_MAX=3")
                .allMatch(
                        variable -> variable.matches("(PATH|LANG|LANGUAGE|TZ|LC_[A-Z]+|MALLOC_[A-Z_]+|LD_[A-Z_]+)=.*"));
    }

    @Test
    void onlyTheNamesInTheListArePassedOn() {
        assertThat(WorkerEnvironment.of(Map.of("PATH", "/bin", "PATHS", "x", "path_to_key", "y", "HOME", "/root")))
                .containsOnlyKeys(
                        "PATH", "LC_ALL", "MALLOC_ARENA_MAX", "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_");
    }

    private static List<String> environmentOfAWorkerOf(Map<String, String> service)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerEnvironmentMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(service);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.lines().filter(line -> !line.isEmpty()).toList();
    }
}

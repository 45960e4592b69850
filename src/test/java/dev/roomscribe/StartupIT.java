package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.support.RemoteFishjam;
import dev.roomscribe.support.RoomscribeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting the packaged service: an invalid setting aborts startup with a message that names it. */
class StartupIT {
    private static final Duration START = Duration.ofSeconds(30);

    @Test
    void missingFishjamSettingsAbortStartup() {
        try (RoomscribeProcess service = RoomscribeProcess.start(Map.of())) {
            assertThat(service.awaitExit(START)).isNotZero();
            assertThat(service.log())
                    .contains("FISHJAM_ID")
                    .contains("FISHJAM_MANAGEMENT_TOKEN")
                    .contains("roomscribe.fishjam.embedded=true")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void invalidModelAbortsStartupWithTheReason(@TempDir Path directory) throws IOException {
        Path model = ToneModel.write(directory.resolve("tones"));
        Files.delete(model.resolve("graph/words.txt"));
        try (RoomscribeProcess service = RoomscribeProcess.start(
                Map.of("ROOMSCRIBE_MODEL", model.toString()), "-Droomscribe.fishjam.embedded=true")) {
            assertThat(service.awaitExit(START)).isNotZero();
            assertThat(service.log())
                    .contains("tones cannot be used: graph/words.txt is missing")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void invalidValueAbortsStartupAndNamesTheSetting() {
        try (RoomscribeProcess service = RoomscribeProcess.start(
                Map.of("ROOMSCRIBE_SESSION_MAX_SESSIONS", "none"), "-Droomscribe.fishjam.embedded=true")) {
            assertThat(service.awaitExit(START)).isNotZero();
            assertThat(service.log()).contains("roomscribe.session.max-sessions");
        }
    }

    @Test
    void endpointingOutOfRangeAbortsStartup() {
        try (RoomscribeProcess service = RoomscribeProcess.start(
                Map.of("ROOMSCRIBE_RECOGNITION_ENDPOINTING", "50ms"), "-Droomscribe.fishjam.embedded=true")) {
            assertThat(service.awaitExit(START)).isNotZero();
            assertThat(service.log())
                    .contains("roomscribe.recognition.endpointing")
                    .contains("50 ms");
        }
    }

    @Test
    void invalidWebhookSecretAbortsStartupAndIsNotLogged() {
        try (RoomscribeProcess service = RoomscribeProcess.start(
                Map.of("ROOMSCRIBE_WEBHOOK_SECRET", "hunter2hunter2"), "-Droomscribe.fishjam.embedded=true")) {
            assertThat(service.awaitExit(START)).isNotZero();
            assertThat(service.log()).contains("roomscribe.webhook.secret").doesNotContain("hunter2");
        }
    }

    @Test
    void unwritableDataDirectoryAbortsStartup(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("no-directory"));
        try (RemoteFishjam remote = new RemoteFishjam();
                RoomscribeProcess service = RoomscribeProcess.start(Map.of(
                        "FISHJAM_ID", remote.url(),
                        "FISHJAM_MANAGEMENT_TOKEN", remote.managementToken(),
                        "ROOMSCRIBE_DATA_DIRECTORY", file.toString()))) {
            assertThat(service.awaitExit(START)).isNotZero();
            assertThat(service.log()).contains("roomscribe.data-directory").doesNotContain("\tat ");
        }
    }

    @Test
    void packageContainsNoTestLibraries() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("target/quarkus-app"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.endsWith(".jar"))
                    .noneMatch(name -> name.matches("(?i).*(playwright|axe-core|deque|assertj|junit).*"));
        }
    }
}

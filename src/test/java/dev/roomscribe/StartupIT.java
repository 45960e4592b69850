package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.support.HttpCalls;
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
    private static final Duration START = Duration.ofSeconds(60);

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
    void allMistakesAreReportedTogetherAndNothingElse() {
        Map<String, String> environment = Map.of(
                "FISHJAM_ID", "abc",
                "FISHJAM_TOKEN", "t0ken",
                "ROOMSCRIBE_SESSION_MAX_SESSIONS", "none",
                "ROOMSCRIBE_SESSION_POLL_INTERVAL", "1ms",
                "ROOMSCRIBE_SESION_IDLE_TIMEOUT", "5s",
                "ROOMSCRIBE_RECOGNITION_ENDPOINTING", "50ms");
        try (RoomscribeProcess service = RoomscribeProcess.start(environment)) {
            assertThat(service.awaitExit(START)).isNotZero();
            assertThat(service.log().lines())
                    .satisfiesExactlyInAnyOrder(
                            line -> assertThat(line).isEqualTo("The configuration is invalid:"),
                            line -> assertThat(line).contains("FISHJAM_TOKEN (in the environment) is ignored"),
                            line -> assertThat(line).contains("set FISHJAM_MANAGEMENT_TOKEN"),
                            line -> assertThat(line).contains("roomscribe.session.max-sessions", "\"none\""),
                            line -> assertThat(line).contains("roomscribe.session.poll-interval", "500 millis"),
                            line -> assertThat(line).contains("ROOMSCRIBE_SESSION_IDLE_TIMEOUT"),
                            line -> assertThat(line).contains("roomscribe.recognition.endpointing", "50 ms"));
        }
    }

    @Test
    void anotherAddressWithoutCredentialsAbortsStartupAndNamesTheWaysOut() {
        try (RoomscribeProcess service =
                RoomscribeProcess.start(Map.of("QUARKUS_HTTP_HOST", "0.0.0.0"), "-Droomscribe.fishjam.embedded=true")) {
            assertThat(service.awaitExit(START)).isNotZero();
            assertThat(service.log())
                    .contains("quarkus.http.host=0.0.0.0", "roomscribe.auth.keys", "roomscribe.auth.mode=none")
                    .doesNotContain("\tat ");
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

    /** In this locale, the JVM formats numbers with Arabic digits by default. */
    @Test
    void numbersHaveAsciiDigitsInEveryLocale() {
        try (RoomscribeProcess service = RoomscribeProcess.start(
                Map.of(), "-Duser.language=ar", "-Duser.country=EG", "-Droomscribe.fishjam.embedded=true")) {
            assertThat(HttpCalls.postForBody(
                            service.url().resolve("/rooms/demo/transcribe"), "{\"endpointing\": 1234567}"))
                    .contains("endpointing is 1234567 ms; it must be 0, or 300 to 2000 ms.");
            assertThat(service.log()).matches("(?s)[\\p{ASCII}…–]*");
        }
    }

    @Test
    void pathThatTheLocaleDoesNotHaveAbortsStartupWithTheVariableToSet(@TempDir Path directory) throws IOException {
        // The environment and the command line are in the encoding of the locale in which this test runs.
        Path settings = Files.writeString(
                directory.resolve("application.properties"),
                "roomscribe.model=/mod\\u00e8le\nroomscribe.fishjam.embedded=true\n");
        try (RoomscribeProcess service =
                RoomscribeProcess.start(Map.of("LC_ALL", "POSIX"), "-Dsmallrye.config.locations=" + settings)) {
            assertThat(service.awaitExit(START)).isNotZero();
            assertThat(service.log())
                    .contains("roomscribe.model is invalid: the JVM cannot use this path in the locale of the process")
                    .contains("LC_ALL=C.UTF-8")
                    .doesNotContain("\tat ");
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
    void renamedAndMisspeltSettingsAbortStartupAndTheRightNamesAreLogged() {
        Map<String, String> environment =
                Map.of("ROOMSCRIBE_SESSION_END_WITHIN", "3s", "ROOMSCRIBE_SESION_MAX_SESSIONS", "5");
        try (RoomscribeProcess service = RoomscribeProcess.start(
                environment, "-Droomscribe.fishjam.embedded=true", "-Droomscribe.recognition.longest-queue=10s")) {
            assertThat(service.awaitExit(START)).isNotZero();
            assertThat(service.log())
                    .contains(
                            "ROOMSCRIBE_SESSION_SHUTDOWN_TIMEOUT",
                            "ROOMSCRIBE_SESSION_MAX_SESSIONS",
                            "roomscribe.recognition.max-queue")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void serviceLinksOfKubernetesDoNotAbortStartup() {
        Map<String, String> environment =
                Map.of("ROOMSCRIBE_SERVICE_HOST", "10.0.0.1", "ROOMSCRIBE_PORT", "tcp://10.0.0.1:80");
        try (RoomscribeProcess service = RoomscribeProcess.start(environment, "-Droomscribe.fishjam.embedded=true")) {
            assertThat(service.url()).isNotNull();
            assertThat(service.log())
                    .contains("Listening on: http://localhost:", "Management interface listening on http://localhost:");
        }
    }

    @Test
    void unknownFishjamVariableIsLogged() {
        try (RoomscribeProcess service =
                RoomscribeProcess.start(Map.of("FISHJAM_TOKEN", "t0ken"), "-Droomscribe.fishjam.embedded=true")) {
            assertThat(service.url()).isNotNull();
            assertThat(service.log())
                    .contains("FISHJAM_TOKEN (in the environment) is ignored", "FISHJAM_MANAGEMENT_TOKEN")
                    .doesNotContain("t0ken");
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

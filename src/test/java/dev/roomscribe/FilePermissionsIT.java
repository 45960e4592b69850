package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomscribe.storage.DirectoryTree;
import dev.roomscribe.support.HttpCalls;
import dev.roomscribe.support.RemoteFishjam;
import dev.roomscribe.support.RoomscribeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The permissions of everything that a real process creates while its umask takes none from other users. */
class FilePermissionsIT {
    private static final String ROOM = "weekly";

    @TempDir
    Path directory;

    @Test
    void onlyTheOwnerCanReadWhatTheServiceCreatesAndWhatEarlierVersionsLeft() throws IOException {
        Path data = directory.resolve("mounted/data");
        // The path of a socket has at most 107 characters.
        Path temporary = Files.createTempDirectory("rs");
        Path old = Files.createDirectories(data.resolve("transcripts/0123456789abcdef"));
        Files.writeString(old.resolve("notes.txt"), "as an earlier version would have created it");
        open(data, data.resolve("transcripts"), old, old.resolve("notes.txt"));
        Path foreign = Files.writeString(
                Files.createDirectories(data.resolve("lost+found")).resolve("copy"), "");
        open(foreign.getParent(), foreign);

        try (RemoteFishjam fishjam = new RemoteFishjam()) {
            fishjam.openRoom(ROOM).join("Alice");
            Map<String, String> environment = new HashMap<>(Map.of(
                    "FISHJAM_ID",
                    fishjam.url(),
                    "FISHJAM_MANAGEMENT_TOKEN",
                    fishjam.managementToken(),
                    "ROOMSCRIBE_DATA_DIRECTORY",
                    data.toString(),
                    "ROOMSCRIBE_WEBHOOK_SECRET",
                    "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                    "ROOMSCRIBE_WEBHOOK_ALLOW_HTTP",
                    "true",
                    "ROOMSCRIBE_WEBHOOK_ALLOW_PRIVATE",
                    "true"));
            try (RoomscribeProcess service =
                    RoomscribeProcess.startWithoutUmask(environment, "-Djava.io.tmpdir=" + temporary)) {
                URI start = service.url().resolve("/rooms/" + ROOM + "/transcribe");
                assertThat(HttpCalls.post(start, "{\"webhook_url\": \"http://127.0.0.1:9/\"}"))
                        .isEqualTo(201);

                for (String created : new String[] {
                    "transcripts/*/*", "sessions/*.json", "webhooks/*.json", "agents-*", "index/segments_*"
                }) {
                    await().atMost(Duration.ofSeconds(10))
                            .untilAsserted(() -> assertThat(data)
                                    .as(created)
                                    .isDirectoryRecursivelyContaining("glob:" + data + "/" + created));
                }
                assertThat(data).isDirectoryRecursivelyContaining("glob:**/unpacked-models/**.mdl");
                assertThat(temporary).isDirectoryRecursivelyContaining("glob:**/roomscribe-process-*/worker-*/socket");
                assertThat(permissions(data, path -> path.startsWith(foreign.getParent())))
                        .isEmpty();
                // The directory of the process keeps others from what the JVM and JNA create in it.
                assertThat(temporary).isDirectoryNotContaining(path -> !isCreatedByTheService(path));
                assertThat(permissions(temporary, path -> !isCreatedByTheService(path)))
                        .isEmpty();
                assertThat(service.log().lines().filter(line -> line.contains("now only the owner has")))
                        .singleElement()
                        .asString()
                        .contains("Other users had permissions for 4 files and directories in " + data);
                assertThat(permissions(foreign)).isEqualTo("rw-rw-rw-");
            }
        } finally {
            DirectoryTree.delete(temporary);
        }
    }

    private static boolean isCreatedByTheService(Path path) {
        return path.getFileName().toString().matches("roomscribe-process-.*|worker-.*|models-.*|lock|socket");
    }

    private static void open(Path... paths) throws IOException {
        for (Path path : paths) {
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwxrwxrwx" : "rw-rw-rw-"));
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** Returns the paths below a directory whose permissions are not those of private ones, with their permissions. */
    private static Map<Path, String> permissions(Path top, Predicate<Path> ignored) throws IOException {
        Map<Path, String> wrong = new HashMap<>();
        try (Stream<Path> paths = Files.walk(top)) {
            for (Path path : paths.filter(ignored.negate()).toList()) {
                String expected = Files.isDirectory(path) ? "rwx------" : "rw-------";
                if (!permissions(path).equals(expected)) {
                    wrong.put(path, permissions(path));
                }
            }
        }
        return wrong;
    }
}

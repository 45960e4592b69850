package dev.roomscribe.api;

import static dev.roomscribe.api.KeysProfile.ALL;
import static dev.roomscribe.api.KeysProfile.OF_FILE;
import static dev.roomscribe.api.KeysProfile.bearer;
import static dev.roomscribe.api.KeysProfile.key;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.security.token.TestTokens;
import dev.roomscribe.security.token.TokenSecrets;
import dev.roomscribe.support.Waiting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/security.md do what it says, as they are written there, with a running service. */
@QuarkusTest
@TestProfile(KeysProfile.class)
class SecurityDocumentTest {
    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern SETTING = Pattern.compile("^(roomscribe[\\w.-]+)=", Pattern.MULTILINE);
    private static final String ROOM = "weekly";

    @Inject
    Optional<EmbeddedFishjam> fishjam;

    @ConfigProperty(name = "roomscribe.auth.keys-file")
    Path keysFile;

    @TestHTTPResource
    URI service;

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private EmbeddedRoom room;

    @BeforeEach
    void openRoom() {
        room = fishjam.orElseThrow().openRoom(ROOM);
        environment.put("TOKEN_SECRET", TestTokens.setting("1", TestTokens.FIRST));
    }

    @AfterEach
    void restoreKeys() {
        given().header("Authorization", bearer(ALL))
                .delete("/rooms/{room}/transcribe", ROOM)
                .then()
                .statusCode(204);
        room.delete();
        new KeysDirectory(keysFile.getParent())
                .swapLink(OF_FILE.stream()
                        .map(id -> key(id, Arrays.asList(Scope.values()), ""))
                        .toList());
        Waiting.await().until(() -> status(bearer(OF_FILE.get(0)), "/rooms") == 200);
    }

    @Test
    void examplesDoWhatTheDocumentSays() throws Exception {
        List<String> commands = blocks("sh");
        assertThat(commands).hasSize(7);
        String first = newKey(commands.get(0), "backend-1");

        environment.put("KEY", first.substring("Bearer ".length()));
        String created = run("bash", commands.get(1));
        assertThat(created).contains("\"room_id\":\"weekly\"", "\"token\":\"", "\"token_id\":\"");
        environment.put("TOKEN", created.replaceAll("(?s).*\"token\":\"([^\"]+)\".*", "$1"));
        assertThat(run("bash", commands.get(2))).contains("\"room_id\"");

        assertThatTokenReadsTheRoom(run("bash", commands.get(3)));
        assertThatTokenReadsTheRoom(run("python3", only("python")));
        assertThatTokenReadsTheRoom(run("node", only("js")));

        String second = newKey(commands.get(4), "backend-2");
        assertThat(status(first, "/rooms")).isEqualTo(200);
        assertThat(run("bash", commands.get(5))).isEmpty();
        Waiting.await().until(() -> status(first, "/rooms") == 401);
        assertThat(status(second, "/rooms")).isEqualTo(200);

        String secret = run("bash", commands.get(6));
        assertThat(secret).startsWith("2026-12:");
        TokenSecrets.of(List.of(secret.strip(), environment.get("TOKEN_SECRET")));
    }

    @Test
    void settingsOfTheExamplesExist() throws IOException {
        String documented = Files.readString(Path.of("docs/configuration.md"));
        assertThat(SETTING.matcher(String.join("", blocks("properties"))).results())
                .hasSizeGreaterThan(5)
                .allSatisfy(setting -> assertThat(documented).contains("| `" + setting.group(1) + "` |"));
    }

    /** Runs a block that makes a key; returns its header once the service accepts it. */
    private String newKey(String block, String id) throws Exception {
        String output = run("bash", block);
        assertThat(output).startsWith("rs_" + id + "_").hasLineCount(1);
        String header = "Bearer " + output.strip();
        Waiting.await().until(() -> status(header, "/rooms") == 200);
        return header;
    }

    private static void assertThatTokenReadsTheRoom(String output) {
        String header = "Bearer " + output.strip();
        assertThat(status(header, "/rooms/" + ROOM + "/transcript")).isEqualTo(200);
        assertThat(status(header, "/rooms/other/transcript")).isEqualTo(404);
        assertThat(status(header, "/rooms")).isEqualTo(403);
    }

    private static int status(String authorization, String path) {
        return given().header("Authorization", authorization).get(path).statusCode();
    }

    private static List<String> blocks(String language) throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("docs/security.md")))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static String only(String language) throws IOException {
        List<String> blocks = blocks(language);
        assertThat(blocks).hasSize(1);
        return blocks.get(0);
    }

    /** Runs a program with the places of the document replaced by those of this test; returns what it prints. */
    private String run(String interpreter, String block) throws IOException, InterruptedException {
        String text = block.replace("http://localhost:8080/", service.toString())
                .replace(
                        "/etc/roomscribe", keysFile.getParent().toAbsolutePath().toString());
        boolean shell = interpreter.equals("bash");
        Path script = directory.resolve("example" + (interpreter.equals("node") ? ".mjs" : ""));
        Files.writeString(script, shell ? "set -euo pipefail\n" + JAVA + text : text);
        Path errors = directory.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(interpreter, script.toString())
                .directory(directory.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        builder.environment()
                .put(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin/java").toString());
        builder.environment().put("CLASS_PATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return output;
    }

    /** The packaged service does not exist yet when tests run. */
    private static final String JAVA = """
            java() {
              [ "$1 $2" = '-jar quarkus-run.jar' ]
              "$JAVA" -cp "$CLASS_PATH" dev.roomscribe.app.Main "${@:3}"
            }
            """;
}

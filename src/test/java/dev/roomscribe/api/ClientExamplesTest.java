package dev.roomscribe.api;

import static dev.roomscribe.api.KeysProfile.ALL;
import static dev.roomscribe.api.KeysProfile.bearer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.contract.ToolProcess;
import dev.roomscribe.support.TcpProxy;
import dev.roomscribe.support.Waiting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients of docs/clients follow the demo room and lose their connection once. */
@QuarkusTest
@TestProfile(KeysProfile.class)
class ClientExamplesTest {
    private static final Path EXAMPLES = Path.of("docs/clients").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TestHTTPResource
    URI service;

    @TempDir
    Path directory;

    @Test
    void examplesPrintEveryFinalOnceAndStoreTheFile() {
        TcpProxy network = new TcpProxy(service);
        List<ToolProcess> examples = startAll(network.url(), bearer(ALL).substring("Bearer ".length()));
        try (network) {
            awaitFinals(examples, 1);

            network.disconnect();
            int before = said().size();
            Waiting.await().until(() -> said().size() > before);
            network.restore();
            awaitFinals(examples, before + 1);
            stop();

            for (ToolProcess example : examples) {
                example.awaitSuccess(LIMIT);
                assertThat(finals(example)).isEqualTo(said());
            }
            String file = get("/rooms/demo/transcript.vtt");
            assertThat(file).contains("<v Alice>");
            for (String name : List.of("captions.mjs", "captions.py", "Captions.java")) {
                assertThat(directory.resolve(name + ".vtt")).hasContent(file);
            }
        } finally {
            examples.forEach(ToolProcess::close);
            stop();
        }
    }

    /** An example ends with the service's explanation, and does not try again, if it is refused. */
    @Test
    void examplesReportARefusal() {
        List<ToolProcess> examples = startAll(service, "wrong");
        try {
            Waiting.await().until(() -> examples.stream().noneMatch(ToolProcess::isAlive));
            assertThat(examples)
                    .allSatisfy(example -> assertThat(example.output()).contains("invalid or has expired"));
        } finally {
            examples.forEach(ToolProcess::close);
        }
    }

    private List<ToolProcess> startAll(URI url, String token) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(
                start(url, token, "captions.mjs", "node"),
                start(url, token, "captions.py", "python3"),
                start(url, token, "Captions.java", java, "-XX:TieredStopAtLevel=1"));
    }

    private ToolProcess start(URI url, String token, String example, String... interpreter) {
        List<String> command = new ArrayList<>(List.of(interpreter));
        command.addAll(List.of(
                EXAMPLES.resolve(example).toString(),
                url.toString(),
                "demo",
                directory.resolve(example + ".vtt").toString()));
        return ToolProcess.start(directory, example, Map.of("ROOMSCRIBE_TOKEN", token), command.toArray(String[]::new));
    }

    private static void awaitFinals(List<ToolProcess> examples, int number) {
        Waiting.await()
                .until(() -> examples.stream()
                        .allMatch(
                                example -> !example.isAlive() || finals(example).size() >= number));
        assertThat(examples)
                .allSatisfy(example ->
                        assertThat(example.isAlive()).as(example.output()).isTrue());
    }

    /** Returns the lines that an example has printed, without those of gaps. */
    private static List<String> finals(ToolProcess example) {
        return example.output().lines().filter(line -> !line.startsWith("[")).toList();
    }

    /** Returns the lines that the finals in the log become. */
    private static List<String> said() {
        return get("/rooms/demo/transcript.jsonl")
                .lines()
                .map(JsonPath::from)
                .filter(event -> event.getString("type").equals("transcript.final"))
                .map(event -> event.getString("speaker") + ": " + event.getString("text"))
                .toList();
    }

    private static void stop() {
        given().header("Authorization", bearer(ALL))
                .delete("/rooms/demo/transcribe")
                .then()
                .statusCode(204);
    }

    private static String get(String path) {
        return given().header("Authorization", bearer(ALL))
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }
}

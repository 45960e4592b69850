package dev.roomscribe.api;

import static dev.roomscribe.api.KeysProfile.ALL;
import static dev.roomscribe.api.KeysProfile.bearer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.contract.ToolProcess;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.TcpProxy;
import dev.roomscribe.support.Waiting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
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
    private static final String[] KEY = {"Authorization", bearer(ALL)};
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TestHTTPResource
    URI service;

    @TempDir
    Path directory;

    @Test
    void examplesPrintEveryFinalOnceAndStoreTheFile() throws Exception {
        List<ToolProcess> examples = new ArrayList<>();
        try (TcpProxy network = new TcpProxy(service);
                CaptionClient captions = startAndSubscribe()) {
            examples.add(start(network, "node", "captions.mjs"));
            examples.add(start(network, "python3", "captions.py"));
            examples.add(start(
                    network,
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "Captions.java"));
            awaitLines(examples, 1);

            network.disconnect();
            int before = captions.finals().size();
            Waiting.await().until(() -> captions.finals().size() > before);
            network.restore();
            awaitLines(examples, before + 1);
            stop();

            for (ToolProcess example : examples) {
                example.awaitSuccess(LIMIT);
            }
            List<String> said = said(captions);
            assertThat(said).hasSizeGreaterThan(before);
            assertThat(examples)
                    .allSatisfy(example -> assertThat(example.output().lines()).containsExactlyElementsOf(said));
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
    void examplesReportARefusal() throws Exception {
        for (String[] command :
                List.of(new String[] {"node", "captions.mjs"}, new String[] {"python3", "captions.py"})) {
            try (ToolProcess example = ToolProcess.start(
                    directory,
                    command[1] + "-refused",
                    Map.of("ROOMSCRIBE_TOKEN", "wrong"),
                    command[0],
                    EXAMPLES.resolve(command[1]).toString(),
                    service.toString(),
                    "demo",
                    "file.vtt")) {
                Waiting.await().until(() -> !example.isAlive());
                assertThat(example.output()).contains("credential");
            }
        }
    }

    private CaptionClient startAndSubscribe() {
        given().header("Authorization", bearer(ALL))
                .post("/rooms/demo/transcribe")
                .then()
                .statusCode(201);
        return CaptionClient.subscribe(service, "/rooms/demo/transcript/events?partials=false", KEY);
    }

    private ToolProcess start(TcpProxy network, String... command) {
        String example = command[command.length - 1];
        List<String> all = new ArrayList<>(List.of(command).subList(0, command.length - 1));
        all.add(EXAMPLES.resolve(example).toString());
        all.addAll(List.of(
                network.url().toString(),
                "demo",
                directory.resolve(example + ".vtt").toString()));
        return ToolProcess.start(
                directory,
                example,
                Map.of("ROOMSCRIBE_TOKEN", bearer(ALL).substring("Bearer ".length())),
                all.toArray(String[]::new));
    }

    private static void awaitLines(List<ToolProcess> examples, int lines) {
        Waiting.await()
                .until(() -> examples.stream()
                        .allMatch(example ->
                                !example.isAlive() || example.output().lines().count() >= lines));
        assertThat(examples)
                .allSatisfy(example ->
                        assertThat(example.isAlive()).as(example.output()).isTrue());
    }

    /** Returns the lines that the session's finals and gaps become. */
    private static List<String> said(CaptionClient captions) {
        return captions.events().stream()
                .filter(event -> event.is("transcript.final") || event.is("stream.gap"))
                .map(event -> event.is("stream.gap")
                        ? "[missing: " + event.text("reason") + "]"
                        : event.text("speaker") + ": " + event.text("text"))
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

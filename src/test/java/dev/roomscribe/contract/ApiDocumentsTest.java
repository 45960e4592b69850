package dev.roomscribe.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.roomscribe.transcript.event.CaptionEvent;
import jakarta.annotation.Nonnull;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The OpenAPI and AsyncAPI documents as other programs read them: linters, the parser of AsyncAPI, and openapi-generator, whose
 * clients are compiled. The versions of the npm packages are in {@code src/test/contract}.
 */
class ApiDocumentsTest {
    private static final Path TOOLS = Path.of("src/test/contract");
    private static final Path DOCUMENTS = Path.of("src/main/resources/META-INF");
    private static final Path GENERATOR = Path.of("target/openapi-generator-cli.jar");
    private static final Path DIRECTORY = Path.of("target/contract");
    private static final Path CLIENTS = DIRECTORY.resolve("clients");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> QUIET =
            Map.of("REDOCLY_TELEMETRY", "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");

    private static ToolProcess install;
    private static ToolProcess generation;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(DIRECTORY);
        copyAll(TOOLS);
        copyAll(DOCUMENTS);
        // A cached download never expires: the lock file has its hash.
        install = ToolProcess.start(
                DIRECTORY,
                "npm",
                Map.of(),
                "npm",
                "ci",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefer-offline");
        generation = generate();
    }

    @AfterAll
    static void close() {
        install.close();
        generation.close();
    }

    private static ToolProcess generate() throws IOException {
        assertThat(GENERATOR)
                .as("the generator, which ./mvnw process-test-resources copies")
                .exists();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                GENERATOR.toAbsolutePath().toString(),
                "batch",
                "--clean",
                "--fail-fast"));
        command.add(configuration("typescript-fetch", Map.of()));
        command.add(configuration("python", Map.of()));
        // These options only avoid further dependencies of the generated client.
        command.add(configuration("java", Map.of("openApiNullable", "false", "useJakartaEe", "true")));
        return ToolProcess.start(DIRECTORY, "generator", Map.of(), command.toArray(String[]::new));
    }

    /** Writes the configuration of a generator; returns its path. */
    private static String configuration(String generator, Map<String, String> properties) throws IOException {
        Path file = DIRECTORY.resolve(generator + ".json");
        JSON.writeValue(
                file.toFile(),
                Map.of(
                        "generatorName",
                        generator,
                        "library",
                        generator.equals("java") ? "native" : "",
                        "inputSpec",
                        DIRECTORY.resolve("openapi.yaml").toAbsolutePath().toString(),
                        "outputDir",
                        CLIENTS.resolve(generator).toAbsolutePath().toString(),
                        "additionalProperties",
                        properties));
        return file.toAbsolutePath().toString();
    }

    @Test
    void theLintersFindNothingInTheOpenApiDocument() {
        install.awaitSuccess(LIMIT);
        try (ToolProcess redocly = run("redocly", "redocly", "lint", "--config", "redocly.yaml", "openapi.yaml");
                ToolProcess spectral = run(
                        "spectral",
                        "spectral",
                        "lint",
                        "--fail-severity",
                        "warn",
                        "--ruleset",
                        "spectral.yaml",
                        "openapi.yaml")) {
            // Its status ignores warnings.
            assertThat(redocly.awaitSuccess(LIMIT)).doesNotContain("was generated by");
            spectral.awaitSuccess(LIMIT);
        }
    }

    @Test
    void theAsyncApiDocumentIsValidAndHasEveryEvent() throws IOException {
        install.awaitSuccess(LIMIT);
        try (ToolProcess parser =
                ToolProcess.start(DIRECTORY, "asyncapi", Map.of(), "node", "asyncapi.mjs", "asyncapi.yaml")) {
            JsonNode messages = JSON.readTree(parser.awaitSuccess(LIMIT));
            Set<String> names = Stream.iterate(0, index -> index < messages.size(), index -> index + 1)
                    .map(index -> messages.path(index).asText())
                    .collect(Collectors.toSet());
            assertThat(names).isEqualTo(DocumentedSchemas.eventTypes());
        }
        assertThat(version("asyncapi.yaml")).isEqualTo(version("openapi.yaml"));
    }

    @Test
    void theTypeScriptClientCompiles() {
        install.awaitSuccess(LIMIT);
        generation.awaitSuccess(LIMIT);
        try (ToolProcess compiler = run("tsc", "tsc", "--project", "tsconfig.json")) {
            compiler.awaitSuccess(LIMIT);
        }
    }

    /** Its dependencies are not on Maven Central, so it is compiled and not imported. */
    @Test
    void thePythonClientCompiles() {
        generation.awaitSuccess(LIMIT);
        try (ToolProcess compiler = ToolProcess.start(
                DIRECTORY, "python", Map.of(), "python3", "-m", "compileall", "-q", "clients/python")) {
            compiler.awaitSuccess(LIMIT);
        }
    }

    @Test
    void theJavaClientCompilesAndReadsEveryEvent() throws Exception {
        generation.awaitSuccess(LIMIT);
        Path classes = Files.createDirectories(CLIENTS.resolve("java/classes"));
        compile(CLIENTS.resolve("java/src/main/java"), classes);

        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> union = loader.loadClass("org.openapitools.client.model.CaptionEvent");
            ObjectMapper mapper = (ObjectMapper) loader.loadClass("org.openapitools.client.ApiClient")
                    .getMethod("createDefaultObjectMapper")
                    .invoke(null);
            for (CaptionEvent event : EventSchemaTest.events().toList()) {
                JsonNode sent = EventSchemaTest.json(event);
                Object read = mapper.readValue(sent.toString(), union);
                assertThat((Object) mapper.readTree(mapper.writeValueAsString(read)))
                        .as(event.type())
                        .isEqualTo(sent);
            }
        }
    }

    private static void compile(Path sources, Path classes) throws IOException, URISyntaxException {
        List<File> files;
        try (Stream<Path> found = Files.walk(sources)) {
            files = found.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toFile)
                    .toList();
        }
        DiagnosticCollector<JavaFileObject> errors = new DiagnosticCollector<>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(errors, null, null)) {
            List<String> options =
                    List.of("-d", classes.toString(), "-proc:none", "-nowarn", "-classpath", classPath());
            boolean compiled = compiler.getTask(
                            null, manager, errors, options, null, manager.getJavaFileObjectsFromFiles(files))
                    .call();
            assertThat(compiled).as(errors.getDiagnostics().toString()).isTrue();
        }
    }

    /** Returns the libraries that the generated client needs. */
    private static String classPath() throws URISyntaxException {
        List<String> jars = new ArrayList<>();
        for (Class<?> type : List.of(
                ObjectMapper.class, JsonFactory.class, JsonProperty.class, JavaTimeModule.class, Nonnull.class)) {
            jars.add(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        return String.join(File.pathSeparator, jars);
    }

    private static ToolProcess run(String name, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("node_modules/.bin/" + program));
        command.addAll(List.of(arguments));
        return ToolProcess.start(DIRECTORY, name, QUIET, command.toArray(String[]::new));
    }

    private static String version(String document) throws IOException {
        return new YAMLMapper()
                .readTree(DOCUMENTS.resolve(document).toFile())
                .at("/info/version")
                .asText();
    }

    private static void copyAll(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            for (Path file : files) {
                Files.copy(file, DIRECTORY.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}

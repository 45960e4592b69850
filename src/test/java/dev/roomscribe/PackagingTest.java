package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image, the manifests and the documents agree with each other and with the service. */
class PackagingTest {
    /** Two steps of 5 s, 2 s for the last webhooks, and the time between them; see {@code RoomscribeService}. */
    private static final int MAX_DRAIN_SECONDS = 14;

    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void deploymentRunsThisVersionAsTheUserOfTheImage() throws IOException {
        JsonNode pod = YAML.readTree(read("k8s/base/deployment.yaml")).at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");
        assertThat(container.path("image").asText()).isEqualTo("roomscribe:" + first("pom.xml", "<version>([^<]+)<"));
        assertThat(pod.at("/securityContext/runAsUser").asText())
                .isEqualTo(first("docker/Dockerfile", "(?m)^USER (\\d+)$"));
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isGreaterThan(MAX_DRAIN_SECONDS);
    }

    @Test
    void probesAndScrapesUseTheManagementPort() throws IOException {
        JsonNode deployment = YAML.readTree(read("k8s/base/deployment.yaml"));
        JsonNode container = deployment.at("/spec/template/spec/containers/0");
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            assertThat(container.path(probe).at("/httpGet/port").asText()).isEqualTo("management");
        }
        assertThat(container.path("ports")).anySatisfy(port -> {
            assertThat(port.path("name").asText()).isEqualTo("management");
            assertThat(port.path("containerPort").asText()).isEqualTo("9000");
        });
        assertThat(deployment
                        .at("/spec/template/metadata/annotations")
                        .path("prometheus.io/port")
                        .asText())
                .isEqualTo("9000");
        assertThat(read("k8s/base/service.yaml")).doesNotContain("management", "9000");
        assertThat(first("docker/Dockerfile", "(?m)^EXPOSE (.+)$")).isEqualTo("8080 9000");
        assertThat(read("docker/Dockerfile")).contains("/dev/tcp/127.0.0.1/${QUARKUS_MANAGEMENT_PORT:-9000}");
    }

    @Test
    void manifestsReferToTheTokenAsASecret() throws IOException {
        assertThat(read("k8s/base/deployment.yaml")).contains("secretKeyRef");
        assertThat(read("k8s/base/kustomization.yaml")).doesNotContain("secret");
        assertThat(read("docker/Dockerfile")).doesNotContain("TOKEN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/base", "k8s/overlays/cluster", "k8s/overlays/demo"})
    void kustomizeAcceptsTheManifests(String directory) throws IOException, InterruptedException {
        assumeTrue(onPath("kubectl"), "kubectl is not installed");
        Process kustomize = new ProcessBuilder("kubectl", "kustomize", directory)
                .redirectErrorStream(true)
                .start();
        String manifests = new String(kustomize.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kustomize.waitFor()).as(manifests).isZero();
        assertThat(manifests).contains("kind: Deployment", "kind: Service", "kind: ConfigMap");
    }

    @Test
    void exampleInTheReadmeIsTheCompiledOne() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/roomscribe/fishjam/ListeningAgent.java"));
        String example = source.substring(
                        source.indexOf("    public static void main"), source.indexOf("    // README ends"))
                .stripTrailing()
                .stripIndent();

        assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + example + "\n```");
    }

    private static boolean onPath(String command) {
        return List.of(System.getenv("PATH").split(java.io.File.pathSeparator)).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
    }

    private static String first(String file, String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(read(file));
        assertThat(matcher.find()).as(file).isTrue();
        return matcher.group(1);
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file));
    }
}

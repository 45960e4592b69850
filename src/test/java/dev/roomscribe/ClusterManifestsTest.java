package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.roomscribe.support.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests of a cluster: several nodes, and a Redis that keeps what the nodes rely on. */
class ClusterManifestsTest {
    private static final Path DIRECTORY = Path.of("k8s/overlays/cluster");
    private static final Pattern SETTING = Pattern.compile("\\bROOMSCRIBE_[A-Z0-9_]+");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(roomscribe\\.[a-z0-9.-]+)`");

    @Test
    void aNodeIsReplacedBeforeItEndsAndOnAnotherMachine() throws IOException {
        JsonNode spec = documents("deployment.yaml").get(0).path("spec");
        assertThat(spec.path("replicas").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(spec.at("/strategy/type").asText()).isEqualTo("RollingUpdate");
        assertThat(spec.at("/strategy/rollingUpdate/maxUnavailable").asInt()).isZero();
        JsonNode pod = spec.at("/template/spec");
        assertThat(pod.at("/affinity/podAntiAffinity").findValuesAsText("topologyKey"))
                .containsExactly("kubernetes.io/hostname");
        assertThat(pod.at("/volumes/0/emptyDir").isObject()).isTrue();
        JsonNode budget = documents("disruption.yaml").get(0);
        assertThat(budget.at("/spec/maxUnavailable").asInt()).isEqualTo(1);
        assertThat(budget.at("/spec/selector/matchLabels").toString())
                .isEqualTo(pod.at("/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/0"
                                + "/podAffinityTerm/labelSelector/matchLabels")
                        .toString());
    }

    @Test
    void passwordOfRedisIsASecretThatBothSidesHave() throws IOException {
        JsonNode node = documents("deployment.yaml").get(0).at("/spec/template/spec/containers/0");
        JsonNode redis = documents("redis.yaml").stream()
                .filter(document -> document.path("kind").asText().equals("StatefulSet"))
                .findFirst()
                .orElseThrow()
                .at("/spec/template/spec/containers/0");
        JsonNode secret = node.at("/env/0/valueFrom/secretKeyRef");
        assertThat(secret.path("name").asText()).isNotEmpty();
        assertThat(redis.at("/env/0/valueFrom/secretKeyRef")).isEqualTo(secret);
        assertThat(redis.at("/command/2").asText())
                .contains("requirepass \"$" + redis.at("/env/0/name").asText() + "\"");
    }

    @Test
    void everySettingOfTheManifestsIsDocumented() throws IOException {
        Set<String> documented = DOCUMENTED
                .matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .map(setting -> setting.group(1)
                        .toUpperCase(Locale.ROOT)
                        .replace('.', '_')
                        .replace('-', '_'))
                .collect(Collectors.toSet());
        List<String> used = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("k8s"))) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".yaml")).toList()) {
                SETTING.matcher(Files.readString(file))
                        .results()
                        .map(MatchResult::group)
                        .forEach(used::add);
            }
        }
        assertThat(used).contains("ROOMSCRIBE_CLUSTER_REDIS_URL");
        assertThat(documented).containsAll(used);
    }

    @Test
    void redisAcceptsItsConfigurationAndDeletesNoKeys(@TempDir Path directory) throws IOException {
        JsonNode configuration = documents("redis.yaml").get(0);
        assertThat(configuration.path("kind").asText()).isEqualTo("ConfigMap");
        String[] settings = configuration
                .at("/data/redis.conf")
                .asText()
                .lines()
                .filter(line -> !line.startsWith("#") && !line.startsWith("dir "))
                .flatMap(line -> Stream.of(
                        "--" + line.substring(0, line.indexOf(' ')),
                        line.substring(line.indexOf(' ') + 1).replace("\"", "")))
                .toArray(String[]::new);
        try (RedisServer redis = RedisServer.start(directory, settings)) {
            assertThat(redis.command("CONFIG", "GET", "maxmemory-policy")).contains("noeviction");
            assertThat(redis.command("CONFIG", "GET", "appendonly")).contains("yes");
            assertThat(redis.command("CONFIG", "GET", "maxmemory").get(1)).isEqualTo(Long.toString(768L << 20));
        }
    }

    private static List<JsonNode> documents(String file) throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        try (var parsed = yaml.readerFor(JsonNode.class)
                .<JsonNode>readValues(DIRECTORY.resolve(file).toFile())) {
            return parsed.readAll();
        }
    }
}

package dev.roomscribe.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.roomscribe.app.config.RoomscribeConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of a cluster that contradict each other or cannot be used. */
class ClusterSetupTest {
    private static final String URL = "cluster.redis-url";
    private static final String VALID = "redis://redis:6379";

    private static RoomscribeConfig config(Map<String, String> settings) {
        Map<String, String> properties = new HashMap<>();
        settings.forEach((key, value) -> properties.put(RoomscribeConfig.PREFIX + "." + key, value));
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RoomscribeConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(RoomscribeConfig.class);
    }

    @Test
    void nothingIsCreatedWithoutAUrl() {
        Vertx vertx = Vertx.vertx();
        assertThat(ClusterSetup.of(config(Map.of("transcript.storage", "memory")), vertx, new Closer()))
                .isNull();
        vertx.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {VALID, "rediss://redis.example.com:6380", "redis://127.0.0.1:7000"})
    void aUrlOfRedisIsAccepted(String url) {
        assertThatCode(() -> ClusterSetup.check(config(Map.of(URL, url)))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://redis:6379", "redis", "redis://:s3cret@redis:6379", "redis://us er@s3cret"})
    void anotherUrlIsRefusedWithoutRepeatingIt(String url) {
        Throwable refused = catchThrowable(() -> ClusterSetup.check(config(Map.of(URL, url))));
        assertThat(refused).isInstanceOf(ConfigurationException.class).hasMessageContaining("redis-url is invalid");
        assertThat(refused.getMessage()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "transcript.storage, memory, remove roomscribe.transcript.storage=memory",
        "session.resume, false, remove roomscribe.session.resume=false",
        "cluster.redis-username, roomscribe, set roomscribe.cluster.redis-password",
        "cluster.redis-ca, /no/such/file.pem, roomscribe.cluster.redis-ca=/no/such/file.pem cannot be read",
        "auth.keys-file, keys.json, set roomscribe.auth.token-secret",
    })
    void aSettingThatContradictsIsNamed(String key, String value, String advice) {
        Throwable refused = catchThrowable(() -> ClusterSetup.check(config(Map.of(URL, VALID, key, value))));
        assertThat(refused).isInstanceOf(ConfigurationException.class).hasMessageContaining(advice);
    }

    @Test
    void severalUrlsAreThoseOfSentinels() {
        String urls = "redis://a:26379,redis://b:26379";
        assertThat(catchThrowable(() -> ClusterSetup.check(config(Map.of(URL, urls)))))
                .hasMessageContaining("redis-sentinel-master");
        assertThatCode(() -> ClusterSetup.check(config(Map.of(URL, urls, "cluster.redis-sentinel-master", "main"))))
                .doesNotThrowAnyException();
    }
}

package dev.roomscribe.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.app.config.ClusterConfig.OnIsolation;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The default and an explicit value of every key. */
class RoomscribeConfigTest {
    private record Setting(
            String key, Object defaultValue, String text, Object value, Function<RoomscribeConfig, Object> read) {}

    private static final Object REDIS = Optional.of(List.of("redis://a"));
    private static final String SHA_256 = "0123456789abcdef".repeat(4);

    private static final List<Setting> SETTINGS = List.of(
            optional("model", "/models/pl", Path.of("/models/pl"), RoomscribeConfig::model),
            optional("model-sha256", SHA_256, SHA_256, RoomscribeConfig::modelSha256),
            optional("model-language", "pl-PL", "pl-PL", RoomscribeConfig::modelLanguage),
            setting("auto-transcribe", false, "true", true, RoomscribeConfig::autoTranscribe),
            optional("announcement", "hello.wav", Path.of("hello.wav"), RoomscribeConfig::announcement),
            setting(
                    "data-directory",
                    Path.of("data"),
                    "/var/lib/roomscribe",
                    Path.of("/var/lib/roomscribe"),
                    RoomscribeConfig::dataDirectory),
            setting("cpus", new CpuCount(0), "500m", new CpuCount(0.5), RoomscribeConfig::cpus),
            setting("memory", new MemorySize(BigInteger.ZERO), "1G", mebibytes(1024), RoomscribeConfig::memory),
            setting("shutdown-timeout", seconds(20), "25s", seconds(25), RoomscribeConfig::shutdownTimeout),
            optional("fishjam.id", "abc", "abc", config -> config.fishjam().id()),
            optional(
                    "fishjam.management-token",
                    "t0ken",
                    "t0ken",
                    config -> config.fishjam().managementToken()),
            optional(
                    "fishjam.webhook-secret",
                    "s3cret",
                    "s3cret",
                    config -> config.fishjam().webhookSecret()),
            setting(
                    "fishjam.embedded",
                    false,
                    "true",
                    true,
                    config -> config.fishjam().embedded().enabled()),
            setting(
                    "fishjam.embedded.port",
                    0,
                    "5002",
                    5002,
                    config -> config.fishjam().embedded().port()),
            setting(
                    "fishjam.request-timeout",
                    seconds(10),
                    "3s",
                    seconds(3),
                    config -> config.fishjam().requestTimeout()),
            setting(
                    "fishjam.keep-alive-timeout",
                    seconds(45),
                    "1m",
                    minutes(1),
                    config -> config.fishjam().keepAliveTimeout()),
            setting(
                    "fishjam.name-fields",
                    List.of("server.name", "server.displayName", "peer.name", "peer.displayName"),
                    "server.profile.nick,peer.name",
                    List.of("server.profile.nick", "peer.name"),
                    config -> config.fishjam().nameFields()),
            optional(
                    "http.allowed-hosts",
                    "captions.example.com,*.example.org",
                    Set.of("captions.example.com", "*.example.org"),
                    config -> config.http().allowedHosts()),
            optional(
                    "http.allowed-origins",
                    "https://meet.example.org,http://localhost:3000",
                    Set.of("https://meet.example.org", "http://localhost:3000"),
                    config -> config.http().allowedOrigins()),
            recognition("threads", 0, "5", 5, RecognitionConfig::threads),
            recognition("max-queue", seconds(30), "10s", seconds(10), RecognitionConfig::maxQueue),
            recognition("partial-interval", millis(200), "1s", seconds(1), RecognitionConfig::partialInterval),
            recognition("decoder-max-age", minutes(10), "1h", minutes(60), RecognitionConfig::decoderMaxAge),
            recognition("endpointing", millis(500), "0s", Duration.ZERO, RecognitionConfig::endpointing),
            recognition("skip-silence", true, "false", false, RecognitionConfig::skipSilence),
            recognition("in-process", false, "true", true, RecognitionConfig::inProcess),
            worker("count", 0, "3", 3, RecognitionConfig.Worker::count),
            worker("startup-timeout", seconds(60), "2m", minutes(2), RecognitionConfig.Worker::startupTimeout),
            worker("hang-timeout", seconds(5), "1s", seconds(1), RecognitionConfig.Worker::hangTimeout),
            worker("max-age", minutes(360), "1d", minutes(1440), RecognitionConfig.Worker::maxAge),
            worker("max-growth", mebibytes(512), "1G", mebibytes(1024), RecognitionConfig.Worker::maxGrowth),
            session("max-sessions", 50, "7", 7, SessionConfig::maxSessions),
            session("max-starting", 50, "9", 9, SessionConfig::maxStarting),
            session("max-unconfirmed", 100, "12", 12, SessionConfig::maxUnconfirmed),
            session("confirm-timeout", seconds(5), "2s", seconds(2), SessionConfig::confirmTimeout),
            session("max-tracks-per-peer", 4, "2", 2, SessionConfig::maxTracksPerPeer),
            session("max-tracks", 200, "30", 30, SessionConfig::maxTracks),
            session("flush-timeout", seconds(10), "1s", seconds(1), SessionConfig::flushTimeout),
            session("idle-timeout", seconds(60), "0s", Duration.ZERO, SessionConfig::idleTimeout),
            session("max-duration", minutes(720), "2h", minutes(120), SessionConfig::maxDuration),
            session("resume", true, "false", false, SessionConfig::resume),
            session("poll-interval", seconds(5), "500ms", millis(500), SessionConfig::pollInterval),
            session("reconnect-timeout", minutes(5), "30s", seconds(30), SessionConfig::reconnectTimeout),
            session("shutdown-timeout", seconds(5), "3s", seconds(3), SessionConfig::shutdownTimeout),
            transcript(
                    "storage",
                    TranscriptConfig.Storage.DISK,
                    "memory",
                    TranscriptConfig.Storage.MEMORY,
                    TranscriptConfig::storage),
            transcript("max-age", minutes(7 * 1440), "30d", minutes(30 * 1440), TranscriptConfig::maxAge),
            transcript("max-size", mebibytes(64), "128M", mebibytes(128), TranscriptConfig::maxSize),
            transcript("max-total-size", mebibytes(1024), "2G", mebibytes(2048), TranscriptConfig::maxTotalSize),
            transcript("max-events", 10_000, "500", 500, TranscriptConfig::maxEvents),
            transcript("fsync-interval", seconds(1), "0s", Duration.ZERO, TranscriptConfig::fsyncInterval),
            transcript("search", true, "false", false, TranscriptConfig::search),
            transcript("max-subscriber-lag", 1_000, "50", 50, TranscriptConfig::maxSubscriberLag),
            transcript("max-subscribers", 10_000, "5", 5, TranscriptConfig::maxSubscribers),
            transcript("heartbeat-interval", seconds(15), "5s", seconds(5), TranscriptConfig::heartbeatInterval),
            transcript("reconnect-delay", seconds(2), "300ms", millis(300), TranscriptConfig::reconnectDelay),
            optional(
                    "webhook.secret",
                    "whsec_a,whsec_b",
                    List.of("whsec_a", "whsec_b"),
                    config -> config.webhook().secret()),
            webhook("allow-private", false, "true", true, WebhookConfig::allowPrivate),
            webhook("allow-http", false, "true", true, WebhookConfig::allowHttp),
            optional(
                    "webhook.allowed-hosts",
                    "hooks.example.com,*.example.org",
                    Set.of("hooks.example.com", "*.example.org"),
                    config -> config.webhook().allowedHosts()),
            webhook("request-timeout", seconds(10), "2s", seconds(2), WebhookConfig::requestTimeout),
            webhook("retry-timeout", minutes(60), "1d", minutes(1440), WebhookConfig::retryTimeout),
            limits("max-connections", 10_000, "500", 500, LimitsConfig::maxConnections),
            limits("header-timeout", seconds(10), "5s", seconds(5), LimitsConfig::headerTimeout),
            limits("body-timeout", seconds(30), "20s", seconds(20), LimitsConfig::bodyTimeout),
            limits("idle-timeout", seconds(75), "2m", minutes(2), LimitsConfig::idleTimeout),
            limits("write-timeout", minutes(2), "3m", minutes(3), LimitsConfig::writeTimeout),
            optional(
                    "limits.trusted-proxies",
                    "10.0.0.0/8,fd00::/8",
                    List.of("10.0.0.0/8", "fd00::/8"),
                    config -> config.limits().trustedProxies()),
            limits("connections", 2_000, "0", 0, LimitsConfig::connections),
            limits("starts-per-minute", 120, "0", 0, LimitsConfig::startsPerMinute),
            limits("streams", 1_000, "20", 20, LimitsConfig::streams),
            limits("exports-per-minute", 600, "7", 7, LimitsConfig::exportsPerMinute),
            limits("failed-authentications-per-minute", 60, "3", 3, LimitsConfig::failedAuthenticationsPerMinute),
            auth("mode", AuthConfig.Mode.KEYS, "none", AuthConfig.Mode.NONE, AuthConfig::mode),
            optional(
                    "auth.keys",
                    "[{\"id\": \"a\"}, {}]",
                    "[{\"id\": \"a\"}, {}]",
                    config -> config.auth().keys()),
            optional(
                    "auth.keys-file",
                    "/run/keys.json",
                    Path.of("/run/keys.json"),
                    config -> config.auth().keysFile()),
            optional(
                    "auth.token-secret",
                    "a:QUE=,b:QkI=",
                    List.of("a:QUE=", "b:QkI="),
                    config -> config.auth().tokenSecret()),
            auth("token-issuer", "roomscribe", "backend", "backend", AuthConfig::tokenIssuer),
            auth("token-audience", "roomscribe", "captions", "captions", AuthConfig::tokenAudience),
            auth("token-lifetime", minutes(60), "5m", minutes(5), AuthConfig::tokenLifetime),
            auth("token-max-lifetime", minutes(1440), "2h", minutes(120), AuthConfig::tokenMaxLifetime),
            auth("clock-skew", seconds(30), "0s", Duration.ZERO, AuthConfig::clockSkew),
            optional(
                    "auth.provider.jwks-url",
                    "https://login.example.com/jwks",
                    "https://login.example.com/jwks",
                    config -> config.auth().provider().jwksUrl()),
            optional(
                    "auth.provider.issuer",
                    "https://login.example.com",
                    "https://login.example.com",
                    config -> config.auth().provider().issuer()),
            setting(
                    "auth.provider.audience",
                    "roomscribe",
                    "captions",
                    "captions",
                    config -> config.auth().provider().audience()),
            cluster("redis-url", Optional.empty(), "redis://a", REDIS, ClusterConfig::redisUrl),
            cluster("redis-username", Optional.empty(), "r", Optional.of("r"), ClusterConfig::redisUsername),
            cluster("redis-password", Optional.empty(), "s3cret", Optional.of("s3cret"), ClusterConfig::redisPassword),
            cluster(
                    "redis-sentinel-master",
                    Optional.empty(),
                    "m",
                    Optional.of("m"),
                    ClusterConfig::redisSentinelMaster),
            cluster("redis-ca", Optional.empty(), "ca.pem", Optional.of(Path.of("ca.pem")), ClusterConfig::redisCa),
            cluster("key-prefix", "roomscribe", "rs-2", "rs-2", ClusterConfig::keyPrefix),
            cluster("node-id", Optional.empty(), "a.1", Optional.of("a.1"), ClusterConfig::nodeId),
            cluster("lease", seconds(3), "5s", seconds(5), ClusterConfig::lease),
            cluster("on-isolation", OnIsolation.PAUSE, "continue", OnIsolation.CONTINUE, ClusterConfig::onIsolation),
            cluster("max-waiting", mebibytes(64), "1M", mebibytes(1), ClusterConfig::maxWaiting));

    static Stream<Arguments> settings() {
        return SETTINGS.stream().map(setting -> Arguments.of(setting.key, setting));
    }

    @Test
    void everyKeyIsTestedHere() {
        assertThat(SETTINGS.stream().map(Setting::key)).containsExactlyInAnyOrderElementsOf(ConfigKeys.all());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void keyHasItsDefault(String key, Setting setting) {
        assertThat(setting.read.apply(config(Map.of()))).isEqualTo(setting.defaultValue);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void keyCanBeSetAsAProperty(String key, Setting setting) {
        assertThat(setting.read.apply(config(Map.of(key, setting.text)))).isEqualTo(setting.value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void keyCanBeSetInTheEnvironment(String key, Setting setting) {
        RoomscribeConfig config = builder()
                .withSources(new EnvConfigSource(Map.of(ConfigKeys.environmentVariable(key), setting.text), 300))
                .build()
                .getConfigMapping(RoomscribeConfig.class);
        assertThat(setting.read.apply(config)).isEqualTo(setting.value);
    }

    @Test
    void everyKeyCanBeSetAtOnce() {
        Map<String, String> all = new HashMap<>();
        SETTINGS.forEach(setting -> all.put(setting.key, setting.text));
        RoomscribeConfig config = config(all);
        Map<String, Object> read = new TreeMap<>();
        Map<String, Object> expected = new TreeMap<>();
        for (Setting setting : SETTINGS) {
            read.put(setting.key, setting.read.apply(config));
            expected.put(setting.key, setting.value);
        }
        assertThat(read).isEqualTo(expected);
    }

    private static RoomscribeConfig config(Map<String, String> properties) {
        return builder()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(RoomscribeConfig.class);
    }

    private static SmallRyeConfigBuilder builder() {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(RoomscribeConfig.class);
    }

    private static Setting setting(
            String key, Object defaultValue, String text, Object value, Function<RoomscribeConfig, Object> read) {
        return new Setting(RoomscribeConfig.PREFIX + "." + key, defaultValue, text, value, read);
    }

    private static Setting optional(String key, String text, Object value, Function<RoomscribeConfig, Object> read) {
        return setting(key, Optional.empty(), text, Optional.of(value), read);
    }

    private static Setting recognition(
            String key, Object defaultValue, String text, Object value, Function<RecognitionConfig, Object> read) {
        return setting("recognition." + key, defaultValue, text, value, config -> read.apply(config.recognition()));
    }

    private static Setting worker(
            String key,
            Object defaultValue,
            String text,
            Object value,
            Function<RecognitionConfig.Worker, Object> read) {
        return recognition("worker." + key, defaultValue, text, value, config -> read.apply(config.worker()));
    }

    private static Setting session(
            String key, Object defaultValue, String text, Object value, Function<SessionConfig, Object> read) {
        return setting("session." + key, defaultValue, text, value, config -> read.apply(config.session()));
    }

    private static Setting transcript(
            String key, Object defaultValue, String text, Object value, Function<TranscriptConfig, Object> read) {
        return setting("transcript." + key, defaultValue, text, value, config -> read.apply(config.transcript()));
    }

    private static Setting webhook(
            String key, Object defaultValue, String text, Object value, Function<WebhookConfig, Object> read) {
        return setting("webhook." + key, defaultValue, text, value, config -> read.apply(config.webhook()));
    }

    private static Setting limits(
            String key, Object defaultValue, String text, Object value, Function<LimitsConfig, Object> read) {
        return setting("limits." + key, defaultValue, text, value, config -> read.apply(config.limits()));
    }

    private static Setting cluster(
            String key, Object defaultValue, String text, Object value, Function<ClusterConfig, Object> read) {
        return setting("cluster." + key, defaultValue, text, value, config -> read.apply(config.cluster()));
    }

    private static Setting auth(
            String key, Object defaultValue, String text, Object value, Function<AuthConfig, Object> read) {
        return setting("auth." + key, defaultValue, text, value, config -> read.apply(config.auth()));
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static MemorySize mebibytes(long mebibytes) {
        return new MemorySize(BigInteger.valueOf(mebibytes << 20));
    }
}

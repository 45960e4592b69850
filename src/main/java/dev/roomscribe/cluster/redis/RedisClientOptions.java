package dev.roomscribe.cluster.redis;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisReplicas;
import io.vertx.redis.client.RedisRole;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The options of the Vert.x client. */
final class RedisClientOptions {
    private static final int CONNECT_TIMEOUT_MS = 2_000;
    private static final int READ_CONNECTIONS = 4;
    private static final int MAX_WAITING_READS = 1_000;
    /** How long an attempt may take. If a Sentinel accepts connections and does not answer, the next one begins with another. */
    static final Duration CONNECT_TIMEOUT = Duration.ofMillis(CONNECT_TIMEOUT_MS + 1_000L);

    private RedisClientOptions() {}

    /** Of the two connections that stay open. */
    static RedisOptions of(RedisSettings settings) {
        return options(settings).setMaxPoolSize(4).setMaxWaitingHandlers(100_000);
    }

    static RedisOptions ofReads(RedisSettings settings) {
        return options(settings)
                .setMaxPoolSize(READ_CONNECTIONS)
                .setMaxPoolWaiting(MAX_WAITING_READS)
                .setMaxWaitingHandlers(MAX_WAITING_READS);
    }

    /** Of a connection to any of the Sentinels. */
    static RedisOptions ofSentinels(RedisSettings settings) {
        return of(settings).setRole(RedisRole.SENTINEL);
    }

    /** The client takes the user from the URL only, and only with a password. */
    private static String withUser(String url, RedisSettings settings) {
        if (settings.username() == null) {
            return url;
        }
        String password = settings.password() == null ? "" : settings.password();
        int address = url.indexOf("://") + "://".length();
        return url.substring(0, address) + encode(settings.username()) + ":" + encode(password) + "@"
                + url.substring(address);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static RedisOptions options(RedisSettings settings) {
        NetClientOptions net = new NetClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setTcpKeepAlive(true)
                .setSslHandshakeTimeout(CONNECT_TIMEOUT_MS)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                // Vert.x checks no name in the certificate unless it is told to.
                .setHostnameVerificationAlgorithm("HTTPS");
        if (settings.certificates() != null) {
            net.setTrustOptions(
                    new PemTrustOptions().addCertPath(settings.certificates().toString()));
        }
        RedisOptions options = new RedisOptions().setNetClientOptions(net);
        settings.urls().forEach(url -> options.addConnectionString(withUser(url, settings)));
        if (settings.password() != null) {
            options.setPassword(settings.password());
        }
        if (settings.sentinelMaster() != null) {
            options.setType(RedisClientType.SENTINEL)
                    .setMasterName(settings.sentinelMaster())
                    .setRole(RedisRole.MASTER)
                    .setUseReplicas(RedisReplicas.NEVER);
        }
        return options;
    }
}

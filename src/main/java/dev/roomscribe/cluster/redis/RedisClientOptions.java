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

/** The options of the Vert.x client. */
final class RedisClientOptions {
    private static final int CONNECT_TIMEOUT_MS = 2_000;
    private static final int READ_CONNECTIONS = 4;
    private static final int MAX_WAITING_READS = 1_000;

    private RedisClientOptions() {}

    /** Returns how long it may take to connect: a Sentinel that does not answer is given up for the next one. */
    static Duration connectTimeout(RedisSettings settings) {
        return Duration.ofMillis((CONNECT_TIMEOUT_MS + 1_000L) * settings.urls().size());
    }

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

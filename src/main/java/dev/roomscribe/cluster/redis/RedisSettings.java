package dev.roomscribe.cluster.redis;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Redis.
 *
 * @param urls {@code redis://} or {@code rediss://} URLs: one of the server, or one of each Sentinel
 * @param sentinelMaster the name by which the Sentinels know the server; null if the URL is that of the server
 * @param username null for the default user; Sentinels get the same user and password as the server
 * @param password null if the server asks for none
 * @param certificates a PEM file of certificate authorities for {@code rediss://}; null for those of the JVM
 * @param keyPrefix begins the name of every key and channel
 */
public record RedisSettings(
        List<String> urls,
        @Nullable String sentinelMaster,
        @Nullable String username,
        @Nullable String password,
        @Nullable Path certificates,
        String keyPrefix) {
    public RedisSettings {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("urls is empty");
        }
    }

    /** Of a server without credentials. */
    public RedisSettings(String url, String keyPrefix) {
        this(List.of(url), null, null, null, null, keyPrefix);
    }

    /** Returns the same with the URLs in another order. */
    RedisSettings withUrls(List<String> ordered) {
        return new RedisSettings(ordered, sentinelMaster, username, password, certificates, keyPrefix);
    }

    /** Leaves out the credentials, which URLs may contain, too. */
    @Override
    public String toString() {
        return "RedisSettings[sentinelMaster=" + sentinelMaster + ", keyPrefix=" + keyPrefix + "]";
    }
}

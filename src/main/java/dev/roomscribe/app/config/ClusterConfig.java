package dev.roomscribe.app.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The nodes that share their rooms by Redis. Without a URL of it, this process is the only one. */
public interface ClusterConfig {
    String NAME = "[A-Za-z0-9._-]{1,64}";
    String NOT_A_NAME = "must be 1 to 64 letters, digits, dots, hyphens and underscores";
    String NODE_ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";
    String NOT_A_NODE_ID =
            "must be 1 to 63 letters, digits, dots, hyphens and underscores, and begin with a letter or a digit";

    /** What a node does with durable events while it cannot reach Redis, so that another one may have the room. */
    enum OnIsolation {
        /** It shows them once Redis has them. */
        PAUSE,
        /** It shows them at once, and other nodes may show others. */
        CONTINUE
    }

    /** The {@code redis://} or {@code rediss://} URL of Redis, or one of each Sentinel; without credentials. */
    Optional<
                    List<
                            @WithConverter(SecretConverter.class)
                            @Pattern(regexp = SecretConverter.FORM, message = SecretConverter.NOT_A_SECRET) String>>
            redisUrl();

    /** The user of Redis. If absent, its default user. */
    Optional<String> redisUsername();

    /** The password of Redis, a secret. */
    Optional<
                    @WithConverter(SecretConverter.class)
                    @Pattern(regexp = SecretConverter.FORM, message = SecretConverter.NOT_A_SECRET) String>
            redisPassword();

    /** The name by which the Sentinels know Redis; {@link #redisUrl} are theirs then. */
    Optional<String> redisSentinelMaster();

    /** A PEM file of the certificate authorities of {@code rediss://}. If absent, those of Java. */
    Optional<Path> redisCa();

    /** Begins the name of every key and channel in Redis. Nodes with the same prefix share their rooms. */
    @WithDefault("roomscribe")
    @Pattern(regexp = NAME, message = NOT_A_NAME)
    String keyPrefix();

    /** The name of this node, unique among the nodes. If absent, a random one that is kept in the data directory. */
    Optional<@Pattern(regexp = NODE_ID, message = NOT_A_NODE_ID) String> nodeId();

    /** How long after the last sign of life of a node others take its rooms over. */
    @WithDefault("3s")
    @DurationMin(seconds = 1)
    @DurationMax(seconds = 30)
    Duration lease();

    /** What is done with durable events while Redis cannot be reached. */
    @WithDefault("pause")
    OnIsolation onIsolation();

    /** How much memory, and disk, events of all rooms may take that wait for Redis; beyond that, they are lost under a gap. */
    @WithDefault("64M")
    MemorySize maxWaiting();
}

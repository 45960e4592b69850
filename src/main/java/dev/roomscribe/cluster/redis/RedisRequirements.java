package dev.roomscribe.cluster.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a Redis must be: version 6.2 or later, not a replica, not sharded, and it must not delete keys when its memory is
 * full. What a user may not ask is not checked, and logged.
 */
public final class RedisRequirements {
    private static final System.Logger LOG = System.getLogger(RedisRequirements.class.getName());
    private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)\\.(\\d+)");
    private static final Pattern EVICTION = Pattern.compile("allkeys-\\w+");
    /** What another attempt with the same settings cannot change, by what the client reports. */
    private static final List<Refusal> REFUSALS = List.of(
            new Refusal(
                    "WRONGPASS|NOAUTH",
                    "Redis, or a Sentinel, which gets the same, refuses the user or the password: set"
                            + " roomscribe.cluster.redis-username and redis-password"),
            new Refusal(
                    "No such master",
                    "The Sentinels do not know the name of Redis: set roomscribe.cluster.redis-sentinel-master to the"
                            + " name in their sentinel monitor"),
            new Refusal(
                    "(?i)unknown command .?sentinel",
                    "It is not the URL of a Sentinel: set it to those of the Sentinels, or remove"
                            + " roomscribe.cluster.redis-sentinel-master"),
            new Refusal(
                    "No name matching|No subject alternative",
                    "The certificate of Redis is not for the host name of the URL: use a name that is in the"
                            + " certificate, or add this one to it"),
            new Refusal(
                    "certification path|PKIX|CertificateException",
                    "The certificate of Redis is not signed by a trusted authority: set roomscribe.cluster.redis-ca"
                            + " to a PEM file of the authority that has signed it"),
            new Refusal(
                    "certificate_required|bad_certificate|handshake_failure",
                    "Redis wants a certificate of its clients, which is not supported: set tls-auth-clients no, and"
                            + " a password"));

    private static final int MAJOR = 6;
    private static final int MINOR = 2;

    private record Refusal(Pattern pattern, String advice) {
        Refusal(String pattern, String advice) {
            this(Pattern.compile(pattern), advice);
        }
    }

    private RedisRequirements() {}

    /**
     * Checks a Redis before anything is stored there. Blocks until it has answered. A Redis that cannot be reached is logged
     * and is no failure, because it may be started later.
     *
     * @throws UnsuitableRedisException if it is not suitable, or refuses the credentials, or is not the one that the settings
     *     describe
     */
    public static void check(Vertx vertx, RedisSettings settings, Duration timeout) {
        Redis client = Redis.createClient(vertx, RedisClientOptions.of(settings));
        try {
            client.connect()
                    .compose(connection -> check(connection::send))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnsuitableRedisException unsuitable) {
                throw unsuitable;
            }
            String why = withCauses(e);
            for (Refusal refusal : REFUSALS) {
                if (refusal.pattern().matcher(why).find()) {
                    throw new UnsuitableRedisException(refusal.advice() + " (" + why + ")");
                }
            }
            notReached(why);
        } catch (TimeoutException e) {
            notReached("it does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            notReached("the start was interrupted");
        } finally {
            client.close();
        }
    }

    private static String withCauses(ExecutionException failure) {
        return Stream.iterate(failure.getCause(), Objects::nonNull, Throwable::getCause)
                .map(cause -> String.valueOf(cause.getMessage()).replaceAll("\\s+", " "))
                .distinct()
                .collect(Collectors.joining(": "));
    }

    private static void notReached(String why) {
        LOG.log(
                System.Logger.Level.WARNING,
                "Redis cannot be reached, and no session can be started until it can: {0}",
                why);
    }

    /** Checks a Redis again each time that it is connected, and logs if it is not suitable: it may be another one. */
    public static void watch(RedisLink link) {
        link.onConnectionChange(connected -> {
            if (connected) {
                check(link::send).onFailure(failure -> {
                    if (failure instanceof UnsuitableRedisException) {
                        LOG.log(System.Logger.Level.WARNING, failure.getMessage());
                    }
                });
            }
        });
    }

    private static Future<Void> check(Function<Request, Future<Response>> sender) {
        return ask(sender, Request.cmd(Command.INFO).arg("server"))
                .compose(RedisRequirements::checkServer)
                .compose(done -> ask(sender, Request.cmd(Command.INFO).arg("replication")))
                .compose(RedisRequirements::checkReplication)
                .compose(done ->
                        ask(sender, Request.cmd(Command.CONFIG).arg("GET").arg("maxmemory-policy")))
                .compose(RedisRequirements::checkMemory);
    }

    /** Completes with an empty text if Redis refuses to answer. */
    private static Future<String> ask(Function<Request, Future<Response>> sender, Request request) {
        return sender.apply(request).map(String::valueOf).recover(failure -> {
            if (!(failure instanceof ErrorType)
                    || String.valueOf(failure.getMessage()).startsWith("CONNECTION_CLOSED")) {
                return Future.failedFuture(failure);
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "It could not be checked whether Redis has a suitable configuration: {0}",
                    failure.getMessage());
            return Future.succeededFuture("");
        });
    }

    private static Future<Void> checkServer(String info) {
        Matcher version = VERSION.matcher(info);
        if (version.find()) {
            int major = Integer.parseInt(version.group(1));
            int minor = Integer.parseInt(version.group(2));
            if (major < MAJOR || (major == MAJOR && minor < MINOR)) {
                return unsuitable("Redis " + major + "." + minor + " is too old: use Redis 6.2 or later, or Valkey");
            }
        }
        if (info.contains("redis_mode:sentinel")) {
            return unsuitable("It is the URL of a Sentinel: set roomscribe.cluster.redis-sentinel-master to the name"
                    + " by which the Sentinels know Redis");
        }
        return info.contains("redis_mode:cluster")
                ? unsuitable(
                        "Redis Cluster is not supported: use a Redis that is not sharded, with Sentinel if it must be"
                                + " highly available")
                : Future.succeededFuture();
    }

    private static Future<Void> checkReplication(String info) {
        return info.contains("role:slave")
                ? unsuitable(
                        "The Redis at roomscribe.cluster.redis-url is a replica: name the primary, or the Sentinels")
                : Future.succeededFuture();
    }

    private static Future<Void> checkMemory(String config) {
        Matcher policy = EVICTION.matcher(config);
        return policy.find()
                ? unsuitable(
                        "Redis would delete transcripts when its memory is full (maxmemory-policy " + policy.group()
                                + "): set its maxmemory-policy to noeviction or to one that begins with volatile")
                : Future.succeededFuture();
    }

    private static Future<Void> unsuitable(String message) {
        return Future.failedFuture(new UnsuitableRedisException(message));
    }
}

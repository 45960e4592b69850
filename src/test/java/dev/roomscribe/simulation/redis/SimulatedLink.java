package dev.roomscribe.simulation.redis;

import dev.roomscribe.cluster.redis.RedisKeys;
import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.RedisUnavailableException;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualEventLoop;
import dev.roomscribe.simulation.clock.VirtualTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The link of one node to the model of Redis. Its connection can be cut, which both sides notice at once, or freeze: then
 * the node notices after {@link #PROBE_TIMEOUT_NANOS}, and what it has sent meanwhile may have been executed.
 */
public final class SimulatedLink implements RedisLink {
    private static final long PROBE_TIMEOUT_NANOS = 2_000_000_000L;
    private static final long RETRY_NANOS = 200_000_000L;
    private static final long MAX_DELAY_NANOS = 2_000_000L;

    private final VirtualTime time;
    private final Lifetime lifetime;
    private final RedisModel redis;
    private final VirtualEventLoop eventLoop;
    private final Map<String, List<Consumer<String>>> channels = new HashMap<>();
    private final List<Consumer<Boolean>> listeners = new ArrayList<>();
    private final Set<Promise<Response>> pending = new LinkedHashSet<>();
    /** Increases when a connection ends. */
    private int connection;

    private boolean connected;
    private boolean losesAnswer;
    private long unreachableUntil;
    private long frozenUntil;
    private long slowUntil;
    private long slowBy;
    private long lastArrival;
    private long lastAnswer;

    public SimulatedLink(VirtualTime time, Lifetime lifetime, RedisModel redis) {
        this.time = time;
        this.lifetime = lifetime;
        this.redis = redis;
        eventLoop = new VirtualEventLoop(time, lifetime);
        redis.add(this);
        time.at(time.nanos(), lifetime, this::connect);
    }

    private void connect() {
        if (connected) {
            return;
        }
        if (!redis.isRunning() || time.nanos() < unreachableUntil || time.nanos() < frozenUntil) {
            time.at(time.nanos() + RETRY_NANOS, lifetime, this::connect);
            return;
        }
        connected = true;
        changed();
    }

    private void changed() {
        boolean now = connected;
        eventLoop.execute(() -> List.copyOf(listeners).forEach(listener -> listener.accept(now)));
    }

    /** The connection ends, and another one cannot be opened until a time. */
    public void cut(long untilNanos) {
        unreachableUntil = untilNanos;
        disconnect();
    }

    /** Nothing passes until a time. */
    public void freeze(long untilNanos) {
        frozenUntil = untilNanos;
        int frozen = connection;
        time.at(time.nanos() + PROBE_TIMEOUT_NANOS, lifetime, () -> {
            if (connection == frozen && time.nanos() < frozenUntil) {
                disconnect();
            }
        });
    }

    /** Every command takes longer, until a time. */
    public void slow(long untilNanos, long byNanos) {
        slowUntil = untilNanos;
        slowBy = byNanos;
    }

    /** Redis executes the next command, and the connection ends before the answer. */
    public void loseNextAnswer() {
        losesAnswer = true;
    }

    void disconnect() {
        if (connected) {
            connected = false;
            connection++;
            List<Promise<Response>> lost = List.copyOf(pending);
            pending.clear();
            eventLoop.execute(() -> lost.forEach(
                    promise -> promise.tryFail(new RedisUnavailableException("the connection was closed"))));
            changed();
            time.at(time.nanos() + RETRY_NANOS, lifetime, this::connect);
        }
    }

    /** Delivers a message; returns whether this node listens to the channel. */
    boolean deliver(String channel, String message) {
        if (!connected || lifetime.isEnded() || !channels.containsKey(channel)) {
            return false;
        }
        int over = connection;
        long at = Math.max(lastAnswer + 1, Math.max(frozenUntil, time.nanos() + delay()));
        lastAnswer = at;
        time.at(at, lifetime, () -> {
            if (over == connection) {
                eventLoop.execute(() -> List.copyOf(channels.getOrDefault(channel, List.of()))
                        .forEach(listener -> listener.accept(message)));
            }
        });
        return true;
    }

    private long delay() {
        return time.jitter(MAX_DELAY_NANOS) + (time.nanos() < slowUntil ? slowBy : 0);
    }

    @Override
    public RedisKeys keys() {
        return new RedisKeys("roomscribe");
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public void onConnectionChange(Consumer<Boolean> listener) {
        listeners.add(listener);
    }

    @Override
    public Future<Response> send(Request request) {
        Promise<Response> answer = Promise.promise();
        List<String> command = parse(request);
        eventLoop.execute(() -> {
            if (!connected) {
                answer.fail(new RedisUnavailableException("Redis is not connected"));
                return;
            }
            pending.add(answer);
            int over = connection;
            boolean passes = time.nanos() >= frozenUntil || time.chance(0.5);
            long at = Math.max(lastArrival + 1, (passes ? time.nanos() : frozenUntil) + delay());
            lastArrival = at;
            // What has been sent arrives also if the sender ends.
            time.at(at, () -> arrive(command, over, answer));
        });
        return answer.future();
    }

    private void arrive(List<String> command, int over, Promise<Response> answer) {
        if (!redis.isRunning() || (over != connection && time.nanos() >= frozenUntil)) {
            return;
        }
        Future<Response> executed;
        try {
            executed = Future.succeededFuture(redis.execute(lifetime, command));
        } catch (RedisError error) {
            executed = Future.failedFuture(ErrorType.create(String.valueOf(error.getMessage())));
        }
        if (losesAnswer) {
            losesAnswer = false;
            disconnect();
            return;
        }
        Future<Response> result = executed;
        long at = Math.max(lastAnswer + 1, Math.max(frozenUntil, time.nanos() + delay()));
        lastAnswer = at;
        time.at(at, lifetime, () -> {
            if (over == connection && pending.remove(answer)) {
                eventLoop.execute(() -> result.onComplete(answer));
            }
        });
    }

    @Override
    public Future<Response> read(Request request) {
        return send(request);
    }

    @Override
    public Future<Void> subscribe(String channel, Consumer<String> listener) {
        Promise<Void> done = Promise.promise();
        eventLoop.execute(() -> {
            channels.computeIfAbsent(channel, unused -> new ArrayList<>()).add(listener);
            if (connected) {
                done.complete();
            } else {
                done.fail(new RedisUnavailableException("Redis is not connected"));
            }
        });
        return done.future();
    }

    @Override
    public void unsubscribe(String channel, Consumer<String> listener) {
        eventLoop.execute(() -> {
            List<Consumer<String>> left = channels.getOrDefault(channel, new ArrayList<>());
            left.remove(listener);
            if (left.isEmpty()) {
                channels.remove(channel);
            }
        });
    }

    @Override
    public void close() {
        redis.remove(this);
        connected = false;
    }

    /** Returns the name and the arguments of a command, which the client only shows in its encoded form. */
    private static List<String> parse(Request request) {
        byte[] encoded = request.toString().getBytes(StandardCharsets.UTF_8);
        List<String> words = new ArrayList<>();
        int at = lineEnd(encoded, 0);
        while (at < encoded.length) {
            int end = lineEnd(encoded, at);
            int length = Integer.parseInt(new String(encoded, at + 1, end - at - 3, StandardCharsets.US_ASCII));
            words.add(new String(encoded, end, length, StandardCharsets.UTF_8));
            at = end + length + 2;
        }
        return words;
    }

    /** Returns the position after the next end of a line. */
    private static int lineEnd(byte[] encoded, int from) {
        int at = from;
        while (encoded[at] != '\n') {
            at++;
        }
        return at + 1;
    }
}

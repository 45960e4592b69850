package dev.roomscribe.cluster.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The channels that this node subscribes to. Confined to the event loop of the connection.
 *
 * <p>Nothing else may be sent on the connection: the Vert.x client (4.5.27) takes a message that arrives before the answer
 * to a command for that answer. So probes are subscriptions, too, and their confirmation is the answer.
 */
final class Channels {
    private static final System.Logger LOG = System.getLogger(Channels.class.getName());
    private static final int MESSAGE_SIZE = 3;

    private final LinkConnection connection;
    private final Map<String, List<Consumer<String>>> listeners = new HashMap<>();
    private final Map<String, List<Promise<Void>>> unconfirmed = new HashMap<>();

    Channels(LinkConnection connection, String probeChannel) {
        this.connection = connection;
        connection.onConnection(this::restore);
        connection.probeWith(() -> subscribe(List.of(probeChannel)));
        connection.onMessage(this::receive);
        connection.onLost(this::failUnconfirmed);
    }

    Future<Void> add(String channel, Consumer<String> listener) {
        List<Consumer<String>> all = new ArrayList<>(listeners.getOrDefault(channel, List.of()));
        all.add(listener);
        listeners.put(channel, all);
        // Also if there is a listener, as its subscription may not be confirmed yet.
        return subscribe(List.of(channel));
    }

    void remove(String channel, Consumer<String> listener) {
        List<Consumer<String>> left = new ArrayList<>(listeners.getOrDefault(channel, List.of()));
        left.remove(listener);
        if (left.isEmpty()) {
            listeners.remove(channel);
            var unused = connection.sendNow(Request.cmd(Command.UNSUBSCRIBE).arg(channel));
        } else {
            listeners.put(channel, left);
        }
    }

    /** Subscribes to all channels on a new connection. */
    Future<Void> restore() {
        return listeners.isEmpty() ? Future.succeededFuture() : subscribe(List.copyOf(listeners.keySet()));
    }

    /** Completes when Redis has confirmed the last of these channels. */
    private Future<Void> subscribe(List<String> channels) {
        Request request = Request.cmd(Command.SUBSCRIBE);
        channels.forEach(request::arg);
        Promise<Void> confirmed = Promise.promise();
        String last = channels.get(channels.size() - 1);
        unconfirmed.computeIfAbsent(last, channel -> new ArrayList<>()).add(confirmed);
        connection.sendNow(request).onFailure(failure -> {
            confirmed.tryFail(failure);
            unconfirmed.computeIfPresent(last, (channel, all) -> {
                all.remove(confirmed);
                return all.isEmpty() ? null : all;
            });
        });
        return confirmed.future();
    }

    private void failUnconfirmed() {
        List<Promise<Void>> pending =
                unconfirmed.values().stream().flatMap(List::stream).toList();
        unconfirmed.clear();
        pending.forEach(promise -> promise.tryFail(new RedisUnavailableException("Redis is not connected")));
    }

    private void receive(Response message) {
        if ((message.type() != ResponseType.PUSH && message.type() != ResponseType.MULTI)
                || message.size() != MESSAGE_SIZE) {
            return;
        }
        String channel = String.valueOf(message.get(1));
        if ("subscribe".equals(message.get(0).toString())) {
            List<Promise<Void>> confirmed = unconfirmed.getOrDefault(channel, List.of());
            unconfirmed.remove(channel);
            confirmed.forEach(Promise::tryComplete);
        } else if ("message".equals(message.get(0).toString())) {
            String text = message.get(2).toString();
            listeners.getOrDefault(channel, List.of()).forEach(listener -> call(channel, listener, text));
        }
    }

    private static void call(String channel, Consumer<String> listener, String text) {
        try {
            listener.accept(text);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "A listener of channel " + channel + " failed", e);
        }
    }
}

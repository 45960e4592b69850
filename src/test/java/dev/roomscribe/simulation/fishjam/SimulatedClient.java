package dev.roomscribe.simulation.fishjam;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.fishjam.agent.AgentConnection;
import dev.roomscribe.fishjam.agent.AgentListener;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.fishjam.notification.NotificationFeed;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualEventLoop;
import dev.roomscribe.simulation.clock.VirtualExecutor;
import dev.roomscribe.simulation.clock.VirtualTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The client of a {@link SimulatedFishjam} in one process. Its futures complete on the caller's event loop. */
public final class SimulatedClient implements RoomClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final SimulatedFishjam fishjam;
    private final VirtualTime time;
    private final Lifetime lifetime;

    public SimulatedClient(SimulatedFishjam fishjam, VirtualTime time, Lifetime lifetime) {
        this.fishjam = fishjam;
        this.time = time;
        this.lifetime = lifetime;
    }

    /** Subscribes to the notifications; the previous subscriber of Fishjam no longer receives any. */
    public void subscribe(NotificationFeed.Subscriber subscriber, VirtualExecutor eventLoop) {
        fishjam.subscribe(lifetime, notification -> eventLoop.execute(() -> subscriber.onNotification(notification)));
        time.at(time.nanos() + fishjam.rest().nextNanos(), lifetime, () -> eventLoop.execute(subscriber::onSubscribed));
    }

    private <T> Future<T> call(String what, Supplier<T> effect, boolean answerIsLost) {
        VirtualExecutor caller = time.caller();
        Promise<T> promise = Promise.promise();
        boolean fails = fishjam.rest().isFailing();
        time.at(time.nanos() + fishjam.rest().nextNanos(), () -> {
            Runnable answer;
            long delay = fishjam.rest().nextNanos();
            if (fails) {
                answer = () -> promise.fail(new FishjamException(Reason.UNAVAILABLE, 503, what, null));
            } else {
                answer = answer(promise, effect);
                if (answerIsLost) {
                    delay = TIMEOUT.toNanos();
                    answer = () -> promise.fail(new FishjamException(Reason.NO_RESPONSE, what));
                }
            }
            Runnable delivered = answer;
            time.at(time.nanos() + delay, lifetime, () -> {
                if (caller == null) {
                    delivered.run();
                } else {
                    caller.execute(delivered);
                }
            });
        });
        return promise.future();
    }

    private static <T> Runnable answer(Promise<T> promise, Supplier<T> effect) {
        try {
            T result = effect.get();
            return () -> promise.complete(result);
        } catch (FishjamException failure) {
            return () -> promise.fail(failure);
        }
    }

    @Override
    public Future<Room> room(String roomId) {
        return call("Reading the room", fishjam::room, false);
    }

    @Override
    public Future<CreatedPeer> createAgent(String roomId, AgentOptions options) {
        boolean answerIsLost = fishjam.rest().losesAnswer();
        return call(
                        "Creating an agent",
                        () -> new CreatedPeer(fishjam.createAgent(lifetime, answerIsLost), "token", null),
                        answerIsLost)
                .map(created -> new CreatedPeer(created.peer(), created.peer().id(), null));
    }

    @Override
    public Future<Void> deletePeer(String roomId, String peerId) {
        return call(
                "Deleting a peer",
                () -> {
                    fishjam.delete(lifetime, peerId);
                    return null;
                },
                false);
    }

    @Override
    public Future<String> refreshToken(String roomId, String peerId) {
        return call("Refreshing a token", () -> peerId, false);
    }

    @Override
    public Future<Void> subscribeToPeer(String roomId, String subscriberId, String publisherId) {
        return call("Subscribing to a peer", () -> null, false);
    }

    @Override
    public Future<? extends AgentConnection> connectAgent(
            String token, @Nullable String peerWebsocketUrl, AgentListener listener) {
        if (!(time.caller() instanceof VirtualEventLoop eventLoop)) {
            throw new AssertionError("an agent is connected by another thread than an event loop");
        }
        Promise<SimulatedSocket> promise = Promise.promise();
        time.at(time.nanos() + time.jitter(Duration.ofMillis(60).toNanos()), lifetime, () -> {
            if (!fishjam.isReachable()) {
                eventLoop.execute(
                        () -> promise.fail(new FishjamException(Reason.NO_RESPONSE, "Opening the agent socket")));
            } else if (!fishjam.hasAgent(token)) {
                eventLoop.execute(() -> promise.fail(
                        new SocketRefusedException("agent socket", SocketClosed.byFishjam(1000, "peer not found"))));
            } else {
                SimulatedSocket socket = new SimulatedSocket(
                        time, lifetime, eventLoop, listener, fishjam, closed -> fishjam.disconnected(token, closed));
                fishjam.connected(token, socket);
                eventLoop.execute(() -> promise.complete(socket));
            }
        });
        return promise.future();
    }
}

package dev.roomscribe.simulation.fishjam;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.agent.AgentConnection;
import dev.roomscribe.fishjam.agent.AgentListener;
import dev.roomscribe.fishjam.agent.AgentTrack;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connection of an agent: delivers everything in order, but late while the network stalls. */
final class SimulatedSocket implements AgentConnection {
    private static final Duration PONG_INTERVAL = Duration.ofSeconds(1);
    private static final long MAX_PING_NANOS = Duration.ofMillis(40).toNanos();
    private static final long MAX_PONG_NANOS = 1_000_000_000;

    private final VirtualTime time;
    private final Lifetime lifetime;
    private final Executor eventLoop;
    private final AgentListener listener;
    private final SimulatedFishjam fishjam;
    private final NetworkDelay delay;
    private final Consumer<SimulatedSocket> onClosed;
    /** What was lost since the connection broke. */
    private final List<SentChunk> lost = new ArrayList<>();

    private final List<Promise<Void>> pings = new ArrayList<>();

    private long lastReceivedNanos;
    /** How long the last message that was received took. */
    private long lastDelayNanos;

    private boolean open = true;
    private boolean closed;
    private boolean closedByService;

    SimulatedSocket(
            VirtualTime time,
            Lifetime lifetime,
            Executor eventLoop,
            AgentListener listener,
            SimulatedFishjam fishjam,
            Consumer<SimulatedSocket> onClosed) {
        this.time = time;
        this.lifetime = lifetime;
        this.eventLoop = eventLoop;
        this.listener = listener;
        this.fishjam = fishjam;
        delay = fishjam.delay();
        this.onClosed = onClosed;
        lastReceivedNanos = time.nanos();
        pong();
    }

    private void pong() {
        time.at(time.nanos() + PONG_INTERVAL.toNanos(), lifetime, () -> {
            if (open) {
                deliver(() -> {});
                pong();
            }
        });
    }

    /** Sends a chunk to the service; returns false if the connection is broken and the service knows it. */
    boolean send(SentChunk chunk) {
        if (closed || lifetime.isEnded()) {
            return false;
        }
        if (!open) {
            lost(chunk);
            return true;
        }
        deliver(
                () -> {
                    long now = time.nanos();
                    if (fishjam.isInCharge(lifetime)) {
                        chunk.words().forEach(word -> word.delivered(now));
                        chunk.person().arrivals().add(chunk.arrivedAt(now));
                    }
                    listener.onAudio(new AudioChunk(
                            chunk.person().peerId(), chunk.person().trackId(), "null", chunk.pcm(), now));
                },
                chunk);
        return true;
    }

    private void deliver(Runnable message) {
        deliver(message, null);
    }

    private void deliver(Runnable message, @Nullable SentChunk chunk) {
        long sentNanos = time.nanos();
        // What is on the way when the process ends is lost without the help of the process.
        time.at(delay.deliveryOf(sentNanos), () -> {
            if (!open || lifetime.isEnded()) {
                lost(chunk);
            } else {
                eventLoop.execute(() -> {
                    if (closed) {
                        lost(chunk);
                    } else {
                        lastReceivedNanos = time.nanos();
                        lastDelayNanos = lastReceivedNanos - sentNanos;
                        message.run();
                    }
                });
            }
        });
    }

    /** What is lost counts once the service knows that the connection was lost. */
    private void lost(@Nullable SentChunk chunk) {
        if (chunk != null && fishjam.isInCharge(lifetime)) {
            if (!isPlaceKnown(chunk)) {
                chunk.words().forEach(SpokenWord::placeUnknown);
            }
            lost.add(chunk);
            countLost();
        }
    }

    /**
     * Returns whether what was received tells where the missing audio begins: the last message was not late, or it is known
     * how late it was, because the person was sending since before the delay.
     */
    private boolean isPlaceKnown(SentChunk chunk) {
        return !delay.isLate(lastDelayNanos)
                || SimulatedFishjam.arrivalsOf(chunk.person(), delay).continues(chunk, lastReceivedNanos);
    }

    /**
     * What was sent before the last message that the service received does not count: the service cannot know that it was
     * on its way, and not omitted.
     */
    private void countLost() {
        if (closed && !closedByService) {
            lost.stream()
                    .filter(chunk -> chunk.endNanos() > lastReceivedNanos)
                    .forEach(chunk -> chunk.lostByConnection(time.nanos()));
            lost.clear();
        }
    }

    /** Breaks the connection: what is on the way is lost, and the service notices it after a while. */
    void drop(SocketClosed reason, Duration noticedAfter) {
        if (open) {
            open = false;
            time.at(
                    time.nanos() + noticedAfter.toNanos(),
                    lifetime,
                    () -> eventLoop.execute(() -> notifyClosed(reason)));
        }
    }

    private void notifyClosed(SocketClosed reason) {
        if (!closed) {
            closed = true;
            countLost();
            List.copyOf(pings).forEach(ping -> ping.tryFail("closed"));
            onClosed.accept(this);
            listener.onClosed(reason);
        }
    }

    @Override
    public long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    @Override
    public Future<Void> ping() {
        Promise<Void> ping = Promise.promise();
        if (closed) {
            ping.fail("closed");
        } else {
            pings.add(ping);
            time.at(
                    time.nanos() + time.jitter(MAX_PING_NANOS),
                    lifetime,
                    () -> deliver(() -> {
                        pings.remove(ping);
                        ping.complete();
                    }));
        }
        return ping.future();
    }

    @Override
    public OptionalLong stalledSinceNanos() {
        boolean stalled = time.nanos() - lastReceivedNanos > PONG_INTERVAL.toNanos() + MAX_PONG_NANOS;
        return stalled ? OptionalLong.of(lastReceivedNanos) : OptionalLong.empty();
    }

    Lifetime process() {
        return lifetime;
    }

    @Override
    public Future<AgentTrack> publish(int sampleRate, JsonNode metadata) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        eventLoop.execute(() -> {
            open = false;
            closedByService |= !closed;
            notifyClosed(SocketClosed.closedByClient());
            done.complete();
        });
        return done.future();
    }
}

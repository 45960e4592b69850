package dev.roomscribe.fishjam.embedded;

import static dev.roomscribe.fishjam.Futures.get;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.agent.AgentListener;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.embedded.media.AudioScheduler;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Measures the jitter that a {@link LoadTarget} adds: it connects one agent to every room and reports, for each track,
 * the delay of every chunk relative to the least delayed one. Not a test; {@code docs/load.md} describes how to run it.
 */
public final class LoadProbe {
    private static final double NANOS_PER_SECOND = 1e9;

    private LoadProbe() {}

    /**
     * Measures, prints the result and exits.
     *
     * @param args URL, token, process id of the target, seconds to measure (20), seconds to warm up before (10)
     */
    public static void main(String[] args) {
        int status = 1;
        try {
            measure(args);
            status = 0;
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            System.err.println("The probe failed: " + e);
        }
        // Otherwise the event loops would keep a failed probe running.
        System.exit(status);
    }

    private static void measure(String[] args) throws InterruptedException {
        String url = args[0];
        String token = args[1];
        ProcessHandle target = ProcessHandle.of(Long.parseLong(args[2])).orElseThrow();
        long measureSeconds = args.length > 3 ? Long.parseLong(args[3]) : 20;
        long warmUpSeconds = args.length > 4 ? Long.parseLong(args[4]) : 10;
        Vertx vertx = Vertx.vertx();
        FishjamClient client = new FishjamClient(vertx, FishjamAddress.of(url), token, FishjamOptions.defaults());
        AtomicInteger closed = new AtomicInteger();
        List<ArrivalListener> listeners = new ArrayList<>();
        for (Room room : get(client.rooms())) {
            ArrivalListener listener = new ArrivalListener(closed);
            CreatedPeer agent = get(client.createAgent(room.id(), AgentOptions.autoSubscribe()));
            var unused = get(client.connectAgent(agent.token(), agent.peerWebsocketUrl(), listener));
            listeners.add(listener);
        }
        TimeUnit.SECONDS.sleep(warmUpSeconds);
        Usage before = Usage.now(target);
        TimeUnit.SECONDS.sleep(measureSeconds);
        Usage after = Usage.now(target);
        report(listeners, before, after, closed.get());
    }

    private static void report(List<ArrivalListener> listeners, Usage before, Usage after, int closed) {
        double seconds = (after.nanos() - before.nanos()) / NANOS_PER_SECOND;
        List<long[]> delays = listeners.stream()
                .flatMap(listener -> listener.delays(before.nanos(), after.nanos()).stream())
                .toList();
        long[] all = delays.stream().flatMapToLong(LongStream::of).sorted().toArray();
        print(
                "%d agents, %d tracks, %.0f messages/s over %.1f s, %d sockets lost",
                listeners.size(), delays.size(), all.length / seconds, seconds, closed);
        print(
                "added jitter in ms: p50 %.2f, p95 %.2f, p99 %.2f, max %.2f",
                at(all, 0.5), at(all, 0.95), at(all, 0.99), at(all, 1));
        long[] worst = delays.stream()
                .mapToLong(track -> {
                    Arrays.sort(track);
                    return track[(int) (0.99 * (track.length - 1))];
                })
                .sorted()
                .toArray();
        print("p99 of the worst track: %.2f ms", at(worst, 1));
        print(
                "CPU: target %.2f cores, probe %.2f cores, load average %.1f",
                (after.target().toNanos() - before.target().toNanos()) / NANOS_PER_SECOND / seconds,
                (after.probe().toNanos() - before.probe().toNanos()) / NANOS_PER_SECOND / seconds,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static double at(long[] sorted, double quantile) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (quantile * (sorted.length - 1))] / 1e6;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private record Usage(long nanos, Duration target, Duration probe) {
        static Usage now(ProcessHandle target) {
            return new Usage(
                    System.nanoTime(),
                    target.info().totalCpuDuration().orElse(Duration.ZERO),
                    ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
        }
    }

    /** Records the arrival times of each track's chunks. */
    private static final class ArrivalListener implements AgentListener {
        private final Map<String, ArrivalTimes> tracks = new HashMap<>();
        private final AtomicInteger closed;

        ArrivalListener(AtomicInteger closed) {
            this.closed = closed;
        }

        @Override
        public synchronized void onAudio(AudioChunk chunk) {
            tracks.computeIfAbsent(chunk.trackId(), id -> new ArrivalTimes()).add(chunk.arrivedNanos());
        }

        @Override
        public void onClosed(SocketClosed reason) {
            closed.incrementAndGet();
        }

        synchronized Collection<long[]> delays(long fromNanos, long toNanos) {
            return tracks.values().stream()
                    .map(arrivals -> arrivals.delays(fromNanos, toNanos))
                    .filter(track -> track.length > 0)
                    .toList();
        }
    }

    private static final class ArrivalTimes {
        private long[] nanos = new long[4_096];
        private int count;

        void add(long arrivedNanos) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = arrivedNanos;
        }

        /** Returns the delays of the chunks in an interval, relative to the least delayed one. */
        long[] delays(long fromNanos, long toNanos) {
            long[] offsets = IntStream.range(0, count)
                    .filter(i -> nanos[i] - fromNanos >= 0 && nanos[i] - toNanos < 0)
                    .mapToLong(i -> nanos[i] - nanos[0] - i * AudioScheduler.CHUNK_NANOS)
                    .toArray();
            long least = LongStream.of(offsets).min().orElse(0);
            return LongStream.of(offsets).map(offset -> offset - least).toArray();
        }
    }
}

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
 * Measures the jitter that a {@link LoadTarget} adds, from outside: one agent in every room, and for each track how much
 * later than its most punctual chunk each other one came. Not a test; {@code docs/load.md} says how to run it.
 */
public final class LoadProbe {
    private static final double NANOS_PER_SECOND = 1e9;

    private LoadProbe() {}

    /**
     * Measures, prints and ends.
     *
     * @param args URL, token, process id of the target, seconds to measure, seconds to warm up before
     */
    public static void main(String[] args) {
        int status = 1;
        try {
            measure(args);
            status = 0;
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            System.err.println("The probe failed: " + e);
        }
        // Otherwise the event loops would keep a probe alive that failed, and have it listen for ever.
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
        List<Ear> ears = new ArrayList<>();
        for (Room room : get(client.rooms())) {
            Ear ear = new Ear(closed);
            CreatedPeer agent = get(client.createAgent(room.id(), AgentOptions.autoSubscribe()));
            var unused = get(client.connectAgent(agent.token(), agent.peerWebsocketUrl(), ear));
            ears.add(ear);
        }
        TimeUnit.SECONDS.sleep(warmUpSeconds);
        Usage before = Usage.now(target);
        TimeUnit.SECONDS.sleep(measureSeconds);
        Usage after = Usage.now(target);
        report(ears, before, after, closed.get());
    }

    private static void report(List<Ear> ears, Usage before, Usage after, int closed) {
        double seconds = (after.nanos() - before.nanos()) / NANOS_PER_SECOND;
        List<long[]> late = ears.stream()
                .flatMap(ear -> ear.lateness(before.nanos(), after.nanos()).stream())
                .toList();
        long[] all = late.stream().flatMapToLong(LongStream::of).sorted().toArray();
        say(
                "%d agents, %d tracks, %.0f messages/s over %.1f s, %d sockets lost",
                ears.size(), late.size(), all.length / seconds, seconds, closed);
        say(
                "added jitter in ms: p50 %.2f, p95 %.2f, p99 %.2f, max %.2f",
                at(all, 0.5), at(all, 0.95), at(all, 0.99), at(all, 1));
        long[] worst = late.stream()
                .mapToLong(track -> {
                    Arrays.sort(track);
                    return track[(int) (0.99 * (track.length - 1))];
                })
                .sorted()
                .toArray();
        say("p99 of the worst track: %.2f ms", at(worst, 1));
        say(
                "CPU: target %.2f cores, probe %.2f cores, load average %.1f",
                (after.target().toNanos() - before.target().toNanos()) / NANOS_PER_SECOND / seconds,
                (after.probe().toNanos() - before.probe().toNanos()) / NANOS_PER_SECOND / seconds,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static double at(long[] sorted, double quantile) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (quantile * (sorted.length - 1))] / 1e6;
    }

    private static void say(String format, Object... values) {
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

    /** Notes when each track's chunks came. */
    private static final class Ear implements AgentListener {
        private final Map<String, Arrivals> tracks = new HashMap<>();
        private final AtomicInteger closed;

        Ear(AtomicInteger closed) {
            this.closed = closed;
        }

        @Override
        public synchronized void onAudio(AudioChunk chunk) {
            tracks.computeIfAbsent(chunk.trackId(), id -> new Arrivals()).add(chunk.arrivedNanos());
        }

        @Override
        public void onClosed(SocketClosed reason) {
            closed.incrementAndGet();
        }

        synchronized Collection<long[]> lateness(long fromNanos, long toNanos) {
            return tracks.values().stream()
                    .map(arrivals -> arrivals.lateness(fromNanos, toNanos))
                    .filter(late -> late.length > 0)
                    .toList();
        }
    }

    private static final class Arrivals {
        private long[] nanos = new long[4_096];
        private int count;

        void add(long arrivedNanos) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = arrivedNanos;
        }

        /** Returns how late each chunk of a time was, if the one that was least late was in time. */
        long[] lateness(long fromNanos, long toNanos) {
            long[] offsets = IntStream.range(0, count)
                    .filter(i -> nanos[i] - fromNanos >= 0 && nanos[i] - toNanos < 0)
                    .mapToLong(i -> nanos[i] - nanos[0] - i * Microphone.CHUNK_NANOS)
                    .toArray();
            long least = LongStream.of(offsets).min().orElse(0);
            return LongStream.of(offsets).map(offset -> offset - least).toArray();
        }
    }
}

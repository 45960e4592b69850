package dev.roomscribe.bench;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.SpeechGate;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.pool.DecodingPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures the memory of a stream and its growth: the resident memory of the worker processes, which hold most of it, and
 * the live heap of this process.
 */
final class Memory implements Benchmarks.Benchmark {
    private static final int STREAMS = 100;
    private static final int HOURS = 8;
    private static final int SAMPLES_PER_HOUR = 3_600 * Audio.RATE;
    private static final double MB = 1 << 20;

    @Override
    public void run() throws IOException {
        perStream();
        growth();
    }

    private static void perStream() throws IOException {
        try (DecodingPool pool = Pools.pool(Pools.workers(1), Pools.CORES)) {
            double before = workersMb();
            double heapBefore = heapMb();
            List<SpeechStream> streams = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                SpeechStream stream = pool.open(new StreamOptions(true, true), new Pools.StrictListener());
                Pools.pushAll(stream, Audio.BOB);
                Pools.awaitDecoded(stream);
                streams.add(stream);
            }
            System.out.printf(
                    Locale.ROOT,
                    "A stream takes %.2f MB of its worker and %.2f MB of the service's heap (%d streams of %.0f s each).%n%n",
                    (workersMb() - before) / STREAMS,
                    (heapMb() - heapBefore) / STREAMS,
                    STREAMS,
                    Audio.seconds(Audio.BOB));
            streams.forEach(stream -> Pools.close(stream, EndReason.TRACK_ENDED));
        }
    }

    private static void growth() throws IOException {
        System.out.printf("| hours of two talkers | workers (MB) | heap (MB) |%n|---|---|---|%n");
        try (DecodingPool pool = Pools.pool(Pools.workers(1), Pools.CORES)) {
            List<SpeechStream> streams = new ArrayList<>();
            List<SpeechGate> gates = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                streams.add(pool.open(new StreamOptions(true, false), new Pools.StrictListener()));
                gates.add(new SpeechGate(GateOptions.defaults()));
            }
            List<Double> workers = new ArrayList<>();
            List<Double> heaps = new ArrayList<>();
            for (long sample = 0; sample < (long) HOURS * SAMPLES_PER_HOUR; sample += Audio.CHUNK) {
                gates.get(0).push(Audio.chunk(Audio.ALICE, sample), new Pools.GateSink(streams.get(0)));
                gates.get(1).push(Audio.chunk(Audio.BOB, sample), new Pools.GateSink(streams.get(1)));
                if (sample % (60L * Audio.RATE) == 0) {
                    streams.forEach(Pools::awaitDecoded);
                }
                if ((sample + Audio.CHUNK) % SAMPLES_PER_HOUR == 0) {
                    workers.add(workersMb());
                    heaps.add(heapMb());
                    System.out.printf(
                            Locale.ROOT,
                            "| %d | %.1f | %.1f |%n",
                            workers.size(),
                            workers.get(workers.size() - 1),
                            heaps.get(heaps.size() - 1));
                }
            }
            streams.forEach(stream -> Pools.close(stream, EndReason.TRACK_ENDED));
            System.out.printf(
                    Locale.ROOT,
                    "%nFrom the second hour on, by least squares: workers %+.2f MB/h, heap %+.2f MB/h.%n",
                    slope(workers.subList(1, workers.size())),
                    slope(heaps.subList(1, heaps.size())));
        }
    }

    private static double slope(List<Double> hourly) {
        double meanHour = (hourly.size() - 1) / 2.0;
        double mean = hourly.stream().mapToDouble(value -> value).average().orElse(0);
        double covariance = 0;
        double variance = 0;
        for (int hour = 0; hour < hourly.size(); hour++) {
            covariance += (hour - meanHour) * (hourly.get(hour) - mean);
            variance += (hour - meanHour) * (hour - meanHour);
        }
        return covariance / variance;
    }

    private static double workersMb() throws IOException {
        double sum = 0;
        for (ProcessHandle worker : ProcessHandle.current().children().toList()) {
            sum += Files.readAllLines(Path.of("/proc", Long.toString(worker.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .sum();
        }
        return sum;
    }

    private static double heapMb() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / MB;
    }
}

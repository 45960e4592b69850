package dev.roomscribe.bench;

import dev.roomscribe.support.RoomscribeProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the time from the start of the packaged service until it is ready: the model tested, the workers running, the
 * ports open. On a JVM that supports it, also with an ahead-of-time cache of an earlier start, as the image has one.
 */
final class Startup implements Benchmarks.Benchmark {
    private static final int ROUNDS = 7;
    private static final int FIRST_VERSION_WITH_CACHE = 25;
    private static final Path CACHE = Path.of("target/roomscribe.aot");
    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

    @Override
    public void run() throws IOException, InterruptedException {
        System.out.printf("| Java %s | s to ready, median | least | most |%n|---|---|---|---|%n", Runtime.version());
        measure("without a cache", NATIVE);
        if (Runtime.version().feature() >= FIRST_VERSION_WITH_CACHE) {
            Files.deleteIfExists(CACHE);
            secondsToReady(NATIVE, "-XX:AOTCacheOutput=" + CACHE);
            measure("with a cache", NATIVE, "-XX:AOTCache=" + CACHE);
        }
    }

    private static void measure(String configuration, String... options) throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            seconds.add(secondsToReady(options));
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.2f |%n",
                configuration,
                Measurement.percentile(seconds, 0.5),
                Measurement.percentile(seconds, 0),
                Measurement.percentile(seconds, 1));
    }

    private static double secondsToReady(String... options) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        long start = System.nanoTime();
        // The service connects to Fishjam only when a room is transcribed, so this one need not exist.
        Map<String, String> unusedFishjam =
                Map.of("FISHJAM_ID", "http://127.0.0.1:9", "FISHJAM_MANAGEMENT_TOKEN", "unused-token");
        try (RoomscribeProcess service = RoomscribeProcess.start(unusedFishjam, options)) {
            HttpRequest ready = HttpRequest.newBuilder(service.management().resolve("/q/health/ready"))
                    .build();
            while (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
                Thread.sleep(20);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            // The JVM writes the cache on an orderly exit.
            service.terminate();
            service.awaitExit(Duration.ofMinutes(1));
            return seconds;
        }
    }
}

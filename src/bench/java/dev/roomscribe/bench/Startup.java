package dev.roomscribe.bench;

import dev.roomscribe.support.RoomscribeProcess;
import java.io.IOException;
import java.net.URI;
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
 * From the start of the packaged service to ready: the model tried, the workers up, the ports open. With a cache of what
 * the JVM found out at a first start, as the image has one, where this JVM can.
 */
final class Startup implements Benchmarks.Benchmark {
    private static final int ROUNDS = 7;
    private static final int FIRST_WITH_CACHES = 25;
    private static final Path CACHE = Path.of("target/roomscribe.aot");
    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

    @Override
    public void run() throws IOException, InterruptedException {
        System.out.printf("| Java %s | s to ready, median | least | most |%n|---|---|---|---|%n", Runtime.version());
        measure("as it is", NATIVE);
        if (Runtime.version().feature() >= FIRST_WITH_CACHES) {
            Files.deleteIfExists(CACHE);
            secondsToReady(NATIVE, "-XX:AOTCacheOutput=" + CACHE);
            measure("with the cache", NATIVE, "-XX:AOTCache=" + CACHE);
        }
    }

    private static void measure(String how, String... options) throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            seconds.add(secondsToReady(options));
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.2f |%n",
                how,
                Setup.percentile(seconds, 0.5),
                Setup.percentile(seconds, 0),
                Setup.percentile(seconds, 1));
    }

    private static double secondsToReady(String... options) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        long start = System.nanoTime();
        // It looks for its Fishjam when a room is to be joined.
        Map<String, String> elsewhere =
                Map.of("FISHJAM_ID", "http://127.0.0.1:9", "FISHJAM_MANAGEMENT_TOKEN", "a-token-of-no-fishjam");
        try (RoomscribeProcess service = RoomscribeProcess.start(elsewhere, options)) {
            HttpRequest ready = HttpRequest.newBuilder(URI.create(service.url() + "/q/health/ready"))
                    .build();
            while (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
                Thread.sleep(20);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            // In good order: that is when a cache is written.
            service.terminate();
            service.awaitExit(Duration.ofMinutes(1));
            return seconds;
        }
    }
}

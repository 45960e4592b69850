package dev.roomscribe.bench;

import dev.roomscribe.support.RoomscribeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** From the start of the packaged service to ready: the model tried, the workers up, the ports open. */
final class Startup implements Benchmarks.Benchmark {
    private static final int ROUNDS = 5;

    @Override
    public void run() throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        HttpClient http = HttpClient.newHttpClient();
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            try (RoomscribeProcess service = RoomscribeProcess.start(Map.of(), "-Droomscribe.fishjam.embedded=true")) {
                HttpRequest ready = HttpRequest.newBuilder(URI.create(service.url() + "/q/health/ready"))
                        .build();
                while (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
                    Thread.sleep(20);
                }
                seconds.add((System.nanoTime() - start) / 1e9);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "Ready after %.2f s (median of %d starts; %.2f to %.2f s).%n",
                Setup.percentile(seconds, 0.5),
                ROUNDS,
                Setup.percentile(seconds, 0),
                Setup.percentile(seconds, 1));
    }
}

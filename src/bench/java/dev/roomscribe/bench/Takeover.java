package dev.roomscribe.bench;

import dev.roomscribe.ClusterConversation;
import dev.roomscribe.support.Cluster;
import dev.roomscribe.support.ClusterNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how long a room is without a session when its node fails: three packaged services, one Redis, one conversation that
 * goes on through all failures. Afterwards, each word of it must be in one final or in a gap. {@code -Dtakeover.rounds} sets how
 * often the owner fails, 20 times by default; with {@code -Dtakeover.kill=true} it is always killed.
 */
final class Takeover implements Benchmarks.Benchmark {
    private static final int ROUNDS = Integer.getInteger("takeover.rounds", 20);
    private static final boolean KILL = Boolean.getBoolean("takeover.kill");

    /** How the owner fails. */
    private enum Failure {
        KILL("killed"),
        STOP("stopped, and continued after the takeover"),
        HOLD("without a network to Redis, restored after the takeover");

        private final String label;

        Failure(String label) {
            this.label = label;
        }

        void begin(ClusterNode owner) {
            switch (this) {
                case KILL -> owner.kill();
                case STOP -> owner.pause();
                case HOLD -> owner.redis().hold();
            }
        }

        void end(ClusterNode owner) {
            switch (this) {
                case KILL -> {
                    owner.start();
                    owner.awaitStart();
                }
                case STOP -> owner.resume();
                case HOLD -> owner.redis().restore();
            }
        }
    }

    @Override
    public void run() throws IOException {
        Path directory = Files.createTempDirectory("roomscribe-takeover");
        Map<Failure, List<Double>> seconds = new EnumMap<>(Failure.class);
        String[] reasons = new String[ROUNDS];
        Arrays.fill(reasons, "service_crashed");
        try (Cluster cluster = Cluster.start(directory, Map.of());
                ClusterConversation talk = new ClusterConversation(
                        cluster, "takeover", cluster.nodes().get(0))) {
            for (int round = 0; round < ROUNDS; round++) {
                Failure failure = KILL ? Failure.KILL : Failure.values()[round % Failure.values().length];
                ClusterNode owner = talk.owner();
                List<ClusterNode> others = cluster.others(owner);
                talk.awaitSpeech(others.get(0));
                long failedAt = System.nanoTime();
                failure.begin(owner);
                Duration taken = talk.awaitResumption(round + 1, others, failedAt);
                seconds.computeIfAbsent(failure, key -> new ArrayList<>()).add(taken.toNanos() / 1e9);
                failure.end(owner);
            }
            print(seconds);
            ClusterNode exit = cluster.nodes().get(0);
            try {
                talk.stop(exit, reasons);
            } finally {
                printWords(talk.timeErrors(exit));
            }
        }
    }

    private static void printWords(List<Double> errors) {
        List<Double> millis =
                errors.stream().map(error -> Math.abs(error) * 1000).toList();
        System.out.printf(
                Locale.ROOT,
                "%n%d words in finals; their times are off by, in ms: p50 %.0f, p99 %.0f, at most %.0f%n",
                millis.size(),
                Measurement.percentile(millis, 0.5),
                Measurement.percentile(millis, 0.99),
                Measurement.percentile(millis, 1));
    }

    private static void print(Map<Failure, List<Double>> seconds) {
        System.out.println("| owner | times | s until continued, p50 | p95 | max |");
        System.out.println("|---|---|---|---|---|");
        seconds.forEach((failure, values) -> print(failure.label, values));
        print("all", seconds.values().stream().flatMap(List::stream).toList());
    }

    private static void print(String label, List<Double> seconds) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.2f | %.2f | %.2f |%n",
                label,
                seconds.size(),
                Measurement.percentile(seconds, 0.5),
                Measurement.percentile(seconds, 0.95),
                Measurement.percentile(seconds, 1));
    }
}

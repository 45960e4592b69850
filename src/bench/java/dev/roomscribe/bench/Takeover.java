package dev.roomscribe.bench;

import dev.roomscribe.ClusterConversation;
import dev.roomscribe.support.Cluster;
import dev.roomscribe.support.ClusterNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Measures how long a room is without a session when its node fails: three packaged services, one Redis, one conversation that
 * goes on through all failures. Afterwards, each word of it must be in one final or in a gap. {@code -Dtakeover.rounds} sets how
 * often the owner fails, 20 times by default, and {@code -Dtakeover.minutes} after how long no further failure begins; with {@code
 * -Dtakeover.kill=true} it is always killed.
 */
final class Takeover implements Benchmarks.Benchmark {
    private static final int ROUNDS = Integer.getInteger("takeover.rounds", 20);
    private static final long MINUTES = Long.getLong("takeover.minutes", Long.MAX_VALUE);
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
                case KILL -> owner.start();
                case STOP -> owner.resume();
                case HOLD -> owner.redis().restore();
            }
        }
    }

    @Override
    public void run() throws IOException {
        Path directory = Files.createTempDirectory("roomscribe-takeover");
        Map<Failure, List<Double>> seconds = new EnumMap<>(Failure.class);
        long begin = System.nanoTime();
        int rounds = 0;
        try (Cluster cluster = Cluster.start(directory, Map.of());
                ClusterConversation talk = new ClusterConversation(
                        cluster, "takeover", cluster.nodes().get(0))) {
            while (rounds < ROUNDS && TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - begin) < MINUTES) {
                Failure failure = KILL ? Failure.KILL : Failure.values()[rounds % Failure.values().length];
                cluster.nodes().forEach(ClusterNode::awaitStart);
                ClusterNode owner = talkingOwner(cluster, talk);
                List<ClusterNode> others = cluster.others(owner);
                int resumptions = talk.resumptions();
                long failedAt = System.nanoTime();
                failure.begin(owner);
                Duration taken;
                try {
                    taken = talk.awaitResumption(resumptions + 1, others, failedAt);
                } catch (ConditionTimeoutException e) {
                    talk.print();
                    throw e;
                }
                rounds++;
                seconds.computeIfAbsent(failure, key -> new ArrayList<>()).add(taken.toNanos() / 1e9);
                failure.end(owner);
            }
            print(seconds);
            ClusterNode exit = cluster.nodes().get(0);
            int resumptions = talk.resumptions();
            System.out.println("Takeovers of nodes that were only not scheduled in time: " + (resumptions - rounds));
            try {
                talk.stop(
                        exit,
                        Collections.nCopies(resumptions, "service_crashed").toArray(String[]::new));
            } finally {
                printWords(talk.timeErrors(exit));
            }
        }
    }

    /** Waits until a person talks, and returns the owner, which may change meanwhile on a busy machine. */
    private static ClusterNode talkingOwner(Cluster cluster, ClusterConversation talk) {
        ClusterNode owner;
        do {
            talk.resumptions();
            owner = talk.owner();
            talk.awaitSpeech(cluster.others(owner).get(0));
        } while (owner != talk.owner());
        return owner;
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

package dev.roomscribe.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the benchmarks of {@code docs/benchmarks.md}; each prints a table. */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * Runs benchmarks one after the other.
     *
     * @param args names, separated by commas or spaces; none for all
     */
    public static void main(String[] args) throws Exception {
        Map<String, Benchmark> all = new LinkedHashMap<>();
        all.put("authentication", new Authentication());
        all.put("capacity", new Capacity());
        all.put("cluster", new ClusterEvents());
        all.put("cost", new Cost());
        all.put("latency", new Latency());
        all.put("meetings", new Meetings());
        all.put("memory", new Memory());
        all.put("search", new Search());
        all.put("startup", new Startup());
        all.put("subscribers", new Subscribers());
        all.put("takeover", new Takeover());
        List<String> names = List.of(String.join(" ", args).strip().split("[ ,]+")).stream()
                .filter(name -> !name.isEmpty())
                .toList();
        if (!all.keySet().containsAll(names)) {
            throw new IllegalArgumentException("Unknown benchmark in " + names + "; known are " + all.keySet());
        }
        for (Map.Entry<String, Benchmark> entry : all.entrySet()) {
            if (names.isEmpty() || names.contains(entry.getKey())) {
                System.out.printf("%n## %s%n%n", entry.getKey());
                entry.getValue().run();
            }
        }
    }

    /** Measures and prints a table. */
    interface Benchmark {
        void run() throws Exception;
    }
}

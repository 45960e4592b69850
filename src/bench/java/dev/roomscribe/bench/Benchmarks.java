package dev.roomscribe.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every measurement of {@code docs/benchmarks.md}, each printed as a table of its own. Takes the names of those wanted; all
 * of them without any.
 */
public final class Benchmarks {
    private Benchmarks() {}

    /** Runs them, one after the other. */
    public static void main(String[] wanted) throws Exception {
        Map<String, Benchmark> all = new LinkedHashMap<>();
        all.put("cost", new Cost());
        all.put("latency", new Latency());
        all.put("meetings", new Meetings());
        all.put("memory", new Memory());
        all.put("startup", new Startup());
        all.put("subscribers", new Subscribers());
        List<String> names = List.of(String.join(" ", wanted).strip().split("[ ,]+")).stream()
                .filter(name -> !name.isEmpty())
                .toList();
        if (!all.keySet().containsAll(names)) {
            throw new IllegalArgumentException("There are " + all.keySet() + ", not all of " + names);
        }
        for (Map.Entry<String, Benchmark> one : all.entrySet()) {
            if (names.isEmpty() || names.contains(one.getKey())) {
                System.out.printf("%n## %s%n%n", one.getKey());
                one.getValue().run();
            }
        }
    }

    /** One measurement. */
    interface Benchmark {
        void run() throws Exception;
    }
}

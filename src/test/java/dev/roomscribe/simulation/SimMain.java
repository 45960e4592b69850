package dev.roomscribe.simulation;

import dev.roomscribe.simulation.check.TimeErrors;
import dev.roomscribe.simulation.clock.LoggedErrors;
import java.util.*;
import java.util.stream.*;

class SimMain {
    public static void main(String[] a) throws Exception {
        int n = Integer.parseInt(a[0]);
        long base = a.length > 1 ? Long.parseLong(a[1]) : 1;
        boolean one = a.length > 2;
        Simulation.DUMP = one && a[2].equals("v");
        LoggedErrors log = new LoggedErrors(one && a[2].equals("v"));
        TimeErrors errors = new TimeErrors();
        Map<String, Integer> kinds = new TreeMap<>();
        Map<String, Long> ex = new TreeMap<>();
        Simulation.STATS = new TreeMap<>();
        long t0 = System.nanoTime();
        int failed = 0;
        for (int i = 0; i < n; i++) {
            Schedule s = Schedules.of(base + i);
            List<String> v;
            try {
                v = Simulation.run(s, errors);
            } catch (Throwable t) {
                java.io.StringWriter w = new java.io.StringWriter();
                t.printStackTrace(new java.io.PrintWriter(w));
                v = List.of("EXCEPTION " + w);
            }
            if (!v.isEmpty()) {
                failed++;
                if (a.length > 2 && a[2].equals("f")) {
                    System.out.println("FAILS after " + (i + 1) + " schedules, seed " + (base + i));
                    v.stream()
                            .limit(4)
                            .forEach(x -> System.out.println("   " + x.substring(0, Math.min(260, x.length()))));
                    System.exit(1);
                }
                Set<String> ks = new TreeSet<>();
                for (String x : v) {
                    ks.add(x.replaceAll("(peer-p|agent-|track-p|w)\\d+", "$1N")
                            .replaceAll("[A-Z0-9]{26}(-\\d+)?", "ID")
                            .replaceAll("[-+]?\\d+(\\.\\d+)?", "#")
                            .replaceAll("StreamGap\\[.*?reason=", "StreamGap[reason=")
                            .replaceAll("\\{\"type\":\"([a-z.]+)\".*", "{$1")
                            .replaceAll("FinalTranscript.*", "FinalT")
                            .replaceAll("\\(.*?delivered\\), said at.*, is", "...")
                            .split("\n")[0]);
                }
                for (String k : ks) {
                    k = k.substring(0, Math.min(150, k.length()));
                    kinds.merge(k, 1, Integer::sum);
                    ex.putIfAbsent(k, base + i);
                }
                if (one) {
                    System.out.println(s);
                    v.forEach(System.out::println);
                    if (a[2].equals("s")) {
                        Schedule m = Shrinker.shrink(s, o -> {
                            try {
                                return !Simulation.run(o, new TimeErrors()).isEmpty();
                            } catch (Throwable t) {
                                return true;
                            }
                        });
                        System.out.println("SHRUNK " + m);
                        Simulation.run(m, new TimeErrors()).forEach(System.out::println);
                    }
                }
            }
        }
        System.out.printf(
                "%d schedules, %d failed, %.1f ms each; %s%n", n, failed, (System.nanoTime() - t0) / 1e6 / n, errors);
        System.out.println(Simulation.STATS);
        kinds.entrySet().stream()
                .sorted((x, y) -> y.getValue() - x.getValue())
                .forEach(e -> System.out.println(e.getValue() + "  " + e.getKey() + "   e.g. " + ex.get(e.getKey())));
        System.exit(0);
    }
}

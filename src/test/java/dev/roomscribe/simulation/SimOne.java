package dev.roomscribe.simulation;

import dev.roomscribe.simulation.check.*;
import dev.roomscribe.simulation.clock.LoggedErrors;
import java.util.*;

class SimOne {
    public static void main(String[] a) {
        new LoggedErrors(true);
        List<Move> m = new ArrayList<>();
        for (String x : a) {
            String[] p = x.split(",");
            m.add(new Move(
                    Move.Kind.valueOf(p[0]), Integer.parseInt(p[1]), Integer.parseInt(p[2]), Integer.parseInt(p[3])));
        }
        Simulation.DUMP = true;
        Simulation.run(new Schedule(5, false, m), new TimeErrors()).forEach(System.out::println);
        System.exit(0);
    }
}

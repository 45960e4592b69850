package dev.roomscribe.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing schedule smaller: removes moves and reduces amounts as long as it still fails. */
final class Shrinker {
    private static final int MAX_RUNS = 2_000;

    private final Predicate<Schedule> fails;
    private int runs;

    private Shrinker(Predicate<Schedule> fails) {
        this.fails = fails;
    }

    /** Returns a schedule that fails and from which no single move can be removed. */
    static Schedule shrink(Schedule failing, Predicate<Schedule> fails) {
        return new Shrinker(fails).shrink(failing);
    }

    private Schedule shrink(Schedule failing) {
        Schedule smallest = failing;
        boolean smaller = true;
        while (smaller && runs < MAX_RUNS) {
            Schedule before = smallest;
            for (int length = Math.max(1, smallest.moves().size() / 2); length >= 1; length /= 2) {
                smallest = removed(smallest, length);
            }
            smallest = reduced(smallest);
            smaller = !smallest.equals(before);
        }
        return smallest;
    }

    private Schedule removed(Schedule from, int length) {
        Schedule smallest = from;
        for (int at = 0; at < smallest.moves().size() && runs < MAX_RUNS; ) {
            List<Move> fewer = new ArrayList<>(smallest.moves());
            fewer.subList(at, Math.min(fewer.size(), at + length)).clear();
            Schedule candidate = smallest.with(fewer);
            if (stillFails(candidate)) {
                smallest = candidate;
            } else {
                at += length;
            }
        }
        return smallest;
    }

    private Schedule reduced(Schedule from) {
        Schedule smallest = from;
        for (int at = 0; at < smallest.moves().size() && runs < MAX_RUNS; at++) {
            Move move = smallest.moves().get(at);
            if (move.amount() > 1) {
                List<Move> others = new ArrayList<>(smallest.moves());
                others.set(at, new Move(move.kind(), move.atTicks(), move.person(), move.amount() / 2));
                Schedule candidate = smallest.with(others);
                smallest = stillFails(candidate) ? candidate : smallest;
            }
        }
        return smallest;
    }

    private boolean stillFails(Schedule candidate) {
        runs++;
        return fails.test(candidate);
    }
}

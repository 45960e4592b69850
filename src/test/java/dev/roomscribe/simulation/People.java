package dev.roomscribe.simulation;

import dev.roomscribe.simulation.Move.Kind;
import java.util.List;
import java.util.SplittableRandom;

/** The people of a random meeting: they join, talk, mute themselves and leave. */
final class People {
    /** When a meeting begins at the latest, in units of 10 ms. */
    static final int LAST_START = 60;

    private People() {}

    /** Adds what one person does until about a time, in units of 10 ms. */
    static void add(List<Move> moves, SplittableRandom random, int person, int length) {
        int at = random.nextInt(5) == 0 ? random.nextInt(length / 2) : random.nextInt(LAST_START);
        moves.add(new Move(Kind.JOIN, at, person, 0));
        int words = 3 + random.nextInt(8);
        while (words > 0 && at < length) {
            int count = Math.min(words, 1 + random.nextInt(4));
            at += 10 + random.nextInt(random.nextInt(3) == 0 ? 250 : 80);
            moves.add(new Move(Kind.SAY, at, person, count));
            at += count * 34;
            words -= count;
            if (random.nextInt(5) == 0) {
                // Sometimes before the last word is over.
                int mute = at - 30 + random.nextInt(90);
                at = mute + 20 + random.nextInt(150);
                moves.add(new Move(Kind.MUTE, mute, person, 0));
                moves.add(new Move(Kind.UNMUTE, at, person, 0));
            }
        }
        if (random.nextInt(6) == 0) {
            moves.add(new Move(Kind.LEAVE, at + random.nextInt(100), person, 0));
        }
    }
}

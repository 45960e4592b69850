package dev.roomscribe.simulation;

import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.fishjam.SimulatedFishjam;
import java.time.Duration;
import java.util.SplittableRandom;

/** Performs the moves of people, of the network and of Fishjam. */
final class Surroundings {
    private final VirtualTime time;
    private final SimulatedFishjam fishjam;
    private final SplittableRandom random;
    private int wordsSaid;

    Surroundings(VirtualTime time, SimulatedFishjam fishjam, SplittableRandom random) {
        this.time = time;
        this.fishjam = fishjam;
        this.random = random;
    }

    /** Returns how many words were said or are waiting to be said. */
    int wordsSaid() {
        return wordsSaid;
    }

    void perform(Move move) {
        long until = time.nanos() + move.amountMillis() * 1_000_000;
        switch (move.kind()) {
            case JOIN -> fishjam.join(move.person());
            case LEAVE -> fishjam.leave(move.person());
            case MUTE -> fishjam.mute(move.person(), true);
            case UNMUTE -> fishjam.mute(move.person(), false);
            case SAY -> {
                wordsSaid += move.amount();
                fishjam.say(move.person(), move.amount(), Duration.ofMillis(60 + 10L * random.nextInt(12)));
            }
            case LOSE -> fishjam.loseUntil(move.person(), until);
            case STALL -> fishjam.stall(Duration.ofMillis(move.amountMillis()), Double.POSITIVE_INFINITY);
            case STALL_FAST -> fishjam.stall(Duration.ofMillis(move.amountMillis()), 4);
            case STALL_SLOW -> fishjam.stall(Duration.ofMillis(move.amountMillis()), 1.5);
            case DISCONNECT -> fishjam.disconnect(until, Duration.ofMillis(random.nextInt(3_000)));
            case FAIL_REST -> fishjam.rest().failUntil(until);
            case LOSE_ANSWER -> fishjam.rest().loseNextAnswer();
            case SLOW_REST -> fishjam.rest().slowUntil(until);
            case LOSE_NOTIFICATIONS -> fishjam.notifications().loseUntil(until);
            case REPEAT_NOTIFICATIONS -> fishjam.notifications().repeatUntil(until);
            case DELAY_NOTIFICATIONS -> fishjam.notifications().delayUntil(until);
            default -> throw new IllegalArgumentException("a move of the service: " + move);
        }
    }
}

package dev.roomscribe.audio;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A microphone and its network, simulated: knows when each chunk was spoken and when it arrives. Times are in ms, by the
 * receiver's clock.
 */
final class SimulatedSender {
    static final int CHUNK_MS = 20;
    static final int CHUNK_SAMPLES = CHUNK_MS * Pcm16.RATE / 1_000;

    /**
     * What happens to the audio.
     *
     * @param driftPpm how much slower the sender's clock is
     * @param jitterMs the longest random delay of a chunk; chunks are never reordered
     * @param lossPercent the share of chunks that never arrive
     * @param mutes whether the track is muted for 0.3 to 60 s now and then
     * @param announced whether the receiver knows of the mutes
     * @param delays how audio is delayed
     */
    record Conditions(
            double driftPpm, int jitterMs, double lossPercent, boolean mutes, boolean announced, Delays delays) {
        static Conditions perfect() {
            return new Conditions(0, 0, 0, false, true, Delays.NONE);
        }

        Conditions withDrift(double ppm) {
            return new Conditions(ppm, jitterMs, lossPercent, mutes, announced, delays);
        }

        Conditions withJitter(int ms) {
            return new Conditions(driftPpm, ms, lossPercent, mutes, announced, delays);
        }

        Conditions withLoss(double percent) {
            return new Conditions(driftPpm, jitterMs, percent, mutes, announced, delays);
        }

        Conditions withMutes(boolean known) {
            return new Conditions(driftPpm, jitterMs, lossPercent, true, known, delays);
        }

        Conditions with(Delays kind) {
            return new Conditions(driftPpm, jitterMs, lossPercent, mutes, announced, kind);
        }
    }

    /** How audio is delayed. Stalls last 0.25 to 10 s. */
    enum Delays {
        NONE,
        /** After a stall, the audio arrives in one burst. */
        BURST,
        /** After a stall, the audio arrives at a multiple of real time until it has caught up. */
        TIMES_5,
        TIMES_4,
        TIMES_1_3,
        TIMES_1_1,
        /** After a stall, some of the audio arrives at 4 times real time, and then there is another stall. */
        PIECEWISE,
        /** For up to 38 s, a busy machine delivers clumps of chunks, at 70 to 90 % of real time, and then a burst. */
        CLUMPS
    }

    /**
     * A chunk that arrives.
     *
     * @param spoken when its first sample was spoken
     * @param arrived when it arrives
     * @param muted whether the track was muted directly before it
     */
    record Chunk(double spoken, double arrived, boolean muted) {}

    private final Conditions conditions;
    private final Random random;
    private final List<Chunk> chunks = new ArrayList<>();

    private double mutedUntil;
    private double nextMute;
    private double nextDelay;

    private double blockedUntil;
    private double openUntil;
    private int pieces;
    private boolean catchingUp;
    private double busyUntil;
    private double clumpAt;
    private double clumpDebt;
    private double lastArrival;

    private SimulatedSender(Conditions conditions, long seed) {
        this.conditions = conditions;
        random = new Random(seed);
        nextMute = between(3_000, 15_000);
        nextDelay = between(3_000, 10_000);
    }

    /** Returns the chunks of {@code seconds} of a sender's time. */
    static List<Chunk> chunks(Conditions conditions, int seconds, long seed) {
        SimulatedSender sender = new SimulatedSender(conditions, seed);
        for (int i = 0; i < seconds * 1_000 / CHUNK_MS; i++) {
            sender.next(i * (double) CHUNK_MS);
        }
        return sender.chunks;
    }

    private void next(double mediaMs) {
        double spoken = mediaMs * (1 + conditions.driftPpm / 1e6);
        if (conditions.mutes && spoken > nextMute) {
            mutedUntil = spoken + (random.nextInt(4) == 0 ? between(300, 60_000) : between(300, 5_000));
            nextMute = mutedUntil + between(2_000, 20_000);
        }
        boolean lost = random.nextDouble() * 100 < conditions.lossPercent;
        if (spoken < mutedUntil || lost) {
            return;
        }
        double end = spoken + CHUNK_MS * (1 + conditions.driftPpm / 1e6);
        double ready = end + random.nextDouble() * conditions.jitterMs;
        boolean muted = mutedUntil > 0 && (chunks.isEmpty() || chunks.get(chunks.size() - 1).spoken < mutedUntil);
        lastArrival = arrival(ready);
        chunks.add(new Chunk(spoken, lastArrival, muted));
    }

    private double arrival(double ready) {
        if (conditions.delays != Delays.NONE && ready > nextDelay) {
            beginDelay(nextDelay);
        }
        if (ready < busyUntil) {
            return clump(ready);
        }
        double arrival = Math.max(ready, lastArrival);
        if (arrival < blockedUntil) {
            arrival = blockedUntil;
            catchingUp = true;
        } else if (catchingUp) {
            double paced = lastArrival + CHUNK_MS / speed();
            catchingUp = paced > ready;
            arrival = Math.max(ready, paced);
            if (catchingUp && pieces > 0 && arrival > openUntil) {
                pieces--;
                blockedUntil = arrival + between(300, 1_500);
                openUntil = blockedUntil + between(100, 500);
                arrival = blockedUntil;
            }
        }
        return arrival;
    }

    private void beginDelay(double now) {
        if (conditions.delays == Delays.CLUMPS) {
            busyUntil = now + between(3_000, 38_000);
            clumpAt = now;
            nextDelay = busyUntil + between(8_000, 20_000);
            return;
        }
        blockedUntil = now + (random.nextInt(3) == 0 ? between(250, 10_000) : between(250, 3_000));
        openUntil = blockedUntil + between(100, 500);
        pieces = conditions.delays == Delays.PIECEWISE ? 3 : 0;
        nextDelay = blockedUntil + (blockedUntil - now) * 12 + between(3_000, 10_000);
    }

    /** Returns when the clump that contains the next chunk is delivered. */
    private double clump(double ready) {
        while (clumpDebt <= 0 || clumpAt < ready) {
            double pause = between(100, 500);
            clumpAt += pause;
            clumpDebt += pause * between(0.6, 1.0);
            if (clumpAt < ready) {
                clumpDebt = Math.min(clumpDebt, CHUNK_MS);
            }
        }
        clumpDebt -= CHUNK_MS;
        return Math.max(clumpAt, lastArrival);
    }

    private double speed() {
        return switch (conditions.delays) {
            case TIMES_5 -> 5;
            case TIMES_4, PIECEWISE -> 4;
            case TIMES_1_3 -> 1.3;
            case TIMES_1_1 -> 1.1;
            case NONE, BURST, CLUMPS -> 1e9;
        };
    }

    private double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }
}

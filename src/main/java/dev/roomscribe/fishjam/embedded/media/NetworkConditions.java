package dev.roomscribe.fishjam.embedded.media;

import java.time.Duration;
import java.util.Set;

/**
 * The simulated network between a microphone and Fishjam. It delays packets but never reorders them.
 *
 * @param packet the length of the audio in a packet: 10, 20 or 60 ms
 * @param jitter the longest delay of a packet; the delay of each packet is pseudo-random and the same in every run
 * @param stallEvery the period of stalls, in media time; the first one begins after one period
 * @param stall the length of each stall, in which nothing is delivered
 * @param catchUp how much faster than real time the delayed packets arrive after a stall: more than 1; infinity if they
 *     arrive in one burst
 * @param dtx whether silent packets are left out (discontinuous transmission)
 */
public record NetworkConditions(
        Duration packet, Duration jitter, Duration stallEvery, Duration stall, double catchUp, boolean dtx) {
    private static final Set<Long> PACKET_MS = Set.of(10L, 20L, 60L);
    /** Opus treats samples of at most this amplitude, of 32768, as silence. */
    private static final int SILENCE = 64;

    public NetworkConditions {
        if (!PACKET_MS.contains(packet.toMillis())) {
            throw new IllegalArgumentException("a packet holds 10, 20 or 60 ms, not " + packet.toMillis());
        }
        if (jitter.isNegative() || stall.isNegative() || stallEvery.compareTo(stall) < 0) {
            throw new IllegalArgumentException("jitter and stall must be 0 or more, and stallEvery no less than stall");
        }
        if (!(catchUp > 1)) {
            throw new IllegalArgumentException("catchUp must be more than 1, not " + catchUp);
        }
    }

    /** Returns packets of 20 ms without any delay. */
    public static NetworkConditions perfect() {
        return new NetworkConditions(
                Duration.ofMillis(20), Duration.ZERO, Duration.ZERO, Duration.ZERO, Double.POSITIVE_INFINITY, false);
    }

    public NetworkConditions withPacket(Duration length) {
        return new NetworkConditions(length, jitter, stallEvery, stall, catchUp, dtx);
    }

    public NetworkConditions withJitter(Duration longest) {
        return new NetworkConditions(packet, longest, stallEvery, stall, catchUp, dtx);
    }

    public NetworkConditions withStalls(Duration every, Duration length) {
        return new NetworkConditions(packet, jitter, every, length, catchUp, dtx);
    }

    /** Sets how much faster than real time the delayed packets arrive after a stall. */
    public NetworkConditions catchingUpAt(double factor) {
        return new NetworkConditions(packet, jitter, stallEvery, stall, factor, dtx);
    }

    public NetworkConditions withDtx() {
        return new NetworkConditions(packet, jitter, stallEvery, stall, catchUp, true);
    }

    /** Returns the delay of a packet that ends at a media time. */
    long delayNanos(long packetNumber, long mediaNanos) {
        return Math.max(jitterNanos(packetNumber), stallNanos(mediaNanos));
    }

    private long jitterNanos(long packetNumber) {
        // Pseudo-random, and reproducible: the mixing step of a linear congruential generator.
        double share = ((packetNumber * 6364136223846793005L + 1442695040888963407L) >>> 33) / (double) (1L << 31);
        return (long) (share * jitter.toNanos());
    }

    private long stallNanos(long mediaNanos) {
        if (stall.isZero() || mediaNanos < stallEvery.toNanos()) {
            return 0;
        }
        long sinceStallBegan = mediaNanos % stallEvery.toNanos();
        // The packets of t seconds of media arrive within t / catchUp seconds.
        return Math.max(0, stall.toNanos() - (long) (sinceStallBegan * (1 - 1 / catchUp)));
    }

    boolean transmits(byte[] pcm) {
        return !dtx || !silent(pcm);
    }

    private static boolean silent(byte[] pcm) {
        for (int i = 0; i < pcm.length; i += 2) {
            int sample = (short) ((pcm[i] & 0xff) | (pcm[i + 1] << 8));
            if (Math.abs(sample) > SILENCE) {
                return false;
            }
        }
        return true;
    }
}

package dev.roomscribe.fishjam.embedded;

import java.time.Duration;
import java.util.Set;

/**
 * What lies between a microphone and Fishjam. However late packets are, they come in order.
 *
 * @param packet how much a packet holds: 10, 20 or 60 ms
 * @param jitter how late a packet may be; each is late by its own part of it, the same in every run
 * @param stallEvery how often nothing comes through for a while
 * @param stall how long that is; what was held up then comes in one burst
 * @param dtx whether silence is not sent at all (discontinuous transmission)
 */
public record Network(Duration packet, Duration jitter, Duration stallEvery, Duration stall, boolean dtx) {
    private static final Set<Long> PACKET_MS = Set.of(10L, 20L, 60L);
    /** Opus takes what is as soft as this, of 32768, for silence. */
    private static final int SILENCE = 64;

    public Network {
        if (!PACKET_MS.contains(packet.toMillis())) {
            throw new IllegalArgumentException("a packet holds 10, 20 or 60 ms, not " + packet.toMillis());
        }
        if (jitter.isNegative() || stall.isNegative() || stallEvery.compareTo(stall) < 0) {
            throw new IllegalArgumentException("jitter and stall must be 0 or more, and stallEvery no less than stall");
        }
    }

    /** Returns packets of 20 ms, each on time. */
    public static Network perfect() {
        return new Network(Duration.ofMillis(20), Duration.ZERO, Duration.ZERO, Duration.ZERO, false);
    }

    public Network withPacket(Duration length) {
        return new Network(length, jitter, stallEvery, stall, dtx);
    }

    public Network withJitter(Duration most) {
        return new Network(packet, most, stallEvery, stall, dtx);
    }

    public Network withStalls(Duration every, Duration length) {
        return new Network(packet, jitter, every, length, dtx);
    }

    public Network withDtx() {
        return new Network(packet, jitter, stallEvery, stall, true);
    }

    /** Returns how late a packet is; the media time is that of its end. */
    long delayNanos(long number, long mediaNanos) {
        return Math.max(jitterNanos(number), stallNanos(mediaNanos));
    }

    private long jitterNanos(long number) {
        // Scattered, and yet the same every time: the mixing step of a linear congruential generator.
        double part = ((number * 6364136223846793005L + 1442695040888963407L) >>> 33) / (double) (1L << 31);
        return (long) (part * jitter.toNanos());
    }

    private long stallNanos(long mediaNanos) {
        long into = stall.isZero() ? 0 : Math.floorMod(mediaNanos, stallEvery.toNanos());
        return Math.max(0, stall.toNanos() - into);
    }

    boolean sends(byte[] pcm) {
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

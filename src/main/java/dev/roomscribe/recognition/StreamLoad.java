package dev.roomscribe.recognition;

import java.time.Duration;

/**
 * What one stream, or several together, have waiting and have cost.
 *
 * @param queued the audio that could be decoded and waits for a thread
 * @param lag how long the oldest of it has waited
 * @param decoded the audio that has been decoded since the start
 * @param cpu the processor time that it took
 */
public record StreamLoad(Duration queued, Duration lag, Duration decoded, Duration cpu) {
    public static final StreamLoad NONE = new StreamLoad(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** Adds another's; the lag is that of whoever is farther behind. */
    public StreamLoad plus(StreamLoad other) {
        return new StreamLoad(
                queued.plus(other.queued),
                lag.compareTo(other.lag) > 0 ? lag : other.lag,
                decoded.plus(other.decoded),
                cpu.plus(other.cpu));
    }

    /** Returns the processor seconds that a second of decoded audio took; 0 before any was. */
    public double realTimeFactor() {
        return decoded.isZero() ? 0 : (double) cpu.toNanos() / decoded.toNanos();
    }
}

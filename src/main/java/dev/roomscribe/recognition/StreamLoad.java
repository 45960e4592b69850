package dev.roomscribe.recognition;

import java.time.Duration;

/**
 * The queued audio and the decoding cost of one stream, or of several together.
 *
 * @param queued audio that could be decoded and waits for a thread
 * @param lag how long the oldest of it has waited
 * @param decoded audio decoded since the stream was opened
 * @param cpu processor time used for it
 */
public record StreamLoad(Duration queued, Duration lag, Duration decoded, Duration cpu) {
    public static final StreamLoad NONE = new StreamLoad(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** Returns the sum of both; its lag is the longer of the two. */
    public StreamLoad plus(StreamLoad other) {
        return new StreamLoad(
                queued.plus(other.queued),
                lag.compareTo(other.lag) > 0 ? lag : other.lag,
                decoded.plus(other.decoded),
                cpu.plus(other.cpu));
    }

    /** Returns the processor seconds used per second of decoded audio; 0 if none has been decoded. */
    public double realTimeFactor() {
        return decoded.isZero() ? 0 : (double) cpu.toNanos() / decoded.toNanos();
    }
}

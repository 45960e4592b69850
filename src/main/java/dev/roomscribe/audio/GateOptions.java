package dev.roomscribe.audio;

import java.time.Duration;

/**
 * What a {@link SpeechGate} may do.
 *
 * @param endpointing how long nobody speaks before the utterance is over; zero leaves that to the model, or else
 *     {@link #LEAST_ENDPOINTING} to {@link #MOST_ENDPOINTING}
 * @param skipsSilence whether silence and noise are kept back; if not, everything passes, and only the ends are told
 */
public record GateOptions(Duration endpointing, boolean skipsSilence) {
    public static final Duration DEFAULT_ENDPOINTING = Duration.ofMillis(500);
    public static final Duration LEAST_ENDPOINTING = Duration.ofMillis(300);
    public static final Duration MOST_ENDPOINTING = Duration.ofSeconds(2);

    /** Longer than any model waits, so that its own rules come first. */
    private static final Duration MODEL_ENDS_FIRST = Duration.ofSeconds(3);

    public GateOptions {
        if (!endpointing.isZero()
                && (endpointing.compareTo(LEAST_ENDPOINTING) < 0 || endpointing.compareTo(MOST_ENDPOINTING) > 0)) {
            throw new IllegalArgumentException("endpointing is %d ms; it must be 0, or %d to %d ms"
                    .formatted(endpointing.toMillis(), LEAST_ENDPOINTING.toMillis(), MOST_ENDPOINTING.toMillis()));
        }
    }

    /** Returns the default: silence is skipped, and an utterance ends after {@link #DEFAULT_ENDPOINTING}. */
    public static GateOptions defaults() {
        return new GateOptions(DEFAULT_ENDPOINTING, true);
    }

    /** Returns how long the gate stays open after the last speech. */
    Duration hangOver() {
        return endpointing.isZero() ? MODEL_ENDS_FIRST : endpointing;
    }
}

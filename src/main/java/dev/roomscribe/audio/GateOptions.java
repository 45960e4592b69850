package dev.roomscribe.audio;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a {@link SpeechGate} may do.
 *
 * @param endpointing how long nobody speaks before the utterance is over: {@link #MIN_ENDPOINTING} to
 *     {@link #MAX_ENDPOINTING}, or zero, which leaves it to the model
 * @param skipsSilence whether silence and noise are kept back; if not, everything passes, and only the ends are told
 */
public record GateOptions(Duration endpointing, boolean skipsSilence) {
    /**
     * 500 ms. The pauses within the demo room's sentences are 110 ms at most; the rest is room for people who think while
     * they talk. From 300 ms to 1 s the word error rate does not depend on it ({@code docs/benchmarks.md}), while every
     * millisecond of it is one that a caption waits.
     */
    public static final Duration DEFAULT_ENDPOINTING = Duration.ofMillis(500);

    /** 300 ms: less would take a stop consonant or a breath for the end. */
    public static final Duration MIN_ENDPOINTING = Duration.ofMillis(300);

    /** 2 s: no longer than models themselves wait after anything but a whole sentence. */
    public static final Duration MAX_ENDPOINTING = Duration.ofSeconds(2);

    /** Longer than any model's rule, so that those come first. */
    private static final Duration MODEL_ENDS_FIRST = Duration.ofSeconds(3);

    private static final Duration FOR_GOOD = Duration.ofDays(1_000);

    public GateOptions {
        requireNonNull(endpointing, "endpointing is null");
        if (!endpointing.isZero()
                && (endpointing.compareTo(MIN_ENDPOINTING) < 0 || endpointing.compareTo(MAX_ENDPOINTING) > 0)) {
            throw new IllegalArgumentException("endpointing is %d ms; it must be 0, or %d to %d ms"
                    .formatted(endpointing.toMillis(), MIN_ENDPOINTING.toMillis(), MAX_ENDPOINTING.toMillis()));
        }
    }

    /** Returns the default: silence is skipped, and an utterance ends after {@link #DEFAULT_ENDPOINTING}. */
    public static GateOptions defaults() {
        return new GateOptions(DEFAULT_ENDPOINTING, true);
    }

    /** Returns how long the gate stays open after the last speech: for good, if there is nothing for it to do. */
    Duration hangOver() {
        if (!endpointing.isZero()) {
            return endpointing;
        }
        return skipsSilence ? MODEL_ENDS_FIRST : FOR_GOOD;
    }
}

package dev.roomscribe.audio;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The options of a {@link SpeechGate}.
 *
 * @param endpointing the pause that ends an utterance: {@link #MIN_ENDPOINTING} to {@link #MAX_ENDPOINTING}, or zero if the
 *     model ends utterances
 * @param skipsSilence whether silence and noise are skipped; if not, all audio passes, and only the ends are signalled
 */
public record GateOptions(Duration endpointing, boolean skipsSilence) {
    /**
     * 500 ms. The pauses within the sentences of the demo room are at most 110 ms; people also make longer ones. A longer one delays
     * every final caption.
     */
    public static final Duration DEFAULT_ENDPOINTING = Duration.ofMillis(500);

    /** 300 ms: with less, a stop consonant or a breath would end the utterance. */
    public static final Duration MIN_ENDPOINTING = Duration.ofMillis(300);

    /** 2 s: models wait no longer than that, except after a complete sentence. */
    public static final Duration MAX_ENDPOINTING = Duration.ofSeconds(2);

    /** Longer than the endpoint rules of any model, so that the model ends the utterance first. */
    private static final Duration LONGER_THAN_MODELS = Duration.ofSeconds(3);

    private static final Duration UNLIMITED = Duration.ofDays(1_000);

    public GateOptions {
        requireNonNull(endpointing, "endpointing is null");
        if (!endpointing.isZero()
                && (endpointing.compareTo(MIN_ENDPOINTING) < 0 || endpointing.compareTo(MAX_ENDPOINTING) > 0)) {
            throw new IllegalArgumentException("endpointing is %d ms; it must be 0, or %d to %d ms"
                    .formatted(endpointing.toMillis(), MIN_ENDPOINTING.toMillis(), MAX_ENDPOINTING.toMillis()));
        }
    }

    /** Returns the default options: silence is skipped, and {@link #DEFAULT_ENDPOINTING} ends an utterance. */
    public static GateOptions defaults() {
        return new GateOptions(DEFAULT_ENDPOINTING, true);
    }

    /** Returns how long the gate stays open after the last speech; practically unlimited if it neither skips nor ends. */
    Duration hangOver() {
        if (!endpointing.isZero()) {
            return endpointing;
        }
        return skipsSilence ? LONGER_THAN_MODELS : UNLIMITED;
    }
}

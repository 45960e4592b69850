package dev.roomscribe.recognition;

/**
 * What became of an interval of a stream's samples. The intervals of a stream adjoin: the first begins at sample 0, and
 * each begins where the one before it ended.
 *
 * @param fromSample the first sample, counted from the stream's first sample
 * @param toSample the sample after the last one
 */
public record AudioOutcome(long fromSample, long toSample, Kind kind) {
    /** What became of the samples. */
    public enum Kind {
        /** Decoded. All text in it was delivered in finals before; there may be none. */
        RECOGNIZED,
        /** Skipped by the caller, because it contains no speech. */
        SILENCE,
        /** Lost, because recognition was too far behind. */
        OVERLOAD,
        /** Lost, because decoders repeatedly failed. */
        DECODER_FAILED;

        /** Returns whether the samples were lost: nothing spoken in them is in any final. */
        public boolean isLoss() {
            return this == OVERLOAD || this == DECODER_FAILED;
        }
    }

    public AudioOutcome {
        if (fromSample < 0 || toSample <= fromSample) {
            throw new IllegalArgumentException("not an interval: " + fromSample + " to " + toSample);
        }
    }
}

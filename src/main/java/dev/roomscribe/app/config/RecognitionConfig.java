package dev.roomscribe.app.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Decoding, the speech gate and endpointing. */
public interface RecognitionConfig {
    /** How many streams decode at the same time; 0 means one per core, plus one if worker processes decode. */
    @WithDefault("0")
    @Min(0)
    @Max(48)
    int threads();

    /** How much audio may wait for a decoder, per track, before the oldest is dropped under a gap. */
    @WithDefault("30s")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 2)
    Duration maxQueue();

    /** The minimum time between two partials of a track. */
    @WithDefault("200ms")
    @DurationMin(millis = 50)
    @DurationMax(seconds = 10)
    Duration partialInterval();

    /** The amount of audio after which a track's decoder is replaced, between utterances, to release its memory. */
    @WithDefault("10m")
    @DurationMin(minutes = 1)
    @DurationMax(hours = 24)
    Duration decoderMaxAge();

    /** The pause that ends an utterance, 300 ms to 2 s; 0 leaves the decision to the model. */
    @WithDefault("500ms")
    @DurationMax(seconds = 2)
    Duration endpointing();

    /** Whether silence and noise are withheld from the decoders, which can then serve several times as many rooms. */
    @WithDefault("true")
    boolean skipSilence();

    /** Whether to decode in the service's own process, where a crash of libvosk ends every session. */
    @WithDefault("false")
    boolean inProcess();

    Worker worker();

    /** The worker processes that decode. */
    interface Worker {
        /** How many processes, each with the model in its memory; 0 means one per four cores, at least two. */
        @WithDefault("0")
        @Min(0)
        @Max(32)
        int count();

        /** How long a process may take to load the model. */
        @WithDefault("60s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 10)
        Duration startupTimeout();

        /** The processor time that one call may use before the process counts as hung and is killed. */
        @WithDefault("5s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 5)
        Duration hangTimeout();

        /** The age at which a process is replaced, between utterances and without a gap. */
        @WithDefault("6h")
        @DurationMin(minutes = 1)
        @DurationMax(days = 30)
        Duration maxAge();

        /** How much a process may grow after its first ten minutes before it is replaced. */
        @WithDefault("512M")
        MemorySize maxGrowth();
    }
}

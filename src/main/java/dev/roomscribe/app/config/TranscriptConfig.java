package dev.roomscribe.app.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The storage of transcripts, and the streams of their subscribers. */
public interface TranscriptConfig {
    /** Where transcripts are stored. */
    enum Storage {
        /** In files in the data directory. */
        DISK,
        /** In memory, until the process ends. */
        MEMORY
    }

    /** Whether transcripts survive the process. */
    @WithDefault("disk")
    Storage storage();

    /** How long events are kept. */
    @WithDefault("7d")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3_650)
    Duration maxAge();

    /** How much of each room is kept on disk; an hour of continuous speech takes about one megabyte. */
    @WithDefault("64M")
    MemorySize maxSize();

    /** How much of all rooms together is kept on disk; at least {@link #maxSize}. */
    @WithDefault("1G")
    MemorySize maxTotalSize();

    /** How many events of each room are kept in memory, with {@link Storage#MEMORY}. */
    @WithDefault("10000")
    @Min(100)
    @Max(1_000_000)
    int maxEvents();

    /**
     * How often files are forced to disk. Events of this interval may be lost on power failure; 0 forces every event to
     * disk before it is shown.
     */
    @WithDefault("1s")
    @DurationMin
    @DurationMax(minutes = 1)
    Duration fsyncInterval();

    /** Whether the stored transcripts can be searched; the index takes about 80 MB per 1,000 hours. */
    @WithDefault("true")
    boolean search();

    /** How many events a subscriber may be behind before its stream is closed. */
    @WithDefault("1000")
    @Min(10)
    @Max(100_000)
    int maxSubscriberLag();

    /** How many subscribers a room may have. */
    @WithDefault("10000")
    @Min(1)
    @Max(100_000)
    int maxSubscribers();

    /** How often an idle stream carries a comment, which stops proxies from closing it. */
    @WithDefault("15s")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 5)
    Duration heartbeatInterval();

    /** How long a client waits before it reconnects: the {@code retry} field of the event stream. */
    @WithDefault("2s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 1)
    Duration reconnectDelay();
}

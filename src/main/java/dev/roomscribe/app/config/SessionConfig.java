package dev.roomscribe.app.config;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The number, the length and the timeouts of sessions. */
public interface SessionConfig {
    /** How many rooms are transcribed at the same time; a further start is rejected with status 503. */
    @WithDefault("50")
    @Min(1)
    @Max(1_000)
    int maxSessions();

    /** How many sessions may join their rooms at the same time; a further start is rejected with status 503. */
    @WithDefault("50")
    @Min(1)
    @Max(1_000)
    int maxStarting();

    /**
     * How many starts may wait at the same time for Fishjam to describe their rooms, which may not exist; a further start
     * is rejected with status 503.
     */
    @WithDefault("100")
    @Min(1)
    @Max(120)
    int maxUnconfirmed();

    /** How long a start waits for Fishjam to describe its room before it fails. */
    @WithDefault("5s")
    @DurationMin(millis = 500)
    @DurationMax(minutes = 1)
    Duration confirmTimeout();

    /** How many audio tracks of one peer are recognized at the same time; the audio of others is lost under a gap. */
    @WithDefault("4")
    @Min(1)
    @Max(100)
    int maxTracksPerPeer();

    /** How many audio tracks of one room are recognized at the same time; the audio of others is lost under a gap. */
    @WithDefault("200")
    @Min(1)
    @Max(10_000)
    int maxTracks();

    /**
     * How long a track may send no audio in the middle of a word before its open utterance is flushed, if no mute was
     * announced; at most 1 s in a pause between words.
     */
    @WithDefault("10s")
    @DurationMin(millis = 200)
    @DurationMax(seconds = 60)
    Duration flushTimeout();

    /** How long a room may have no peer to transcribe before its session ends; 0 means no limit. */
    @WithDefault("60s")
    @DurationMin
    @DurationMax(hours = 24)
    Duration idleTimeout();

    /** The maximum duration of a session. */
    @WithDefault("12h")
    @DurationMin(minutes = 1)
    @DurationMax(days = 30)
    Duration maxDuration();

    /**
     * Whether sessions that were running when the service ended, also by a crash, are resumed when it starts again. If not,
     * a stop of the service ends them.
     */
    @WithDefault("true")
    boolean resume();

    /** How often a room is read from Fishjam; six times this interval while notifications are connected. */
    @WithDefault("5s")
    @DurationMin(millis = 500)
    @DurationMax(minutes = 5)
    Duration pollInterval();

    /** How long a session tries to reconnect to Fishjam before it ends as failed. */
    @WithDefault("5m")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 12)
    Duration reconnectTimeout();

    /**
     * How long each step of ending a session may take: flushing the utterances, leaving the room, and writing what was
     * published. While the service stops, all steps together also have to end before its own shutdown timeout.
     */
    @WithDefault("5s")
    @DurationMin(millis = 500)
    @DurationMax(minutes = 1)
    Duration shutdownTimeout();
}

package dev.roomscribe.app.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * All settings. {@code docs/configuration.md} documents them; a test compares the two. A key that is renamed goes into
 * {@link RenamedKeys}.
 */
@ConfigMapping(prefix = RoomscribeConfig.PREFIX)
public interface RoomscribeConfig {
    String PREFIX = "roomscribe";

    FishjamConfig fishjam();

    /** A Vosk model for 16 kHz audio: a directory or a zip file. If absent, the small English model in the jar. */
    Optional<Path> model();

    /** The expected SHA-256 of a zipped model, in hex of either case. */
    Optional<@Pattern(regexp = "[0-9a-fA-F]{64}", message = "must be a SHA-256: 64 hex digits") String> modelSha256();

    /** The language tag of captions made with {@link #model}, such as {@code pl-PL}. */
    Optional<String> modelLanguage();

    /** Whether every room is transcribed without a start request, while it has peers. */
    @WithDefault("false")
    boolean autoTranscribe();

    /** The sound that an agent plays when it joins: a 16 kHz mono 16-bit WAV or {@code .pcm} file of at most 60 s. */
    Optional<Path> announcement();

    /**
     * The directory of the transcripts, of unpacked models, and of the agent journal, from which the next run deletes
     * left-over agents.
     */
    @WithDefault("data")
    Path dataDirectory();

    /**
     * How many processors the service and its workers may use; 0, or more than the JVM sees, means those that it sees: a
     * container's limit, but not its request.
     */
    @WithDefault("0")
    CpuCount cpus();

    /** How much memory the service and its workers may use; 0 means the limit of the container, or all of the machine. */
    @WithDefault("0")
    MemorySize memory();

    /**
     * How long the service may take to stop after a signal. What is not written by then is stated as gaps by the next
     * start, and the process is ended.
     */
    @WithDefault("20s")
    @DurationMin(seconds = 2)
    @DurationMax(minutes = 10)
    Duration shutdownTimeout();

    HttpConfig http();

    RecognitionConfig recognition();

    SessionConfig session();

    TranscriptConfig transcript();

    WebhookConfig webhook();

    LimitsConfig limits();

    AuthConfig auth();

    ClusterConfig cluster();
}

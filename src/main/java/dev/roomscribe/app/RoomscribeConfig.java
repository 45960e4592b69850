package dev.roomscribe.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Everything an operator can set; the README's table says the same. */
@ConfigMapping(prefix = "roomscribe")
public interface RoomscribeConfig {
    Fishjam fishjam();

    /** A Vosk model for 16 kHz: a directory or a zip. Without it, the small English one that comes with the service. */
    Optional<Path> model();

    /** What a zipped model's bytes must hash to. */
    Optional<@Pattern(regexp = "[0-9a-f]{64}", message = "must be a SHA-256 in lower-case hex") String> modelSha256();

    /** The language of the model that is set, as captions are labelled with it, such as {@code pl-PL}. */
    Optional<String> modelLanguage();

    /** Whether every room is transcribed from its first person to its last, without anybody asking for it. */
    @WithDefault("false")
    boolean autoTranscribe();

    /** What agents say when they come in: a WAV of 16 kHz, mono, 16 bits, or a .pcm file; at most 60 s. */
    Optional<Path> announcement();

    /** Where transcripts are, and the agents of this run, so that those of one that crashed are deleted by the next. */
    @WithDefault("data")
    Path dataDirectory();

    Recognition recognition();

    Session session();

    Transcript transcript();

    Webhook webhook();

    /** Which Fishjam, and how patient with it. */
    interface Fishjam {
        /** A Fishjam id, or a full {@code http(s)} URL up to and with it. */
        Optional<String> id();

        /** The token that Fishjam gives to servers. A secret. */
        Optional<String> managementToken();

        /** What Fishjam signs its webhook's requests with; without it none is taken. A secret. */
        Optional<String> webhookSecret();

        Embedded embedded();

        /** How long one attempt of a REST call may take. */
        @WithDefault("10s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 1)
        Duration requestTimeout();

        /** How long the agent socket may be silent, pings and all, before it counts as lost. */
        @WithDefault("45s")
        @DurationMin(seconds = 3)
        @DurationMax(minutes = 5)
        Duration livenessLimit();
    }

    /** The Fishjam that comes with the service. */
    interface Embedded {
        /** Whether it is used instead of a real one. */
        @WithParentName
        @WithDefault("false")
        boolean enabled();

        /** The port of this machine that it answers on; 0 takes any. */
        @WithDefault("0")
        @Min(0)
        @Max(65_535)
        int port();
    }

    /** Decoding. */
    interface Recognition {
        /** How many streams decode at the same moment; 0 takes as many as there are cores, and one more with workers. */
        @WithDefault("0")
        @Min(0)
        @Max(48)
        int threads();

        /** Audio that may wait for a decoder, per track, before the oldest is given up under a gap. */
        @WithDefault("30s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 2)
        Duration longestQueue();

        /** The least time between two partials of a track. */
        @WithDefault("200ms")
        @DurationMin(millis = 50)
        @DurationMax(seconds = 10)
        Duration partialInterval();

        /** Audio after which a track's decoder is replaced, at a pause, to give its memory back. */
        @WithDefault("10m")
        @DurationMin(minutes = 1)
        @DurationMax(hours = 24)
        Duration decoderAge();

        /** How long nobody speaks before an utterance is over, 300 ms to 2 s; 0 leaves it to the model. */
        @WithDefault("500ms")
        @DurationMax(seconds = 2)
        Duration endpointing();

        /** Whether silence and noise are kept from the decoders, which then carry several times as many rooms. */
        @WithDefault("true")
        boolean skipSilence();

        /** Whether to decode in the service's own process, where a fault of libvosk's takes every room down with it. */
        @WithDefault("false")
        boolean inProcess();

        Worker worker();
    }

    /** The processes that decode. */
    interface Worker {
        /** How many there are, each with the model in its memory; 0 takes one for every four cores, but at least two. */
        @WithDefault("0")
        @Min(0)
        @Max(32)
        int count();

        /** How long one may take to load the model. */
        @WithDefault("60s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 10)
        Duration startWithin();

        /** Processor time after which a call that has not been answered counts as hung, and the process is killed. */
        @WithDefault("5s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 5)
        Duration stall();

        /** How long one lives before it is replaced, at pauses, without a gap. */
        @WithDefault("6h")
        @DurationMin(minutes = 1)
        @DurationMax(days = 30)
        Duration age();

        /** By how much one may grow, once it has been warm for ten minutes, before it is replaced. */
        @WithDefault("512M")
        MemorySize growth();
    }

    /** Sessions. */
    interface Session {
        /** How many rooms are transcribed at once; one more is refused with 503. */
        @WithDefault("50")
        @Min(1)
        @Max(1_000)
        int maxSessions();

        /** How long a track may send nothing before its utterance is ended. */
        @WithDefault("700ms")
        @DurationMin(millis = 200)
        @DurationMax(seconds = 10)
        Duration flushAfter();

        /** How long nobody may be in the room to be heard before its session ends; 0 for ever. */
        @WithDefault("60s")
        @DurationMin
        @DurationMax(hours = 24)
        Duration idleTimeout();

        /** How long a session may last. */
        @WithDefault("12h")
        @DurationMin(minutes = 1)
        @DurationMax(days = 30)
        Duration maxDuration();

        /** How often Fishjam is asked who is in the room; a sixth as often while it tells by itself. */
        @WithDefault("5s")
        @DurationMin(millis = 500)
        @DurationMax(minutes = 5)
        Duration lookInterval();

        /** How long a lost connection may take to be back before the session is given up. */
        @WithDefault("5m")
        @DurationMin(seconds = 1)
        @DurationMax(hours = 12)
        Duration reconnectWithin();

        /** How long ending a session may take, in each of its two steps: the last words, and leaving the room. */
        @WithDefault("5s")
        @DurationMin(millis = 500)
        @DurationMax(minutes = 1)
        Duration endWithin();
    }

    /** The transcripts. */
    interface Transcript {
        /** Where they are kept. */
        enum Storage {
            /** In files under the data directory. */
            DISK,
            /** In this process, as long as it lives. */
            MEMORY
        }

        /** Whether transcripts outlive the process. */
        @WithDefault("disk")
        Storage storage();

        /** How long events are kept. */
        @WithDefault("7d")
        @DurationMin(minutes = 1)
        @DurationMax(days = 3_650)
        Duration maxAge();

        /** How much of a room is kept on disk; an hour of talk without a pause takes about one megabyte. */
        @WithDefault("64M")
        MemorySize maxSize();

        /** How much of all rooms is kept on disk. */
        @WithDefault("1G")
        MemorySize maxTotalSize();

        /** How many events of a room are kept in memory. */
        @WithDefault("10000")
        @Min(100)
        @Max(1_000_000)
        int maxEvents();

        /** How much a machine that loses its power may lose; 0 has each event on the disk before anybody sees it. */
        @WithDefault("1s")
        @DurationMin
        @DurationMax(minutes = 1)
        Duration fsyncInterval();

        /** How many events a subscriber may be behind before it is cut. */
        @WithDefault("1000")
        @Min(10)
        @Max(100_000)
        int maxLag();

        /** How many subscribers a room may have. */
        @WithDefault("10000")
        @Min(1)
        @Max(100_000)
        int maxSubscribers();

        /** How often an idle stream gets a comment, so that proxies keep it open. */
        @WithDefault("15s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 5)
        Duration heartbeat();

        /** How long a client waits before it comes back. */
        @WithDefault("2s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 1)
        Duration retry();
    }

    /** The posting of events to URLs that starts name. */
    interface Webhook {
        String HOST = "(\\*\\.)?[A-Za-z0-9.:-]+";
        String NO_HOST = "must be a host, such as hooks.example.com or *.example.com";

        /** What posts are signed with: whsec_ and the Base64 of 24 to 64 bytes; several while it changes. A secret. */
        Optional<List<String>> secret();

        /** Whether URLs may lead to addresses inside the network. */
        @WithDefault("false")
        boolean allowPrivate();

        /** Whether URLs may begin with http://. */
        @WithDefault("false")
        boolean allowHttp();

        /** The only hosts that URLs may name; {@code *.example.com} is every name under it. */
        Optional<Set<@Pattern(regexp = HOST, message = NO_HOST) String>> hosts();

        /** How long one attempt may take, from the look-up of the name to the end of the answer. */
        @WithDefault("10s")
        @DurationMin(millis = 500)
        @DurationMax(minutes = 1)
        Duration timeout();

        /** How long after a session's end what its receiver has not taken is still tried. */
        @WithDefault("1h")
        @DurationMin(seconds = 1)
        @DurationMax(days = 7)
        Duration giveUpAfter();
    }
}

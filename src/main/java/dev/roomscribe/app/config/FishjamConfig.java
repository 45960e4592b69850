package dev.roomscribe.app.config;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The Fishjam server, and the timeouts of requests and sockets to it. */
public interface FishjamConfig {
    /** The Fishjam id from the dashboard, or the full {@code http(s)} URL that ends in the id. */
    Optional<String> id();

    /** The management token, a secret. White space around it is removed. */
    Optional<
                    @WithConverter(SecretConverter.class)
                    @Pattern(regexp = SecretConverter.FORM, message = SecretConverter.NOT_A_SECRET) String>
            managementToken();

    /** The secret that Fishjam signs its webhook requests with. If absent, all webhook requests are rejected. */
    Optional<
                    @WithConverter(SecretConverter.class)
                    @Pattern(regexp = SecretConverter.FORM, message = SecretConverter.NOT_A_SECRET) String>
            webhookSecret();

    Embedded embedded();

    /** The timeout of one attempt of a REST request. */
    @WithDefault("10s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 1)
    Duration requestTimeout();

    /** How long an agent or notification socket may receive nothing, not even a pong, before it is considered lost. */
    @WithDefault("45s")
    @DurationMin(seconds = 3)
    @DurationMax(minutes = 5)
    Duration keepAliveTimeout();

    /** The fields of a peer's metadata that can contain its name, in the order in which they are tried. */
    @WithDefault("server.name,server.displayName,peer.name,peer.displayName")
    List<String> nameFields();

    /** The embedded Fishjam, for development and tests. */
    interface Embedded {
        /** Whether the embedded Fishjam is started and used instead of a real one. */
        @WithParentName
        @WithDefault("false")
        boolean enabled();

        /** The loopback port of the embedded Fishjam; 0 selects a free port. */
        @WithDefault("0")
        @Min(0)
        @Max(65_535)
        int port();
    }
}

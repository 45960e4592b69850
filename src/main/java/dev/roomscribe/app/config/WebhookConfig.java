package dev.roomscribe.app.config;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The delivery of events to the {@code webhook_url} of a start request. */
public interface WebhookConfig {
    String HOST = "(\\*\\.)?[A-Za-z0-9.:-]+";
    String NOT_A_HOST = "must be a host, such as hooks.example.com or *.example.com";

    /**
     * The signing secrets: {@code whsec_} and the Base64 of 24 to 64 bytes; two of them during a rotation. If absent, a
     * start request with a {@code webhook_url} is rejected.
     */
    Optional<
                    List<
                            @WithConverter(SecretConverter.class)
                            @Pattern(regexp = SecretConverter.FORM, message = SecretConverter.NOT_A_SECRET) String>>
            secret();

    /** Whether a webhook URL may resolve to private addresses. */
    @WithDefault("false")
    boolean allowPrivate();

    /** Whether a webhook URL may have the scheme {@code http}. */
    @WithDefault("false")
    boolean allowHttp();

    /** The only hosts that a webhook URL may name; {@code *.example.com} matches every subdomain. */
    Optional<Set<@Pattern(regexp = HOST, message = NOT_A_HOST) String>> allowedHosts();

    /** The timeout of one delivery attempt, from the DNS lookup to the end of the response. */
    @WithDefault("10s")
    @DurationMin(millis = 500)
    @DurationMax(minutes = 1)
    Duration requestTimeout();

    /** How long after the end of a session undelivered events are retried. */
    @WithDefault("1h")
    @DurationMin(seconds = 1)
    @DurationMax(days = 7)
    Duration retryTimeout();
}

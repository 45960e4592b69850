package dev.roomscribe.app.config;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** What clients of the HTTP server may use: all together, each connection, and each address. */
public interface LimitsConfig {
    String ADDRESSES = "[0-9A-Fa-f:.]+(/\\d{1,3})?";
    String NOT_ADDRESSES = "must be an IP address or a CIDR block, such as 10.0.0.0/8 or fd00::/8";

    /**
     * How many connections may be open at the same time; further ones are closed at once. Never more than three quarters of
     * the file descriptors that the process may have.
     */
    @WithDefault("10000")
    @Min(1)
    @Max(100_000)
    int maxConnections();

    /** How long a client may take to send the headers of a request. */
    @WithDefault("10s")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 5)
    Duration headerTimeout();

    /** How long a client may take to send the body of a request. */
    @WithDefault("30s")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 10)
    Duration bodyTimeout();

    /** How long a connection without a request stays open. */
    @WithDefault("75s")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration idleTimeout();

    /** How long a client may read nothing of what is waiting to be sent to it. */
    @WithDefault("2m")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration writeTimeout();

    /**
     * The addresses of the proxies in front of the service. Only they can name the address of a client, in
     * {@code X-Forwarded-For}, and the limits per address do not apply to their own requests.
     */
    Optional<List<@Pattern(regexp = ADDRESSES, message = NOT_ADDRESSES) String>> trustedProxies();

    /** How many connections an address may have open at the same time; 0 means no limit. */
    @WithDefault("2000")
    @Min(0)
    @Max(1_000_000)
    int connections();

    /** How many starts an address may request per minute; 0 means no limit. */
    @WithDefault("120")
    @Min(0)
    @Max(1_000_000)
    int startsPerMinute();

    /** How many caption streams an address may have open at the same time; 0 means no limit. */
    @WithDefault("1000")
    @Min(0)
    @Max(1_000_000)
    int streams();

    /** How many transcript files an address may request per minute; 0 means no limit. */
    @WithDefault("600")
    @Min(0)
    @Max(1_000_000)
    int exportsPerMinute();

    /**
     * How many requests of an address per minute may fail to authenticate; further failures are answered with 429. 0 means
     * no limit.
     */
    @WithDefault("60")
    @Min(0)
    @Max(1_000_000)
    int failedAuthenticationsPerMinute();
}

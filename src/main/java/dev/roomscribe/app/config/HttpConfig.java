package dev.roomscribe.app.config;

import jakarta.validation.constraints.Pattern;
import java.util.Optional;
import java.util.Set;

/** Which requests the HTTP server accepts. */
public interface HttpConfig {
    String HOST = "(\\*\\.)?[A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+]";
    String NOT_A_HOST = "must be a host without a port, such as captions.example.com or *.example.com";
    String ORIGIN = "https?://([A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?";
    String NOT_AN_ORIGIN = "must be an origin without a path, such as https://meet.example.com";

    /**
     * The hosts that requests may be addressed to. If absent: loopback names only, if the server listens on a loopback
     * address, otherwise any.
     */
    Optional<Set<@Pattern(regexp = HOST, message = NOT_A_HOST) String>> allowedHosts();

    /** The origins, other than the service's own, whose pages may use the service from a browser. */
    Optional<Set<@Pattern(regexp = ORIGIN, message = NOT_AN_ORIGIN) String>> allowedOrigins();
}

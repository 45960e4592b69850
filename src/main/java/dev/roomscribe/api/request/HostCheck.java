package dev.roomscribe.api.request;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.security.origin.AllowedHosts;
import dev.roomscribe.security.origin.Authority;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Optional;

/** Accepts requests that are addressed to one host, and to an allowed one. */
final class HostCheck {
    static final String NO_HOST =
            "The request has no valid Host header, such as captions.example.com or localhost:8080.";

    private final AllowedHosts allowed;

    HostCheck(AllowedHosts allowed) {
        this.allowed = requireNonNull(allowed, "allowed is null");
    }

    /** Returns the problem of a request whose host is missing, ambiguous, malformed or not allowed. */
    Optional<Problem> fault(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() > 1) {
            return Optional.of(Problem.Type.BAD_REQUEST.with("The request has more than one Host header."));
        }
        if (hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_0) {
            // No browser sends HTTP/1.0.
            return Optional.empty();
        }
        Optional<Authority> target = target(request);
        if (target.isEmpty()) {
            return Optional.of(Problem.Type.BAD_REQUEST.with(NO_HOST));
        }
        Optional<String> inLine = RequestTarget.authority(request.uri());
        if (inLine.isPresent() && !Authority.parse(inLine.get()).equals(target)) {
            return Optional.of(
                    Problem.Type.BAD_REQUEST.with("The request line and the Host header name different hosts."));
        }
        String host = target.get().host();
        return allowed.accepts(host, request.localAddress().hostAddress())
                ? Optional.empty()
                : Optional.of(Problem.Type.UNKNOWN_HOST.with("The service does not accept requests for the host " + host
                        + "; its operator can allow it with roomscribe.http.allowed-hosts."));
    }

    /** Returns what a request is addressed to; from a header of a trusted proxy if Quarkus is configured to read one. */
    static Optional<Authority> target(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        return authority == null ? Optional.empty() : Authority.parse(text(authority));
    }

    private static String text(HostAndPort authority) {
        return authority.port() < 0 ? authority.host() : authority.host() + ":" + authority.port();
    }
}

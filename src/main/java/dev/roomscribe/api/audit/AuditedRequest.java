package dev.roomscribe.api.audit;

import dev.roomscribe.security.audit.AuditAction;
import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request is for, by its method and path alone, so that a request that is refused early is audited like any other.
 *
 * @param room null if the request concerns no room; not necessarily a valid id
 */
record AuditedRequest(AuditAction action, @Nullable String room) {
    private static final Pattern ROOM_PATH = Pattern.compile("/rooms/(?<room>[^/]+)(?<rest>/.*?)?/?");
    private static final Pattern SEARCH_PATH = Pattern.compile("/search/?");
    private static final Pattern SIGN_IN_PATH = Pattern.compile("/sign-in/?");
    private static final Pattern FILE = Pattern.compile("/transcript(\\.[\\w.]+)?");

    static AuditedRequest of(HttpMethod method, String path) {
        Matcher matcher = ROOM_PATH.matcher(path);
        if (!matcher.matches()) {
            return new AuditedRequest(actionOutsideRooms(method, path), null);
        }
        String rest = matcher.group("rest");
        return new AuditedRequest(action(method, rest == null ? "" : rest), decoded(matcher.group("room")));
    }

    private static AuditAction actionOutsideRooms(HttpMethod method, String path) {
        if (SEARCH_PATH.matcher(path).matches() && reads(method)) {
            return AuditAction.SEARCH;
        }
        if (!SIGN_IN_PATH.matcher(path).matches()) {
            return AuditAction.REQUEST;
        }
        return switch (method.name()) {
            case "POST" -> AuditAction.SIGN_IN;
            case "DELETE" -> AuditAction.SIGN_OUT;
            default -> AuditAction.REQUEST;
        };
    }

    private static AuditAction action(HttpMethod method, String rest) {
        if (reads(method) && FILE.matcher(rest).matches()) {
            return AuditAction.EXPORT;
        }
        return switch (method.name() + " " + rest) {
            case "POST /transcribe" -> AuditAction.START;
            case "DELETE /transcribe" -> AuditAction.STOP;
            case "POST /transcribe/finalize" -> AuditAction.FINALIZE;
            case "POST /transcribe/pause" -> AuditAction.PAUSE;
            case "DELETE /transcribe/pause" -> AuditAction.RESUME;
            case "POST /tokens" -> AuditAction.TOKEN;
            case "DELETE /transcript" -> AuditAction.DELETE;
            default -> AuditAction.REQUEST;
        };
    }

    private static boolean reads(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return segment;
        }
    }
}

package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Fishjam.
 *
 * @param rest the base URL of the REST API, without a trailing slash
 * @param webSocket the same URL with the scheme {@code ws} or {@code wss}
 */
public record FishjamAddress(URI rest, URI webSocket) {
    private static final String CLOUD_HOST = "fishjam.io";
    private static final String CLOUD = "https://" + CLOUD_HOST + "/api/v1/connect/";
    private static final String SETTING_HINT =
            "set it to the plain id of the dashboard, such as abc123, or to the full URL, such as " + CLOUD + "abc123";
    private static final String AGENT_PATH = "/socket/agent/websocket";

    private static final int MAX_PORT = 65_535;
    private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*");
    private static final Pattern PEER_SOCKET_PATH = Pattern.compile("(.*)/socket(?:/.*)?");

    public FishjamAddress {
        requireNonNull(rest, "rest is null");
        requireNonNull(webSocket, "webSocket is null");
    }

    /**
     * Returns the address for a Fishjam id or URL.
     *
     * <p>A text that is neither clearly an id nor clearly a URL is rejected: if a host name were taken for an id, the
     * management token would be sent to another customer's Fishjam.
     *
     * @param idOrUrl a plain id of Fishjam Cloud, or an {@code http} or {@code https} URL up to and including the id
     * @throws IllegalArgumentException if it is neither; the message says what to set
     */
    public static FishjamAddress of(String idOrUrl) {
        String given = requireNonNull(idOrUrl, "idOrUrl is null").strip();
        if (given.isEmpty()) {
            throw new IllegalArgumentException("The Fishjam id is missing: " + SETTING_HINT + ".");
        }
        if (SCHEME.matcher(given).matches()) {
            return ofUrl(given);
        }
        if (given.equalsIgnoreCase("localhost") || !PLAIN_ID.matcher(given).matches()) {
            throw new IllegalArgumentException("The Fishjam id \"" + given + "\" is neither an id nor a URL with"
                    + " http:// or https:// in front: " + SETTING_HINT + ".");
        }
        return ofRest(URI.create(CLOUD + given));
    }

    private static FishjamAddress ofUrl(String given) {
        URI url = parse(given);
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw invalid(url.getScheme() + "://… is not an http:// or https:// URL");
        }
        if (url.getHost() == null) {
            throw invalid("it has no host");
        }
        if (url.getPort() > MAX_PORT) {
            throw invalid("its port is above " + MAX_PORT);
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw invalid("it must not have a user, query or fragment");
        }
        String path = url.getRawPath().replaceAll("/{2,}", "/").replaceAll("/$", "");
        if (path.isEmpty() && url.getHost().equalsIgnoreCase(CLOUD_HOST)) {
            throw invalid("it lacks /api/v1/connect/ and the id");
        }
        return ofRest(URI.create(scheme + "://" + url.getRawAuthority() + path));
    }

    private static FishjamAddress ofRest(URI rest) {
        return new FishjamAddress(rest, URI.create("ws" + rest.toString().substring("http".length())));
    }

    private static URI parse(String given) {
        try {
            return new URI(given);
        } catch (URISyntaxException e) {
            // The cause's message contains the whole input, which may include a password.
            throw invalid("it is not well formed at character " + e.getIndex());
        }
    }

    private static IllegalArgumentException invalid(String why) {
        return new IllegalArgumentException(
                "The Fishjam URL cannot be used because " + why + ": " + SETTING_HINT + ".");
    }

    /**
     * Returns the URL that an agent connects to.
     *
     * <p>Fishjam may run media servers on other hosts than its REST API; the URL from creating the peer then takes
     * precedence. Its last {@code /socket/…} part is the path for WebRTC peers and is replaced by the path for agents.
     *
     * @param peerWebsocketUrl from the response to creating the peer; {@code wss} if it has no scheme; may be null
     * @throws IllegalArgumentException if it is not a URL with a host and a valid port
     */
    public URI agentSocket(@Nullable String peerWebsocketUrl) {
        if (peerWebsocketUrl == null || peerWebsocketUrl.isBlank()) {
            return URI.create(webSocket + AGENT_PATH);
        }
        String given = peerWebsocketUrl.strip();
        URI url = URI.create(given.contains("://") ? given : "wss://" + given);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String webSocketScheme = scheme.replaceFirst("^http", "ws");
        if (url.getHost() == null
                || url.getPort() > MAX_PORT
                || !(webSocketScheme.equals("ws") || webSocketScheme.equals("wss"))) {
            throw new IllegalArgumentException(
                    "Fishjam's peer_websocket_url is not a URL with a host and a valid port");
        }
        return URI.create(webSocketScheme + "://" + url.getRawAuthority() + agentPath(url.getRawPath()));
    }

    /** Returns the URL of the notification socket. */
    public URI notificationSocket() {
        return URI.create(webSocket + "/socket/server/websocket");
    }

    private static String agentPath(String path) {
        Matcher socket = PEER_SOCKET_PATH.matcher(path);
        return (socket.matches() ? socket.group(1) : path.replaceAll("/+$", "")) + AGENT_PATH;
    }
}

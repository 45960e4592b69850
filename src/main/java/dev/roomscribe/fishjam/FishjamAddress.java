package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a Fishjam answers.
 *
 * @param rest the base of every REST path, without a trailing slash
 * @param webSocket the same place as {@code ws} or {@code wss}
 */
public record FishjamAddress(URI rest, URI webSocket) {
    private static final String CLOUD_HOST = "fishjam.io";
    private static final String CLOUD = "https://" + CLOUD_HOST + "/api/v1/connect/";
    private static final String WHAT_TO_SET =
            "set it to the plain id of the dashboard, such as abc123, or to the full URL, such as " + CLOUD + "abc123";
    private static final String AGENT_PATH = "/socket/agent/websocket";

    private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*");
    private static final Pattern PEER_SOCKET_PATH = Pattern.compile("(.*)/socket(?:/.*)?");

    public FishjamAddress {
        requireNonNull(rest, "rest is null");
        requireNonNull(webSocket, "webSocket is null");
    }

    /**
     * Returns the address behind a Fishjam id.
     *
     * <p>Whatever is neither clearly an id nor clearly a URL is refused: a host name taken for an id would send the
     * management token to somebody else's Fishjam.
     *
     * @param idOrUrl a plain id of the cloud, or an {@code http} or {@code https} URL up to and including the id
     * @throws IllegalArgumentException if it is neither; the message says what to set
     */
    public static FishjamAddress of(String idOrUrl) {
        String given = requireNonNull(idOrUrl, "idOrUrl is null").strip();
        if (given.isEmpty()) {
            throw new IllegalArgumentException("The Fishjam id is missing: " + WHAT_TO_SET + ".");
        }
        if (SCHEME.matcher(given).matches()) {
            return ofUrl(given);
        }
        if (given.equalsIgnoreCase("localhost") || !PLAIN_ID.matcher(given).matches()) {
            throw new IllegalArgumentException("The Fishjam id \"" + given + "\" is neither an id nor a URL with"
                    + " http:// or https:// in front: " + WHAT_TO_SET + ".");
        }
        return ofRest(URI.create(CLOUD + given));
    }

    private static FishjamAddress ofUrl(String given) {
        URI url = parse(given);
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw refused(url.getScheme() + "://… is not an http:// or https:// URL");
        }
        if (url.getHost() == null) {
            throw refused("it names no host");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw refused("it must carry no user, query or fragment");
        }
        String path = url.getRawPath().replaceAll("/{2,}", "/").replaceAll("/$", "");
        if (path.isEmpty() && url.getHost().equalsIgnoreCase(CLOUD_HOST)) {
            throw refused("it lacks /api/v1/connect/ and the id");
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
            // The cause repeats the whole input, which may hold a password.
            throw refused("it is not well formed at character " + e.getIndex());
        }
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("The Fishjam URL cannot be used because " + why + ": " + WHAT_TO_SET + ".");
    }

    /**
     * Returns where an agent has to connect.
     *
     * <p>A Fishjam may keep its media on other machines than its REST API; what it said when the peer was created then
     * wins. Its last {@code /socket/…} part names the socket of human peers and is replaced by the agents' own.
     *
     * @param peerWebsocketUrl what creating the peer answered; it may lack the scheme, which then is {@code wss}
     * @throws IllegalArgumentException if that is no URL of a host
     */
    public URI agentSocket(@Nullable String peerWebsocketUrl) {
        if (peerWebsocketUrl == null || peerWebsocketUrl.isBlank()) {
            return URI.create(webSocket + AGENT_PATH);
        }
        String given = peerWebsocketUrl.strip();
        URI url = URI.create(given.contains("://") ? given : "wss://" + given);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String webSocketScheme = scheme.replaceFirst("^http", "ws");
        if (url.getHost() == null || !(webSocketScheme.equals("ws") || webSocketScheme.equals("wss"))) {
            throw new IllegalArgumentException("Fishjam named a peer socket that is no address of a host");
        }
        return URI.create(webSocketScheme + "://" + url.getRawAuthority() + agentPath(url.getRawPath()));
    }

    /** Returns where a server subscribes to notifications. */
    public URI serverSocket() {
        return URI.create(webSocket + "/socket/server/websocket");
    }

    private static String agentPath(String path) {
        Matcher socket = PEER_SOCKET_PATH.matcher(path);
        return (socket.matches() ? socket.group(1) : path.replaceAll("/+$", "")) + AGENT_PATH;
    }
}

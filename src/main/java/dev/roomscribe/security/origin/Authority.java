package dev.roomscribe.security.origin;

import static java.util.Objects.requireNonNull;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host and the port in a {@code Host} header or in a web origin.
 *
 * @param host a name or an IPv4 address in lower case, without a dot at its end, or an IPv6 address in brackets, in the
 *     form of {@link InetAddress#getHostAddress}
 * @param port 0 to 65535; {@link #NO_PORT} if there is none
 */
public record Authority(String host, int port) {
    public static final int NO_PORT = -1;

    private static final int MAX_LENGTH = 300;
    private static final int IPV4_BYTES = 4;
    private static final int MAX_PORT = 65_535;

    /** Narrower than RFC 3986, whose names may also contain percent-encoded and other characters that no DNS name has. */
    private static final Pattern FORM = Pattern.compile(
            "(?<host>\\[[0-9a-f:.]+]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\\.?)(?::(?<port>[0-9]{0,5}))?");

    public Authority {
        requireNonNull(host, "host is null");
    }

    /** Parses {@code host} or {@code host:port}; returns empty if the text is neither. */
    public static Optional<Authority> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String host = matcher.group("host");
        String digits = matcher.group("port");
        int port = digits == null || digits.isEmpty() ? NO_PORT : Integer.parseInt(digits);
        return port > MAX_PORT ? Optional.empty() : canonical(host).map(name -> new Authority(name, port));
    }

    /** Returns the form in which equal hosts have equal texts; empty for brackets without an IPv6 address. */
    private static Optional<String> canonical(String host) {
        if (!host.startsWith("[")) {
            return Optional.of(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host.substring(1, host.length() - 1));
        return address == null || address.length == IPV4_BYTES
                ? Optional.empty()
                : Optional.of("[" + text(address) + "]");
    }

    /** Never looks up a name. */
    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("The length of the address is right", e);
        }
    }

    /** Returns the port, or the default one if there is none. */
    int portOr(int defaultPort) {
        return port == NO_PORT ? defaultPort : port;
    }
}

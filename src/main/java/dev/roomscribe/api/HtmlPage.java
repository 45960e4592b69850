package dev.roomscribe.api;

import dev.roomscribe.security.Sha256;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A static HTML page. Nothing from a request is inserted into it. Its content security policy allows scripts, styles,
 * images and requests of its own origin, the scripts in the page, and nothing else.
 */
final class HtmlPage {
    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script';"
            + " script-src 'self'";

    /** A script within the page, which runs before any other is loaded. */
    private static final Pattern INLINE_SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

    private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("utf-8");

    private final String html;
    private final String policy;

    /**
     * Reads the page from the class path.
     *
     * @param file its name in {@code /pages}
     * @param frameAncestors the sources that may frame the page, as in the {@code frame-ancestors} directive
     */
    HtmlPage(String file, String frameAncestors) {
        html = read("/pages/" + file);
        policy = POLICY + hashes(html) + "; frame-ancestors " + frameAncestors;
    }

    Response response() {
        return Response.ok(html, HTML)
                .header("Content-Security-Policy", policy)
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-cache")
                .header("Vary", "Accept-Encoding")
                .build();
    }

    /** Returns the sources of the scripts in a page, for the directive {@code script-src}. */
    private static String hashes(String html) {
        return INLINE_SCRIPT
                .matcher(html)
                .results()
                .map(script -> HexFormat.of().parseHex(Sha256.hex(script.group(1))))
                .map(hash -> " 'sha256-%s'".formatted(Base64.getEncoder().encodeToString(hash)))
                .collect(Collectors.joining());
    }

    private static String read(String resource) {
        try (InputStream file = HtmlPage.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new FileNotFoundException(resource);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.roomscribe.api;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A static HTML page. Nothing from a request is inserted into it. Its content security policy allows scripts, styles,
 * images and requests of its own origin and nothing else.
 */
final class HtmlPage {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script';"
            + " frame-ancestors ";

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
        policy = POLICY + frameAncestors;
    }

    Response response() {
        return Response.ok(html, HTML)
                .header("Content-Security-Policy", policy)
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-cache")
                .header("Vary", "Accept-Encoding")
                .build();
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

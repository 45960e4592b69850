package dev.roomscribe.api;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A page for people: the same for everybody, with nothing of a request's in it. Its scripts and styles are static files
 * beside it; it may load these, ask this service, and do nothing else.
 */
final class Page {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script';"
            + " frame-ancestors ";

    private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("utf-8");

    private final String html;
    private final String policy;

    /**
     * Reads a page's file.
     *
     * @param frameAncestors who may show it in a frame, in the words of a content security policy
     */
    Page(String file, String frameAncestors) {
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
        try (InputStream file = Page.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new FileNotFoundException(resource);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

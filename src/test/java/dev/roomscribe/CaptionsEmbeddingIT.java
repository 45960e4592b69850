package dev.roomscribe;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import dev.roomscribe.support.BrowserService;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.Closeables;
import dev.roomscribe.support.Nginx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The captions element and the subtitles on a page of another origin. */
class CaptionsEmbeddingIT {
    @TempDir
    static Path directory;

    private static HttpServer otherOrigin;
    private static BrowserService service;

    @BeforeAll
    static void startService() throws IOException {
        otherOrigin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        otherOrigin.start();
        service = BrowserService.start(
                directory,
                "-Droomscribe.http.allowed-origins=http://127.0.0.1:"
                        + otherOrigin.getAddress().getPort());
    }

    @AfterAll
    static void closeAll() {
        Closeables.closeAll(service);
        otherOrigin.stop(0);
    }

    @AfterEach
    void assertNoViolationAndClosePages() {
        service.chromium().assertCleanAndClose();
    }

    /** The embedding page needs one script tag, and a policy that allows nothing but the service. */
    @Test
    void elementWorksOnAllowedOriginsOnly() {
        URI here = service.url();
        String html = """
                <!doctype html><html lang="en"><title>Embedding</title>
                <script type="module" src="%scaptions.js"></script>
                <h1>A page</h1><roomscribe-captions room="demo"></roomscribe-captions>""".formatted(here.resolve("/"));
        serveOnOtherOrigin("/page", html, "script-src %1$s; connect-src %1$s".formatted(here.resolve("/")));
        int port = otherOrigin.getAddress().getPort();
        Page allowed =
                service.chromium().open(URI.create("http://127.0.0.1:" + port + "/page"), ColorScheme.LIGHT, here);
        assertThat(allowed.locator("roomscribe-captions li.line").first()).isVisible();
        assertThat(allowed.locator(".status")).containsText("Live");

        Page refused =
                service.chromium().open(URI.create("http://localhost:" + port + "/page"), ColorScheme.LIGHT, here);
        assertThat(refused.evaluate("customElements.get('roomscribe-captions') === undefined"))
                .isEqualTo(true);
    }

    /** A link to another origin would replace the page if its response were an error. */
    @Test
    void everyFormatIsSavedAndThePageStays() {
        URI here = service.url();
        serveOnOtherOrigin(
                "/saving",
                """
                <!doctype html><html lang="en"><title>Saving</title>
                <script type="module" src="%scaptions.js"></script>
                <roomscribe-captions room="demo"></roomscribe-captions>""".formatted(here.resolve("/")),
                "script-src %1$s; connect-src %1$s".formatted(here.resolve("/")));
        URI host = URI.create("http://127.0.0.1:" + otherOrigin.getAddress().getPort() + "/saving");
        Page page = service.chromium().open(host, ColorScheme.LIGHT, here);
        assertThat(page.locator("roomscribe-captions li.line").first()).isVisible();
        page.getByText("Save").click();
        for (String format : List.of("vtt", "srt", "txt", "json", "jsonl", "verbose.json")) {
            Download download = page.waitForDownload(
                    () -> page.locator("a[href$='transcript." + format + "']").click());
            assertThat(download.suggestedFilename()).matches("demo_[-0-9T]{19}Z\\." + Pattern.quote(format));
            assertThat(download.path()).isNotEmptyFile();
        }
        Page opened = page.waitForPopup(
                () -> page.locator("a[href$='transcript.html']").click());
        assertThat(opened.locator("h1")).containsText("demo");
        opened.close();

        page.route(
                "**/transcript.vtt",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(503)
                        .setContentType("application/problem+json")
                        .setHeaders(Map.of("Access-Control-Allow-Origin", "*"))
                        .setBody("{\"detail\": \"The disk is full.\"}")));
        page.locator("a[href$='transcript.vtt']").click();
        assertThat(page.locator(".note"))
                .hasText("demo.vtt could not be saved: The service made a mistake (status 503). Try again later.");
        assertThat(page).hasURL(host.toString());
    }

    /** The proxy removes a prefix from the path, which the service does not know. */
    @Test
    void pagesWorkBehindAPrefix() {
        try (Nginx nginx = Nginx.start(directory, Path.of("docs/operations.md"), service.url())) {
            URI base = nginx.url().resolve("captions/");
            Page rooms = service.chromium().open(base, ColorScheme.LIGHT);
            rooms.locator("a[href$='/captions']").first().click();
            assertThat(rooms.locator("li.line").first()).isVisible();
            assertThat(rooms).hasURL(base.resolve("rooms/demo/captions").toString());
            service.chromium().assertCleanAndClose();
        }
    }

    /** The subtitles are loaded into a video player of another origin. */
    @Test
    void browserParsesEverySubtitle() {
        CaptionClient.Event said = service.captions().await(Duration.ofSeconds(30), "transcript.final");
        URI here = service.url();
        serveOnOtherOrigin("/player", """
                <!doctype html><html lang="en"><title>Player</title>
                <video crossorigin="anonymous"><track src="%srooms/demo/transcript.vtt"></video>""".formatted(here.resolve("/")), "media-src " + here.resolve("/"));
        URI player = URI.create("http://127.0.0.1:" + otherOrigin.getAddress().getPort() + "/player");
        Page page = service.chromium().open(player, ColorScheme.LIGHT, here);
        Object cues = page.evaluate("""
                async () => {
                  const track = document.querySelector('track');
                  const loaded = new Promise((done, fail) => { track.onload = done; track.onerror = fail; });
                  track.track.mode = 'hidden';
                  await loaded;
                  return [...track.track.cues].map(cue => {
                    const said = cue.getCueAsHTML();
                    const voice = said.firstElementChild;
                    return [cue.id, voice?.title ?? '', said.textContent.replaceAll('\\n', ' '), cue.endTime > cue.startTime].join('|');
                  });
                }""");
        List<String> read =
                ((List<?>) requireNonNull(cues)).stream().map(String::valueOf).toList();
        assertThat(read).allMatch(cue -> cue.matches("\\d+\\|(Alice|Bob)\\|[A-Za-z'. ]+\\|true"));
        assertThat(read.stream().map(cue -> cue.substring(0, cue.indexOf('|'))))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, read.size())
                        .mapToObj(String::valueOf)
                        .toList());
        assertThat(read.stream()
                        .map(cue -> cue.split("\\|", -1))
                        .filter(cue -> cue[1].equals(said.text("speaker")))
                        .map(cue -> cue[2])
                        .collect(Collectors.joining(" ")))
                .containsIgnoringCase(said.text("transcript"));
    }

    private static void serveOnOtherOrigin(String path, String html, String policy) {
        otherOrigin.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.getResponseHeaders().add("Content-Security-Policy", "default-src 'none'; " + policy);
            byte[] body = html.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}

package dev.roomscribe;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.roomscribe.support.Chromium;
import dev.roomscribe.support.Closeables;
import dev.roomscribe.support.KeyedService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser and a service with an API key: tokens, signing in, and pages of other origins. */
class AccessIT {
    private static final int MINUTE = 60;
    /** Long enough for a slow machine to use it, and short enough to expire several times in a test. */
    private static final int SHORT = 3;

    /** The tokens that the back end of the embedding page has created. */
    private static final AtomicInteger TOKENS = new AtomicInteger();

    @TempDir
    static Path directory;

    private static Chromium chromium;
    private static HttpServer otherOrigin;
    private static KeyedService service;

    @BeforeAll
    static void startService() throws IOException {
        chromium = Chromium.launch();
        otherOrigin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        otherOrigin.createContext(
                "/", exchange -> respond(exchange, "text/html", "<!doctype html><title>Other</title>"));
        otherOrigin.createContext("/token", exchange -> {
            TOKENS.incrementAndGet();
            respond(exchange, "text/plain", service.token("demo", SHORT, "captions:read"));
        });
        otherOrigin.start();
        service = new KeyedService(
                directory, "-Droomscribe.http.allowed-origins=" + allowedOrigin() + "," + sameSiteOrigin());
    }

    @AfterAll
    static void closeAll() {
        Closeables.closeAll(service, chromium);
        otherOrigin.stop(0);
    }

    @AfterEach
    void assertNoViolationAndClosePages() {
        chromium.assertCleanAndClose();
    }

    /** Of another site than the service. */
    private static String allowedOrigin() {
        return "http://127.0.0.1:" + otherOrigin.getAddress().getPort();
    }

    /** Of the same site as the service: browsers send cookies to every port of a host. */
    private static String sameSiteOrigin() {
        return "http://localhost:" + otherOrigin.getAddress().getPort();
    }

    private static void respond(HttpExchange exchange, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Page open(String pathAndFragment) {
        return chromium.open(URI.create(service.url() + pathAndFragment), ColorScheme.LIGHT);
    }

    private static Locator signInForm(Page page) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Sign in"));
    }

    private static void signIn(Page page, String credential) {
        page.getByLabel("API key or token").fill(credential);
        page.getByLabel("API key or token").press("Enter");
    }

    @Test
    void tokenThatExpiresInTheConversationCostsNoLine() {
        otherOrigin.createContext("/meeting", exchange -> respond(exchange, "text/html", """
                <!doctype html><html lang="en"><title>Meeting</title>
                <roomscribe-captions room="demo"></roomscribe-captions>
                <script>
                  window.phases = [];
                  const captions = document.querySelector('roomscribe-captions');
                  captions.tokenProvider = async () => (await fetch('/token')).text();
                  new MutationObserver(() => window.phases.push(captions.dataset.phase))
                      .observe(captions, {attributeFilter: ['data-phase']});
                </script>
                <script type="module" src="%s/captions.js"></script>""".formatted(service.url())));
        Page page = chromium.open(URI.create(allowedOrigin() + "/meeting"), ColorScheme.LIGHT, service.url());
        assertThat(page.locator(".status strong")).hasText("Live");
        List<String> streams = new ArrayList<>();
        page.onRequest(request -> {
            if (request.url().contains("/transcript/events")) {
                streams.add(request.url());
            }
        });
        int finals = service.finals().size();
        int before = TOKENS.get();

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> TOKENS.get() >= before + 3 && service.finals().size() >= finals + 3);
        page.waitForFunction("() => window.phases.filter(phase => phase === 'renewing').length >= 2");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(shownFinals(page))
                        .containsAll(service.finals())
                        .doesNotHaveDuplicates());
        assertThat(page.evaluate("window.phases.includes('denied') || window.phases.includes('reconnecting')"))
                .isEqualTo(false);

        // A snapshot may contain fewer finals than were missed.
        assertThat(streams).hasSizeGreaterThanOrEqualTo(2).allMatch(url -> url.contains("?after="));

        // A link cannot send the token.
        page.getByText("Save").click();
        Download download = page.waitForDownload(() -> page.getByText("WebVTT").click());
        assertThat(download.suggestedFilename()).matches("demo_[-0-9T]{19}Z\\.vtt");
        assertThat(fileStart(download)).startsWith("WEBVTT");
    }

    @Test
    void failureOfTheTokenProviderIsShownAndRepeated() {
        String html = """
                <!doctype html><html lang="en"><title>Meeting</title>
                <roomscribe-captions room="demo"></roomscribe-captions>
                <script>
                  window.asked = 0;
                  document.querySelector('roomscribe-captions').tokenProvider = async () => {
                    if (window.asked++ < 2) throw new Error('the back end is down');
                    return '%s';
                  };
                </script>
                <script type="module" src="%s/captions.js"></script>""".formatted(service.token("demo", MINUTE, "captions:read"), service.url());
        otherOrigin.createContext("/outage", exchange -> respond(exchange, "text/html", html));
        Page page = chromium.open(URI.create(allowedOrigin() + "/outage"), ColorScheme.LIGHT, service.url());
        assertThat(page.locator(".status")).containsText("could not get a new token: the back end is down");
        assertThat(page.locator(".status strong")).hasText("Live");
        assertThat(page.evaluate("window.asked")).isEqualTo(3);
    }

    @Test
    void tokenOfAnotherRoomIsRefusedAndThePageSaysSo() {
        Page page = open("/rooms/demo/captions#token=" + service.token("other", MINUTE, "captions:read"));
        assertThat(page.locator(".status")).containsText("No access the token is for another room");

        // Another link in the same tab is followed without loading the page again.
        page.evaluate("token => { location.hash = 'token=' + token; }", service.token("demo", MINUTE, "captions:read"));
        assertThat(page.locator("li.line").first()).isVisible();
        assertThat(signInForm(page)).isHidden();
        assertThat(page.url()).doesNotContain("token");
    }

    @Test
    void expiredTokenOfALinkEndsTheCaptionsWithoutFurtherRequests() {
        Page page = open("/rooms/demo/captions#token=" + service.token("demo", SHORT, "captions:read"));
        assertThat(page.locator("li.line").first()).isVisible();
        assertThat(page.locator(".status")).containsText("No access the token has expired");
        assertThat(page.locator("li.line").first()).isVisible();
        assertThat(signInForm(page)).isVisible();
    }

    @Test
    void overlayTakesTheTokenFromTheFragmentAndRemovesIt() {
        String token = service.token("demo", MINUTE, "captions:read");
        Page page = open("/rooms/demo/captions?mode=overlay#a=1&token=" + token + "&b");
        assertThat(page.locator(".overlay li").first()).isVisible();
        assertThat(page.url()).endsWith("/rooms/demo/captions?mode=overlay#a=1&b");
        assertThat(page.content()).doesNotContain(token);
        assertThat(page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
                        .toString())
                .doesNotContain(token);

        page.reload();
        assertThat(page.locator(".notice:not(.missing)"))
                .containsText("No access: sign in, or open a new link with a token");
    }

    @Test
    void pageShowsOnlyWhatItsUserMayDo() {
        Page page = open("/");
        assertThat(signInForm(page)).isVisible();
        assertThat(page.locator("#start")).isHidden();
        assertThat(page.getByLabel("API key or token")).isFocused();
        assertAccessible(page);
        signIn(page, "rs_backend_wrong");
        assertThat(page.getByRole(AriaRole.ALERT)
                        .filter(new Locator.FilterOptions().setHasText("is invalid or has expired")))
                .isVisible();

        signIn(page, service.token("demo", MINUTE, "captions:read", "rooms:read"));
        Locator demo = page.locator("#rooms .room").filter(new Locator.FilterOptions().setHasText("demo"));
        assertThat(demo.locator(".state")).hasText("Live");
        assertThat(demo.locator("h3 a")).isVisible();
        assertThat(demo.getByText("Stop")).isHidden();
        assertThat(page.locator("#start")).isHidden();
        page.getByText("Sign out").click();
        assertThat(signInForm(page)).isVisible();
        assertThat(demo).hasCount(0);

        signIn(page, service.token("demo", MINUTE, "captions:read"));
        assertThat(demo.locator("h3 a")).isVisible();
        assertThat(page.locator("#start")).isHidden();
        page.getByText("Sign out").click();

        signIn(page, KeyedService.KEY);
        assertThat(demo.getByText("Stop")).isVisible();
        assertThat(page.locator("#start")).isVisible();
    }

    @Test
    void captionsPageSignsInAndOut() {
        Page page = open("/rooms/demo/captions");
        assertThat(page.locator(".status")).containsText("No access sign in, or open a new link with a token");
        assertAccessible(page);
        signIn(page, KeyedService.KEY);
        assertThat(page.locator("li.line").first()).isVisible();
        assertThat(signInForm(page)).isHidden();
        page.reload();
        assertThat(page.locator("li.line").first()).isVisible();
        page.getByText("Sign out").click();
        assertThat(signInForm(page)).isVisible();
        assertThat(page.locator("li.line")).hasCount(0);
    }

    @Test
    void eventSourceReadsWithTheCookie() {
        Page page = open("/");
        signIn(page, KeyedService.KEY);
        page.locator(".room").first().waitFor();
        Object received = page.evaluate("""
                () => new Promise((resolve, reject) => {
                  const source = new EventSource('/rooms/demo/transcript/events?after=0');
                  source.onerror = () => reject(new Error('refused'));
                  source.addEventListener('transcript.final', event => { source.close(); resolve(event.data); });
                })""");
        assertThat(String.valueOf(received)).contains("\"room_id\":\"demo\"");
    }

    /** Both origins are allowed: their pages may use the service with a token of their own. */
    @Test
    void pageOfAnotherOriginCannotUseTheCookie() {
        service.room().openSilentRoom("private", "Ana");
        Page own = chromium.blank(new Browser.NewContextOptions());
        own.navigate(service.url().toString());
        signIn(own, KeyedService.KEY);
        own.locator(".room").first().waitFor();
        assertThat(own.context().cookies(service.url().toString()))
                .singleElement()
                .satisfies(cookie -> assertThat(cookie.httpOnly).isTrue());

        for (String origin : List.of(sameSiteOrigin(), allowedOrigin())) {
            Page other = own.context().newPage();
            other.navigate(origin);
            Object results = other.evaluate("""
                    async service => {
                      const attempt = async (path, options) => {
                        try {
                          const response = await fetch(service + path, options);
                          return response.type === 'opaque' || !response.ok ? 'no' : `${path}: ${await response.text()}`;
                        } catch {
                          return 'no';
                        }
                      };
                      const results = [];
                      for (const credentials of ['include', 'same-origin']) {
                        for (const mode of ['cors', 'no-cors']) {
                          results.push(await attempt('/rooms', { credentials, mode }));
                          results.push(await attempt('/rooms/demo/transcript.txt', { credentials, mode }));
                          results.push(await attempt('/rooms/private/transcribe', { credentials, mode, method: 'POST' }));
                        }
                        results.push(await attempt('/rooms/demo/transcribe', { credentials, method: 'DELETE' }));
                      }
                      results.push(await new Promise(resolve => {
                        const source = new EventSource(service + '/rooms/demo/transcript/events', { withCredentials: true });
                        source.onopen = () => resolve('opened');
                        source.onerror = () => { source.close(); resolve('no'); };
                      }));
                      return results;
                    }""", service.url().toString());
            assertThat((List<?>) results).as(origin).hasSize(15).allMatch("no"::equals);
        }
        assertThat(service.send("GET", "/rooms/private/transcribe", "").statusCode())
                .isEqualTo(404);
        assertThat(service.send("GET", "/rooms/demo/transcribe", "").statusCode())
                .isEqualTo(200);
    }

    private static void assertAccessible(Page page) {
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
    }

    private static String fileStart(Download download) {
        try {
            return Files.readString(download.path());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> shownFinals(Page page) {
        Object keys = page.evaluate("""
                () => [...document.querySelector('roomscribe-captions').shadowRoot.querySelectorAll('li.line:not(.partial, .unfinished)')]
                    .map(row => `${row.dataset.key} ${row.querySelector('.text').textContent}`)""");
        return ((List<?>) Objects.requireNonNull(keys))
                .stream().map(String::valueOf).toList();
    }
}

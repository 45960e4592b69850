package dev.roomscribe;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.roomscribe.contract.ToolProcess;
import dev.roomscribe.support.Chromium;
import dev.roomscribe.support.Closeables;
import dev.roomscribe.support.KeyedService;
import dev.roomscribe.support.TcpProxy;
import dev.roomscribe.support.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of another origin that draw captions themselves: with captions/react.js, and with the example for React Native. */
class CaptionsReactIT {
    /** The page, and the versions of React that it is tested with. */
    private static final Path SCRIPTS = Path.of("src/test/js/react");

    private static final Path INSTALLED = Path.of("target/react");
    private static final Path EXAMPLE = Path.of("docs/clients/captions-xhr.mjs");

    private static final int MINUTE = 60;
    private static final int SHORT = 3;

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
        otherOrigin.createContext("/", CaptionsReactIT::serveFile);
        otherOrigin.createContext("/token", exchange -> {
            TOKENS.incrementAndGet();
            respond(exchange, "text/plain", service.token("demo", SHORT, "captions:read"));
        });
        otherOrigin.start();
        service = new KeyedService(directory, "-Droomscribe.http.allowed-origins=" + origin());
        install();
    }

    private static void install() throws IOException {
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.write(INSTALLED.resolve(file), Files.readAllBytes(SCRIPTS.resolve(file)));
        }
        // A cached download never expires: the lock file has its hash.
        try (ToolProcess npm = ToolProcess.start(
                INSTALLED,
                "npm",
                Map.of(),
                "npm",
                "ci",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefer-offline")) {
            npm.awaitSuccess(Duration.ofMinutes(2));
        }
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

    @Test
    void componentsOfARoomShareAConnectionThatEndsWithTheLast() {
        Page page = chromium.blank(new Browser.NewContextOptions());
        List<Request> streams = new ArrayList<>();
        List<Request> closed = new ArrayList<>();
        page.onRequest(request -> addStream(request, streams));
        page.onRequestFailed(request -> addStream(request, closed));
        open(page);
        String token = service.token("demo", MINUTE, "captions:read");
        show(page, panel("demo", token), panel("demo", token));
        Locator first = page.locator("section").first();
        assertThat(first.locator("h2")).hasText(Pattern.compile("^Live"));
        assertThat(first.locator("p")).hasText("listening");
        assertThat(first.locator("li.partial").first()).isVisible();
        assertThat(first.locator("li.final").first()).isVisible();
        // React draws both panels from the same snapshot.
        assertThat(page.evaluate(
                        "() => new Set([...document.querySelectorAll('ol')].map(list => list.innerText)).size"))
                .isEqualTo(1);
        assertThat(streams).hasSize(1);

        show(page, panel("demo", token));
        assertThat(page.locator("section")).hasCount(1);
        show(page, panel("unknown", token));
        assertThat(page.locator("h2")).hasText("No access the token is for another room");
        page.waitForCondition(() -> closed.contains(streams.get(0)));

        show(page, panel("demo", "invalid"));
        assertThat(page.locator("h2")).containsText("the service does not accept the token");
        show(page, panel("demo", token));
        assertThat(page.locator("h2")).hasText(Pattern.compile("^Live"));
        assertThat(page.locator("li.final").first()).isVisible();
        show(page);
        page.waitForCondition(() -> closed.contains(streams.get(streams.size() - 1)));
        assertThat((List<?>) requireNonNull(page.evaluate("complaints"))).isEmpty();
    }

    /** A provider that the page creates for each rendering is asked only when a token is needed. */
    @Test
    void newTokensContinueTheCaptions() {
        Page page = chromium.blank(new Browser.NewContextOptions());
        open(page);
        page.evaluate("""
                service => {
                  window.panel = () => ({
                    url: service, room: 'demo', tokenProvider: async () => (await fetch('/token')).text(),
                  });
                  window.redraw = setInterval(() => show(panel(), panel()), 20);
                }""", service.url().toString());
        assertThat(page.locator("h2").first()).hasText(Pattern.compile("^Live"));
        Set<String> before = service.finals();
        Waiting.await().until(() -> TOKENS.get() >= 3 && service.finals().size() >= before.size() + 2);
        page.evaluate("clearInterval(redraw)");
        Waiting.await().until(() -> shown(page).containsAll(later(before)));
        assertThat(shown(page)).doesNotHaveDuplicates();
        assertThat(TOKENS.get()).isLessThan(60);
        assertThat((List<?>) requireNonNull(page.evaluate("complaints"))).isEmpty();
    }

    /** Many events in one frame are drawn once. Lines that they do not change stay the same objects. */
    @Test
    void snapshotsAreImmutableAndComeOncePerFrame() {
        Page page = chromium.blank(new Browser.NewContextOptions());
        open(page);
        Object result = page.evaluate("""
                async service => {
                  const event = (type, id, revision, text) => `data: ${JSON.stringify({
                    type, session_id: 's', peer_id: 'p', speaker: 'Ana', utterance_id: id, revision, transcript: text, text,
                    start: 1, end: 2, started_at: '2026-09-10T10:00:02Z',
                  })}\\n\\n`;
                  let stream;
                  const body = new ReadableStream({start: controller => stream = controller});
                  window.fetch = async () => new Response(body);
                  const send = text => stream.enqueue(new TextEncoder().encode(text));
                  const until = async condition => {
                    while (!condition()) await new Promise(requestAnimationFrame);
                  };
                  show({url: service, room: 'scripted'});
                  send(event('transcript.final', 'a', 1, 'Hello.'));
                  await until(() => document.querySelector('li.final'));
                  const [hello] = lines;
                  const before = lines;
                  const rendered = renders;
                  for (let i = 1; i <= 500; i++) send(event('transcript.partial', 'b', i, `word ${i}`));
                  await until(() => lines[1]?.text === 'word 500');
                  const frozen = Object.isFrozen(lines) && lines.every(Object.isFrozen);
                  return [lines[0] === hello, before.length, frozen, renders - rendered < 20].join(' ');
                }""", service.url().toString());
        assertThat(result).isEqualTo("true 1 true true");
    }

    /** The example reconnects after a cut, and regularly because of the length of the response. */
    @Test
    void exampleForReactNativeReceivesEveryFinalOnce() {
        try (TcpProxy network = new TcpProxy(service.url())) {
            Page page = chromium.blank(new Browser.NewContextOptions());
            List<Request> requests = new ArrayList<>();
            page.onRequest(request -> addStream(request, requests));
            open(page);
            page.evaluate("""
                    async ([service, token]) => {
                      const { followCaptions } = await import('/captions-xhr.mjs');
                      window.finals = [];
                      window.refusals = [];
                      const onEvent = event => (event.finals ?? [event])
                          .filter(({type}) => type === 'transcript.final')
                          .forEach(({utterance_id: id, text}) => finals.push(`${id} ${text}`));
                      const onRefused = reason => refusals.push(reason);
                      const options = {service, room: 'demo', maxLength: 5_000, onEvent, onRefused};
                      window.stop = followCaptions({...options, getToken: async () => token});
                      followCaptions({...options, getToken: async () => 'invalid'});
                    }""", List.of(network.url().toString(), service.token("demo", 5 * MINUTE, "captions:read")));
            page.waitForFunction("() => finals.length > 0 && refusals.length === 1");
            Set<String> before = service.finals();
            network.disconnect();
            Waiting.await().until(() -> service.finals().size() > before.size());
            network.restore();
            // The browser reports its requests while it is asked for the finals.
            Waiting.await().until(() -> finalsOfExample(page).containsAll(later(before)) && requests.size() >= 4);
            assertThat(finalsOfExample(page)).doesNotHaveDuplicates();
            assertThat(String.valueOf(page.evaluate("refusals[0]"))).contains("invalid or has expired");
            page.evaluate("stop()");
        }
    }

    private static void open(Page page) {
        page.navigate(origin() + "/page.html");
        page.waitForFunction("() => window.show");
    }

    private static void show(Page page, Object... panels) {
        page.evaluate("panels => show(...panels)", List.of(panels));
    }

    private static Map<String, String> panel(String room, String token) {
        return Map.of("url", service.url().toString(), "room", room, "token", token);
    }

    /** Returns the id and the text of each final of the first panel. */
    private static List<String> shown(Page page) {
        return strings(
                page,
                "() => [...document.querySelector('ol').querySelectorAll('.final')]"
                        + ".map(line => `${line.id} ${line.textContent.replace(/^[^:]*: /, '')}`)");
    }

    /** Returns the finals since an earlier moment: a snapshot may contain fewer than there were before. */
    private static Set<String> later(Set<String> before) {
        Set<String> finals = service.finals();
        finals.removeAll(before);
        return finals;
    }

    private static List<String> finalsOfExample(Page page) {
        return strings(page, "finals");
    }

    private static List<String> strings(Page page, String script) {
        return ((List<?>) requireNonNull(page.evaluate(script)))
                .stream().map(String::valueOf).toList();
    }

    private static void addStream(Request request, List<Request> streams) {
        if (request.url().contains("/transcript/events") && !request.method().equals("OPTIONS")) {
            streams.add(request);
        }
    }

    private static String origin() {
        return "http://127.0.0.1:" + otherOrigin.getAddress().getPort();
    }

    private static void serveFile(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(1);
        Path file = path.equals(EXAMPLE.getFileName().toString())
                ? EXAMPLE
                : (path.startsWith("node_modules/") ? INSTALLED : SCRIPTS).resolve(path);
        if (!Files.isRegularFile(file)) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        String type = path.endsWith(".html") ? "text/html" : "text/javascript";
        respond(
                exchange,
                type,
                Files.readString(file).replace("SERVICE", service.url().toString()));
    }

    private static void respond(HttpExchange exchange, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}

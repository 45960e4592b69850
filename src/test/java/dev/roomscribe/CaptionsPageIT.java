package dev.roomscribe;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import com.sun.net.httpserver.HttpServer;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.Chromium;
import dev.roomscribe.support.Closing;
import dev.roomscribe.support.RoomscribeProcess;
import dev.roomscribe.support.TalkingRoom;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages as their readers and operators meet them: the packaged service, people who talk, and a real browser. */
class CaptionsPageIT {
    @TempDir
    static Path directory;

    private static HttpServer elsewhere;
    private static Chromium chromium;
    private static TalkingRoom room;
    private static RoomscribeProcess service;
    private static CaptionClient captions;
    private static URI demo;

    @BeforeAll
    static void startTheMeeting() throws IOException {
        chromium = Chromium.launch();
        elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.start();
        room = new TalkingRoom();
        service = room.serve(
                directory,
                "-Dquarkus.http.cors.enabled=true",
                "-Dquarkus.http.cors.origins=http://127.0.0.1:"
                        + elsewhere.getAddress().getPort());
        captions = CaptionClient.startAndStream(service.url(), "demo");
        demo = service.url().resolve("/rooms/demo/captions");
    }

    @AfterAll
    static void end() {
        Closing.all(captions, service, room, chromium);
        if (elsewhere != null) {
            elsewhere.stop(0);
        }
    }

    @AfterEach
    void nothingWasAskedOfOthersAndNoPolicyBroken() {
        chromium.assertCleanAndClose();
    }

    @Test
    void wordsAreDimWhileTheyAreSaidAndSettleWhereTheyStand() {
        Page page = chromium.open(demo, ColorScheme.LIGHT);
        Locator partial = page.locator("li.partial").first();
        partial.waitFor();
        ElementHandle row = partial.elementHandle();
        String key = row.getAttribute("data-key");
        assertThat(row.getAttribute("aria-hidden")).isEqualTo("true");
        Object dim = row.querySelector(".text").evaluate("text => getComputedStyle(text).color");

        page.waitForFunction("row => !row.classList.contains('partial')", row);

        assertThat(row.evaluate("row => row.isConnected")).isEqualTo(true);
        assertThat(row.getAttribute("aria-hidden")).isNull();
        page.waitForFunction(
                "([row, dim]) => getComputedStyle(row.querySelector('.text')).color !== dim", List.of(row, dim));
        Awaitility.await().untilAsserted(() -> assertThat(captions.events("transcript.final"))
                .filteredOn(caption -> caption.text("utterance_id").equals(key))
                .singleElement()
                .satisfies(caption ->
                        assertThat(row.querySelector(".text").textContent()).isEqualTo(caption.text("transcript"))));
    }

    @Test
    void everySpeakerHasOneNameAndOneColour() {
        Page page = chromium.open(demo, ColorScheme.DARK);
        assertThat(page.locator("li.line:not(.continued) .name")
                        .filter(named("Alice"))
                        .first())
                .isVisible();
        assertThat(page.locator("li.line:not(.continued) .name")
                        .filter(named("Bob"))
                        .first())
                .isVisible();
        Object colours = page.evaluate("""
                () => [...new Set([...document.querySelector('roomscribe-captions').shadowRoot.querySelectorAll('.name')]
                    .map(name => `${name.textContent} ${getComputedStyle(name).color}`))].length""");
        assertThat(colours).isEqualTo(2);
    }

    @Test
    void whoListensHearsEachFinalOnceAndNoPartial() {
        Page page = chromium.open(demo, ColorScheme.LIGHT);
        page.evaluate("""
                () => {
                  const log = document.querySelector('roomscribe-captions').shadowRoot.querySelector('[role=log]');
                  window.heard = [];
                  new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(
                      line => window.heard.push(line.textContent)))).observe(log, {childList: true, subtree: true, characterData: true});
                }""");
        page.waitForFunction("() => window.heard.length >= 2");
        List<?> heard = (List<?>) page.evaluate("window.heard");
        Awaitility.await().untilAsserted(() -> assertThat(captions.events("transcript.final").stream()
                        .map(caption -> caption.text("speaker") + ": " + caption.text("transcript"))
                        .toList())
                .containsSubsequence(heard.stream().map(String::valueOf).toArray(String[]::new)));
        assertThat(page.locator("[role=log]").getAttribute("aria-live")).isEqualTo("polite");
    }

    @Test
    void keysDoWhatTheySayButNotWhileSomebodyTypes() {
        Page page = chromium.open(demo, ColorScheme.LIGHT);
        Locator element = page.locator("roomscribe-captions");
        page.locator("li.line").first().waitFor();
        page.keyboard().press("+");
        assertThat(element).hasAttribute("data-size", "l");
        page.keyboard().press("-");
        page.keyboard().press("-");
        assertThat(element).hasAttribute("data-size", "s");
        page.keyboard().press("c");
        assertThat(page.locator("li.line").first()).not().isVisible();
        page.keyboard().press("c");
        assertThat(page.locator("li.line").first()).isVisible();
        page.keyboard().press("/");
        page.keyboard().type("c+f");
        assertThat(page.getByRole(AriaRole.SEARCHBOX)).hasValue("c+f");
        assertThat(element).hasAttribute("data-size", "s");
        page.keyboard().press("Escape");
        page.keyboard().press("f");
        page.waitForFunction("() => document.fullscreenElement !== null");

        page.reload();
        assertThat(page.locator("roomscribe-captions")).hasAttribute("data-size", "s");
        page.getByText("Options").click();
        page.getByLabel("Single-key").uncheck();
        page.getByLabel("Contrast").selectOption("high");
        assertThat(page.locator("roomscribe-captions")).hasAttribute("data-contrast", "high");
        page.locator(".scroller").focus();
        page.keyboard().press("+");
        assertThat(page.locator("roomscribe-captions")).hasAttribute("data-size", "s");
    }

    @Test
    void aWordIsFoundWhereverItWasSaid() {
        String said = captions.await(Duration.ofSeconds(30), "transcript.final").text("transcript");
        String word = said.substring(said.lastIndexOf(' ') + 1);
        Page page = chromium.open(demo, ColorScheme.LIGHT);
        page.locator("li.line").first().waitFor();
        page.keyboard().press("/");
        page.keyboard().type(word.toUpperCase(Locale.ROOT));
        assertThat(page.locator("mark").first()).hasText(word);
        assertThat(page.locator(".found")).containsText(Pattern.compile("[1-9]\\d* of [1-9]\\d*"));
        page.keyboard().press("Enter");
        assertThat(page.locator("li.current")).hasCount(1);
        page.keyboard().press("Escape");
        assertThat(page.locator("mark")).hasCount(0);
    }

    @Test
    void whoScrollsUpStaysThereAndJumpsBackToLive() {
        Page page = chromium.blank(new Browser.NewContextOptions().setViewportSize(390, 500));
        page.route("**/transcript.json", route -> route.fulfill(json(Script.meeting(200))));
        page.navigate(demo.toString());
        page.locator("li.line").nth(190).waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        page.waitForFunction(DISTANCE_TO_END + " < 48");
        page.locator(".scroller").hover();
        page.mouse().wheel(0, -2_000);
        Locator jump = page.getByText("Jump to live");
        assertThat(jump).isVisible();
        assertThat(jump).containsText("new");
        page.waitForFunction(DISTANCE_TO_END + " > 500");
        jump.click();
        page.waitForFunction(DISTANCE_TO_END + " < 48");
        assertThat(jump).not().isVisible();
    }

    private static final String DISTANCE_TO_END = """
            () => (scroller => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight)(
                document.querySelector('roomscribe-captions').shadowRoot.querySelector('.scroller'))""";

    @Test
    void aDaysMeetingIsReadAsEasilyAsItsLastMinute() {
        Page page = chromium.blank(new Browser.NewContextOptions());
        page.route("**/transcript.json", route -> route.fulfill(json(Script.meeting(10_000))));
        page.navigate(demo.toString());
        page.waitForFunction(
                "() => document.querySelector('roomscribe-captions').shadowRoot.querySelectorAll('li.line').length > 10_000");
        double slowest = ((Number) page.evaluate("""
                        async () => {
                          let slowest = 0;
                          for (let last = await new Promise(requestAnimationFrame), i = 0; i < 60; i++) {
                            const now = await new Promise(requestAnimationFrame);
                            slowest = Math.max(slowest, now - last);
                            last = now;
                          }
                          return slowest;
                        }""")).doubleValue();
        assertThat(slowest)
                .as("milliseconds between two frames, while captions come")
                .isLessThan(500);
        page.keyboard().press("/");
        page.keyboard().type("line 4321 ");
        assertThat(page.locator(".found")).hasText("1 of 1");
        assertThat(page.locator("mark")).isInViewport();
    }

    @Test
    void theMeetingSoFarIsSavedUnderTheRoomsName() throws IOException {
        Page page = chromium.open(demo, ColorScheme.LIGHT);
        page.locator("li.line").first().waitFor();
        page.getByText("Save").click();
        Download download = page.waitForDownload(() -> page.getByText("WebVTT").click());
        assertThat(download.suggestedFilename()).isEqualTo("demo.vtt");
        assertThat(Files.readString(download.path())).startsWith("WEBVTT");
    }

    @Test
    void anOverlayShowsThreeLinesAndIsEmptyWhenNobodyTalks() {
        Page page = chromium.blank(new Browser.NewContextOptions());
        script(page, Script.hostile());
        page.navigate(demo + "?mode=overlay&clear-after=2");
        assertThat(page.locator(".lines li")).hasCount(3);
        assertThat(page.locator(".lines li").last().locator(".text")).hasText("yes please do so");
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgba(0, 0, 0, 0)");
        assertThat(page.locator(".lines li")).hasCount(0);
    }

    @Test
    void anOverlayWaitsForAVideoThatComesLate() {
        Page page = chromium.blank(new Browser.NewContextOptions());
        script(page, Script.hostile());
        long begin = System.nanoTime();
        page.navigate(demo + "?mode=overlay&delay=3&clear-after=60");
        assertThat(page.locator(".lines li")).hasCount(3);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(page.locator(".lines li").last().locator(".text")).hasText("yes please do so");
    }

    @Test
    void whateverSomebodyIsCalledOrSaysIsTextAndWhatIsMissingIsSaid() {
        Page page = chromium.blank(new Browser.NewContextOptions().setViewportSize(390, 844));
        script(page, Script.hostile());
        page.navigate(demo.toString());
        assertThat(page.locator("li.line")).hasCount(8);
        assertThat(page.locator(".name").filter(named("<img src=x onerror=alert(1)>")))
                .hasCount(1);
        assertThat(page.locator(".text").filter(named("</p><script>alert(1)</script>")))
                .hasCount(1);
        assertThat(page.locator("roomscribe-captions img, roomscribe-captions script"))
                .hasCount(0);
        assertThat(page.locator(".name").filter(named("Guest 0b7e1c5a"))).hasCount(1);
        assertThat(page.locator(".name").filter(named("evil"))).hasText("evil");
        assertThat(page.locator("li.gap").first()).containsText("12 s missing: the connection to the room was lost");
        assertThat(page.locator("li.gap").last()).containsText("missing: recognition was too far behind");
        assertThat(page.locator(".together").filter(named("at the same time")))
                .not()
                .hasCount(0);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void bothPagesAreAccessible(ColorScheme scheme) {
        Page reading = chromium.blank(new Browser.NewContextOptions().setColorScheme(scheme));
        script(reading, Script.hostile());
        reading.navigate(demo.toString());
        assertThat(reading.locator("li.line")).hasCount(8);
        reading.keyboard().press("/");
        reading.keyboard().type("friday");
        reading.getByText("Options").click();
        assertAccessible(reading);
        Page rooms = chromium.open(service.url().resolve("/"), scheme);
        rooms.locator(".room").first().waitFor();
        assertAccessible(rooms);
    }

    private static void assertAccessible(Page page) {
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
    }

    @Test
    void operatorsStartWatchAndStopRooms() {
        room.openQuietRoom("weekly", "Ana <b>");
        Page page = chromium.open(service.url().resolve("/"), ColorScheme.LIGHT);
        Locator live = page.locator(".room").filter(named("demo"));
        assertThat(live.locator(".state")).hasText("Live");
        assertThat(live.locator(".facts")).containsText(Pattern.compile("PeopleAlice, BobBehind[\\d.]+ sLostnothing"));

        page.getByLabel("Room id").fill("nobodys");
        page.locator("#start button").click();
        assertThat(page.locator("#problem")).containsText("nobodys");
        page.getByLabel("Room id").fill("weekly");
        page.locator("#start button").click();
        Locator weekly = page.locator(".room").filter(named("weekly"));
        assertThat(weekly.locator(".state")).hasText("Live");
        assertThat(weekly.locator(".facts")).containsText("Ana <b>");
        assertThat(page.locator("#problem")).not().isVisible();

        weekly.getByText("Stop").click();
        page.locator("dialog").getByText("Go on").click();
        assertThat(weekly.locator(".state")).hasText("Live");
        weekly.getByText("Stop").click();
        page.locator("dialog button.primary").click();
        assertThat(weekly.locator(".state")).hasText("Ended");
        assertThat(weekly.getByText("Captions")).isVisible();
        assertThat(weekly.getByText("Stop")).not().isVisible();
    }

    @Test
    void aPageThatIsOpenBeforeItsRoomIsTranscribedWaitsForIt() {
        room.openQuietRoom("early", "Ana");
        Page page = chromium.open(service.url().resolve("/rooms/early/captions"), ColorScheme.LIGHT);
        assertThat(page.locator(".status")).containsText("Waiting");
        try (CaptionClient started = CaptionClient.startAndStream(service.url(), "early")) {
            assertThat(page.locator(".status")).containsText("Live");
            assertThat(started.status()).isEqualTo(200);
        }
    }

    /** One script tag in a page of somebody else's, whose own policy allows nothing but that. */
    @Test
    void theElementCanBeEmbeddedWhereItsOriginIsAllowedAndNowhereElse() {
        URI here = service.url();
        String html = """
                <!doctype html><html lang="en"><title>Embedding</title>
                <script type="module" src="%scaptions.js"></script>
                <h1>A page</h1><roomscribe-captions room="demo"></roomscribe-captions>""".formatted(here.resolve("/"));
        serveElsewhere("/page", html, "script-src %1$s; connect-src %1$s".formatted(here.resolve("/")));
        int port = elsewhere.getAddress().getPort();
        Page allowed = chromium.open(URI.create("http://127.0.0.1:" + port + "/page"), ColorScheme.LIGHT, here);
        assertThat(allowed.locator("roomscribe-captions li.line").first()).isVisible();
        assertThat(allowed.locator(".status")).containsText("behind");

        Page refused = chromium.open(URI.create("http://localhost:" + port + "/page"), ColorScheme.LIGHT, here);
        assertThat(refused.evaluate("customElements.get('roomscribe-captions') === undefined"))
                .isEqualTo(true);
    }

    /** In a player on a page of somebody else's, as most will show them. */
    @Test
    void theBrowsersOwnParserReadsEverySubtitle() {
        CaptionClient.Event said = captions.await(Duration.ofSeconds(30), "transcript.final");
        URI here = service.url();
        serveElsewhere("/player", """
                <!doctype html><html lang="en"><title>Player</title>
                <video crossorigin="anonymous"><track src="%srooms/demo/transcript.vtt"></video>""".formatted(here.resolve("/")), "media-src " + here.resolve("/"));
        URI player = URI.create("http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/player");
        Page page = chromium.open(player, ColorScheme.LIGHT, here);
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
        assertThat(read).allMatch(cue -> cue.matches("\\d+\\|(Alice|Bob)\\|[a-z' ]+\\|true"));
        assertThat(read.stream().map(cue -> cue.substring(0, cue.indexOf('|'))))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, read.size())
                        .mapToObj(String::valueOf)
                        .toList());
        assertThat(read.stream()
                        .map(cue -> cue.split("\\|", -1))
                        .filter(cue -> cue[1].equals(said.text("speaker")))
                        .map(cue -> cue[2])
                        .collect(Collectors.joining(" ")))
                .contains(said.text("transcript"));
    }

    private static void serveElsewhere(String path, String html, String policy) {
        elsewhere.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.getResponseHeaders().add("Content-Security-Policy", "default-src 'none'; " + policy);
            byte[] body = html.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Test
    void everyColourOfASpeakerCanBeReadOnBothGrounds() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Page page = chromium.open(demo, scheme);
            page.locator("li.line").first().waitFor();
            assertThat(((Number) page.evaluate(Script.LEAST_CONTRAST)).doubleValue())
                    .as("contrast, %s", scheme)
                    .isGreaterThanOrEqualTo(4.5);
        }
    }

    @Test
    void theModelMakesTheSameOfEventsHoweverTheyCome() {
        Page page = chromium.open(service.url().resolve("/"), ColorScheme.LIGHT);
        assertThat(page.evaluate(Script.MODEL)).isEqualTo("ok");
        assertThat(page.evaluate(Script.EVENT_STREAM)).isEqualTo("ok");
    }

    private static Route.FulfillOptions json(String body) {
        return new Route.FulfillOptions().setContentType("application/json").setBody(body);
    }

    private static Locator.FilterOptions named(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    /** Lets a page read this instead of the room's stream; once it is over, nobody answers any more. */
    private static void script(Page page, String stream) {
        boolean[] answered = {false};
        page.route("**/transcript/events*", route -> {
            if (!answered[0]) {
                answered[0] = true;
                route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/event-stream")
                        .setBody(stream));
            }
        });
        page.route("**/transcript.json", route -> route.fulfill(json("{}")));
    }
}

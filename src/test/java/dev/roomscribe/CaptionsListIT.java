package dev.roomscribe;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.Media;
import dev.roomscribe.support.BrowserService;
import dev.roomscribe.support.Closeables;
import dev.roomscribe.support.ScriptedCaptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of captions as people read, search, copy, print and control it, with a scripted meeting. */
class CaptionsListIT {
    private static final String ALL = "\"rooms:write\", \"rooms:read\", \"captions:read\"";

    @TempDir
    static Path directory;

    private static BrowserService service;

    @BeforeAll
    static void startService() {
        service = BrowserService.start(directory);
    }

    @AfterAll
    static void closeAll() {
        Closeables.closeAll(service);
    }

    @AfterEach
    void assertNoViolationAndClosePages() {
        service.chromium().assertCleanAndClose();
    }

    @Test
    void aSpeakerHasTheSameColourAfterAReloadAndANamesakeHasAnother() {
        Page page = meeting(1280, 800, "");
        Object colours = page.evaluate(COLOURS);
        assertThat(colours)
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .hasSize(9)
                .contains("Ana López 0", "Bob 1", "Chen Wei 2", "Hana 7")
                .anySatisfy(colour -> assertThat(colour).matches("Bob [^1]"));
        Page again = page.context().newPage();
        ScriptedCaptions.meeting().serve(again);
        again.navigate(service.captionsPage().toString());
        again.locator("li.partial").waitFor();
        assertThat(again.evaluate(COLOURS)).isEqualTo(colours);
    }

    private static final String COLOURS = """
            () => [...new Set([...document.querySelector('roomscribe-captions').shadowRoot.querySelectorAll('li.line')]
                .map(row => `${row.querySelector('.name').textContent} ${row.dataset.voice}`))].sort()""";

    @Test
    void theNameOfALongMonologueStaysVisibleAndPausesAreReadable() {
        Page page = meeting(1280, 500, "");
        page.locator("li.line").filter(named("item 9")).scrollIntoViewIfNeeded();
        assertThat(page.locator(".talking")).containsText("Ana López");
        assertThat(page.locator("li.line:not(.continued) .name")
                        .filter(named("Ana"))
                        .last())
                .not()
                .isInViewport();
        page.locator("li.boundary").scrollIntoViewIfNeeded();
        assertThat(page.locator(".talking")).not().isVisible();

        assertThat(page.locator(".pause")).hasText("1 min 29 s without speech");
        assertThat(page.locator("li.gap:visible").first()).containsText("Off the record for 57 s");
        assertThat(page.locator("li.gap:visible")).hasCount(2);
        assertThat(page.locator("li.timed")).hasCount(5);
        assertThat(page.locator("li.timed").filter(named("item"))).hasCount(3);
    }

    @Test
    void unsureWordsAreUnderlinedUnlessTheUserTurnsThatOff() {
        Page page = meeting(1280, 800, "");
        Locator unsure = page.locator(".unsure");
        assertThat(unsure).hasText(new String[] {"that", "that", "that", "pla"});
        assertThat(unsure.first()).hasAttribute("title", "This word may be wrong.");
        assertThat(unsure.last()).hasAttribute("title", Pattern.compile("cut off"));
        assertThat(unsure.first()).hasCSS("text-decoration-style", "dotted");
        page.getByText("Options").click();
        page.getByLabel("Underline words").uncheck();
        assertThat(unsure.first()).hasCSS("text-decoration-line", "none");
        page.getByLabel("Font").selectOption("legible");
        page.getByLabel("Length of lines").selectOption("s");
        page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Text size"))
                .selectOption("xl");
        assertAccessible(page);
        page.reload();
        Locator element = page.locator("roomscribe-captions");
        assertThat(element).hasAttribute("data-unsure", "false");
        assertThat(element).hasAttribute("data-font", "legible");
        assertThat(element).hasAttribute("data-width", "s");
        assertThat(element).hasAttribute("data-size", "xl");
    }

    @Test
    void searchStartsAtTheNewestMatchAndEnterGoesToOlderOnes() {
        Page page = meeting(320, 640, "");
        page.keyboard().press("/");
        page.keyboard().type("friday");
        Locator found = page.locator(".found");
        Locator current = page.locator("li.current .name");
        assertThat(found).hasText("1 of 8");
        assertThat(current).hasText("Hana");
        page.keyboard().press("Enter");
        assertThat(found).hasText("2 of 8");
        assertThat(current).hasText("Goran");
        page.keyboard().press("Shift+Enter");
        page.keyboard().press("Shift+Enter");
        assertThat(found).hasText("8 of 8");
        assertThat(current).hasText("Ana López");
        page.getByLabel("Newer match").click();
        assertThat(current).hasText("Bob");
        assertThat(page.locator("input[type=search]").boundingBox().width).isGreaterThan(120);
        assertAccessible(page);
    }

    @Test
    void aLinkToAMomentShowsItsLine() {
        Page page = meeting(1280, 500, "#token=abc&t=2026-09-10T10:00:13.500Z");
        Locator moment = page.locator("li.moment");
        assertThat(moment).containsText("Line of Bob");
        assertThat(moment).isInViewport();
        assertThat(page.evaluate("location.hash")).isEqualTo("#t=2026-09-10T10:00:13.500Z");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(moment).containsText("Line of Chen");
        assertThat(page.evaluate("location.hash")).isEqualTo("#t=2026-09-10T10:00:16.000Z");
        assertAccessible(page);
    }

    @Test
    void copiedLinesHaveTheirSpeakersAndTimes() {
        Page page = meeting(1280, 800, "");
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        page.evaluate("""
                () => {
                  const root = document.querySelector('roomscribe-captions').shadowRoot;
                  const texts = [...root.querySelectorAll('.line .text')];
                  root.getSelection().setBaseAndExtent(texts[1].firstChild, 8, texts[2].firstChild, 12);
                }""");
        page.keyboard().press("Control+c");
        assertThat(page.evaluate(CLIPBOARD))
                .isEqualTo(
                        "Bob (10:00): Bob that says something about the plan for Friday.\nChen Wei (10:00): Line of Chen");
        page.locator("li.line").nth(3).hover();
        page.locator(".copy").click();
        assertThat(page.locator(".copy")).hasText("Copied");
        assertThat(page.evaluate(CLIPBOARD))
                .isEqualTo("Dana (10:00): Line of Dana that says something about the plan for Friday.");
    }

    private static final String CLIPBOARD = "navigator.clipboard.readText()";

    @Test
    void printingGivesTheWholeTranscript() {
        Page page = blank(new Browser.NewContextOptions().setViewportSize(390, 500));
        CompletableFuture<Route> history = new CompletableFuture<>();
        ScriptedCaptions.meeting().serve(page);
        page.route("**/transcript.json*", history::complete);
        page.addInitScript("window.print = () => { window.printed = true; }");
        page.navigate(service.captionsPage().toString());
        page.locator("li.partial").waitFor();
        page.keyboard().press("Control+p");
        assertThat(page.locator(".note")).hasText("Loading the earlier captions to print them.");
        assertThat(page.evaluate("window.printed")).isNull();
        page.evaluate("dispatchEvent(new Event('beforeprint'))");
        assertThat(page.locator(".printed")).containsText("transcript.html");
        ScriptedCaptions.sendTranscript(history.join(), 300);
        page.waitForFunction("window.printed");

        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        page.evaluate("dispatchEvent(new Event('beforeprint'))");
        assertThat(page.locator("h1")).hasText("demo");
        assertThat(page.locator(".printed")).hasText("1 January 1970 – 10 September 2026");
        assertThat(page.locator("li.line").first().locator("time")).isVisible();
        assertThat(page.locator(".tools")).not().isVisible();
        String pdf = new String(page.pdf(), StandardCharsets.ISO_8859_1);
        assertThat(Pattern.compile("/Type\\s*/Page\\b").matcher(pdf).results().count())
                .as("pages")
                .isGreaterThan(5);
    }

    @Test
    void theSessionIsControlledByThoseWhoMay() {
        Page reader = meeting(900, 600, "", "\"captions:read\"");
        assertThat(reader.getByText("Transcription", EXACT)).not().isVisible();
        Page page = meeting(900, 600, "", ALL);
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        Locator menu = page.getByText("Transcription", EXACT);
        Locator problem = page.locator(".session .problem");
        menu.click();
        assertThat(page.getByText("Start", EXACT)).not().isVisible();
        answer(page, "**/transcribe/pause", 503, "urn:roomscribe:problem:stopping");
        page.getByText("Pause", EXACT).click();
        assertThat(problem).hasText("The service is shutting down. Try again in a minute.");
        assertAccessible(page);

        answer(page, "**/rooms/demo/transcribe", 403, "urn:roomscribe:problem:forbidden");
        page.getByText("Stop", EXACT).click();
        assertAccessible(page);
        page.locator("dialog").getByText("Cancel").click();
        assertThat(menu).isFocused();
        menu.click();
        assertThat(problem).hasText("The service is shutting down. Try again in a minute.");
        page.getByText("Stop", EXACT).click();
        page.locator("dialog .primary").click();
        assertThat(problem).hasText("You may not do this.");

        page.getByText("Embed code").click();
        assertAccessible(page);
        page.locator("dialog").getByText("Copy", EXACT_IN).click();
        assertThat(page.locator("dialog output")).hasText("Copied");
        assertThat((String) page.evaluate(CLIPBOARD))
                .contains(service.url().resolve("/captions.js").toString(), "<roomscribe-captions room=\"demo\">");
    }

    private static final Page.GetByTextOptions EXACT = new Page.GetByTextOptions().setExact(true);
    private static final Locator.GetByTextOptions EXACT_IN = new Locator.GetByTextOptions().setExact(true);

    @Test
    void talkTimesAreThoseOfTheServiceByPerson() {
        Page page = meeting(900, 600, "");
        page.route("**/transcript/sessions", route -> json(route, 200, """
                {"sessions": [{"session_id": "S", "speakers": [
                  {"peer_id": "p0", "name": "Ana López", "talk_seconds": 200.4},
                  {"peer_id": "p1", "name": "Bob", "talk_seconds": 30}, {"peer_id": "old", "name": "Ana López", "talk_seconds": 10}]}]}"""));
        page.getByText("Speakers", EXACT).click();
        assertThat(page.locator(".talk li")).hasText(new String[] {"Ana López3 min 30 s", "Bob30 s"});
        assertAccessible(page);
    }

    @Test
    void everythingCanBeReachedOnASmallScreenAndAtAZoomOf400Percent() {
        Page phone = meeting(
                new Browser.NewContextOptions()
                        .setViewportSize(320, 640)
                        .setHasTouch(true)
                        .setIsMobile(true),
                "",
                ALL);
        phone.getByText("Options").click();
        for (Locator control : phone.locator(
                        "roomscribe-captions :is(button, summary, select, input[type=search]):visible")
                .all()) {
            assertThat(control.boundingBox().height).as(control.textContent()).isGreaterThanOrEqualTo(44);
        }
        assertThat(phone.evaluate("document.documentElement.scrollWidth")).isEqualTo(320);
        assertAccessible(phone);
        Page zoomed = meeting(
                new Browser.NewContextOptions().setViewportSize(320, 256).setForcedColors(ForcedColors.ACTIVE),
                "",
                ALL);
        assertThat(zoomed.locator("li.partial")).isInViewport();
        assertThat((String) zoomed.locator(".status")
                        .evaluate("status => getComputedStyle(status, '::before').backgroundColor"))
                .doesNotContain("255, 255, 255", "rgba");
        assertAccessible(zoomed);
        zoomed.keyboard().press("c");
        assertThat(zoomed.locator("li time:visible")).hasCount(0);
        assertThat(zoomed.locator("li.line:visible")).hasCount(0);
    }

    private static Page meeting(int width, int height, String fragment) {
        return meeting(width, height, fragment, ALL);
    }

    private static Page meeting(int width, int height, String fragment, String scopes) {
        return meeting(new Browser.NewContextOptions().setViewportSize(width, height), fragment, scopes);
    }

    /** Opens the captions page with the scripted meeting. */
    private static Page meeting(Browser.NewContextOptions options, String fragment, String scopes) {
        Page page = blank(options);
        ScriptedCaptions.meeting().serve(page);
        page.route("**/sign-in", route -> json(route, 200, """
                {"required": true, "principal": "key:a", "scopes": [%s], "rooms": ["*"], "expires_at": null}
                """.formatted(scopes)));
        page.navigate(service.captionsPage() + fragment);
        page.locator("li.partial").waitFor();
        return page;
    }

    private static Page blank(Browser.NewContextOptions options) {
        return service.chromium().blank(options.setLocale("en-GB").setTimezoneId("UTC"));
    }

    /** Answers what would change the session; other requests go to the service. */
    private static void answer(Page page, String path, int status, String type) {
        page.route(path, route -> {
            if (!route.request().method().equals("GET")) {
                json(route, status, "{\"type\": \"" + type + "\", \"detail\": \"A sentence.\"}");
            } else {
                route.fallback();
            }
        });
    }

    private static void json(Route route, int status, String body) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(status)
                .setContentType("application/json")
                .setBody(body));
    }

    private static void assertAccessible(Page page) {
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
    }

    private static Locator.FilterOptions named(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }
}

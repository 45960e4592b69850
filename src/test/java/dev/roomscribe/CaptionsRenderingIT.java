package dev.roomscribe;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.roomscribe.support.BrowserService;
import dev.roomscribe.support.Closeables;
import dev.roomscribe.support.PageScripts;
import dev.roomscribe.support.ScriptedCaptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How the captions element renders scripted captions: long transcripts, hostile text, overlays, colours. */
class CaptionsRenderingIT {
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
    void scrollingUpStopsFollowingUntilJumpToLive() {
        Page page = service.chromium().blank(new Browser.NewContextOptions().setViewportSize(390, 500));
        ScriptedCaptions.serveTranscript(page, 200);
        page.navigate(service.captionsPage().toString());
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
    void tenThousandLinesStayResponsive() {
        Page page = service.chromium().blank(new Browser.NewContextOptions());
        ScriptedCaptions.serveTranscript(page, 10_000);
        page.navigate(service.captionsPage().toString());
        page.waitForFunction(
                "() => document.querySelector('roomscribe-captions').shadowRoot.querySelectorAll('li.line').length > 10_000");
        int changes = ((Number) page.evaluate("""
                        async () => {
                          let changes = 0;
                          const observer = new MutationObserver(records => {
                            for (const record of records) {
                              changes += 1 + record.addedNodes.length + record.removedNodes.length;
                            }
                          });
                          const captions = document.querySelector('roomscribe-captions').shadowRoot;
                          observer.observe(captions, {subtree: true, childList: true, characterData: true});
                          for (let frame = 0; frame < 60; frame++) {
                            await new Promise(requestAnimationFrame);
                          }
                          observer.disconnect();
                          return changes;
                        }""")).intValue();
        assertThat(changes)
                .as("changes of the page in 60 frames while captions arrive")
                .isBetween(1, 1_000);
        page.keyboard().press("/");
        page.keyboard().type("line 4321 ");
        assertThat(page.locator(".found")).hasText("1 of 1");
        assertThat(page.locator("mark")).isInViewport();
    }

    /** Words that are being said are visible at every size, in a box that does not move to the side. */
    @Test
    void overlayAlwaysShowsTheNewestWords() {
        Page page = service.chromium()
                .blank(new Browser.NewContextOptions()
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setForcedColors(ForcedColors.ACTIVE));
        page.navigate(service.url().resolve("/").toString());
        String sizes =
                "[[320, 180], [374, 210], [390, 844], [1280, 240], [1280, 720], [1920, 1080], [3840, 2160], [200, 60]]";
        assertThat(page.evaluate(PageScripts.OVERLAY.replace("SIZES", sizes))).isEqualTo("ok");
    }

    @Test
    void overlayShowsTheLatestTurnsAndClearsAfterSilence() {
        Page page = service.chromium().blank(new Browser.NewContextOptions());
        ScriptedCaptions.hostile().serve(page);
        page.navigate(service.captionsPage() + "?mode=overlay&clear-after=2");
        assertThat(page.locator(".lines .text").last()).hasText("yes please do so");
        assertThat(page.locator(".lines .text").filter(named("then we can tell")))
                .isInViewport();
        assertThat(page.locator(".missing")).containsText("recognition was too far behind");
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgba(0, 0, 0, 0)");
        assertThat(page.locator(".lines li")).hasCount(0);
        assertThat(page.locator(".missing")).isHidden();
    }

    @Test
    void overlayDelaysCaptionsForALateVideo() {
        Page page = service.chromium().blank(new Browser.NewContextOptions());
        ScriptedCaptions.hostile().serve(page);
        long begin = System.nanoTime();
        page.navigate(service.captionsPage() + "?mode=overlay&delay=3&clear-after=60");
        assertThat(page.locator(".lines .text").last()).hasText("yes please do so");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void namesAndCaptionsAreNeverMarkupAndGapsAreShown() {
        Page page = service.chromium().blank(new Browser.NewContextOptions().setViewportSize(390, 844));
        ScriptedCaptions.hostile().serve(page);
        page.navigate(service.captionsPage().toString());
        assertThat(page.locator("li.line")).hasCount(8);
        assertThat(page.locator("li .name").filter(named("<img src=x onerror=alert(1)>")))
                .hasCount(1);
        assertThat(page.locator(".text").filter(named("</p><script>alert(1)</script>")))
                .hasCount(1);
        assertThat(page.locator("roomscribe-captions img, roomscribe-captions script"))
                .hasCount(0);
        assertThat(page.locator("li .name").filter(named("Guest 0b7e1c5a"))).hasCount(1);
        assertThat(page.locator("li .name").filter(named("evil"))).hasText("evil");
        assertThat(page.locator("li.gap").first()).containsText("12 s missing: the connection to the room was lost");
        assertThat(page.locator("li.gap").last()).containsText("missing: recognition was too far behind");
        assertThat(page.locator(".together").filter(named("at the same time")))
                .not()
                .hasCount(0);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                      | Only tw    | .said | href$='.vtt'",
                "?text=engine          | only tw    | .said | href$='.vtt?text=engine'",
                "?mode=overlay         | Only tw    | li    |",
            })
    void peopleReadTheTextAndSeeWhereSpeechWasCutOff(
            @Nullable String query, String text, String within, @Nullable String file) {
        Page page = service.chromium().blank(new Browser.NewContextOptions());
        new ScriptedCaptions(CUT_OFF).serve(page);
        page.navigate(service.captionsPage() + (query == null ? "" : query));
        Locator cutOff = page.locator(".truncated .text, .text.truncated");
        assertThat(cutOff).hasText(text);
        assertThat(cutOff.evaluate("text => getComputedStyle(text, '::after').content"))
                .isEqualTo("\"…\"");
        assertThat(page.locator(within + " .text").filter(named("noise"))).hasCount(text.equals("only tw") ? 1 : 0);
        assertThat(page.locator(within + " .text").filter(named("The"))).hasCount(0);
        if (file != null) {
            assertThat(page.locator("a[" + file + "]")).hasCount(1);
        }
    }

    /** An utterance that turns out to be noise, and one that was cut off. */
    private static final String CUT_OFF = """
            : captions

            event: session.snapshot
            data: {"type": "session.snapshot", "peers": [], "finals": [], "partials": []}

            event: transcript.partial
            data: {"type": "transcript.partial", "session_id": "s", "peer_id": "p", "utterance_id": "a", "revision": 1, \
            "transcript": "the", "text": "The"}

            event: transcript.final
            data: {"type": "transcript.final", "session_id": "s", "peer_id": "p", "utterance_id": "a", "revision": 2, \
            "transcript": "[noise]", "start": 1, "end": 2, "started_at": "2026-09-10T10:00:02Z"}

            event: transcript.final
            data: {"type": "transcript.final", "session_id": "s", "peer_id": "p", "utterance_id": "b", "revision": 1, \
            "transcript": "only tw", "text": "Only tw", "truncated": true, "start": 3, "end": 4, \
            "started_at": "2026-09-10T10:00:04Z"}

            """;

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void bothPagesAreAccessible(ColorScheme scheme) {
        Page reading = service.chromium().blank(new Browser.NewContextOptions().setColorScheme(scheme));
        ScriptedCaptions.hostile().serve(reading);
        reading.navigate(service.captionsPage().toString());
        assertThat(reading.locator("li.line")).hasCount(8);
        reading.keyboard().press("/");
        reading.keyboard().type("friday");
        reading.getByText("Options").click();
        assertAccessible(reading);
        Page rooms = service.chromium().open(service.url().resolve("/"), scheme);
        rooms.locator(".room").first().waitFor();
        assertAccessible(rooms);
    }

    private static void assertAccessible(Page page) {
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
    }

    @Test
    void everySpeakerColourHasEnoughContrast() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Page page = service.chromium().open(service.captionsPage(), scheme);
            page.locator("li.line").first().waitFor();
            assertThat(((Number) page.evaluate(PageScripts.LEAST_CONTRAST)).doubleValue())
                    .as("contrast, %s", scheme)
                    .isGreaterThanOrEqualTo(4.5);
        }
    }

    @Test
    void modelStatusAndParserHandleEventsInAnyOrderAndAnyPieces() {
        Page page = service.chromium().open(service.url().resolve("/"), ColorScheme.LIGHT);
        assertThat(page.evaluate(PageScripts.MODEL)).isEqualTo("ok");
        assertThat(page.evaluate(PageScripts.LINES)).isEqualTo("ok");
        assertThat(page.evaluate(PageScripts.STATUS)).isEqualTo("ok");
        assertThat(page.evaluate(PageScripts.EVENT_STREAM)).isEqualTo("ok");
        assertThat(page.evaluate(PageScripts.CREDENTIALS)).isEqualTo("ok");
    }

    private static Locator.FilterOptions named(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }
}

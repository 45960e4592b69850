package dev.roomscribe;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import dev.roomscribe.support.Chromium;
import dev.roomscribe.support.Closeables;
import dev.roomscribe.support.ScriptedPages;
import dev.roomscribe.support.ScriptedRooms;
import dev.roomscribe.support.ScriptedRooms.Live;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The start page with many rooms, on small windows, with forced colours and without scripts; the page of a past session. */
class PagesLayoutTest {
    private static final String RUNNING = "GET rooms?running=true";
    private static final String PAST = "GET sessions?running=false&limit=20";

    private static Chromium chromium;

    @BeforeAll
    static void launch() {
        chromium = Chromium.launch();
    }

    @AfterAll
    static void closeAll() {
        Closeables.closeAll(chromium);
    }

    @AfterEach
    void assertNoViolationAndClosePages() {
        chromium.assertCleanAndClose();
    }

    @Test
    void fiftyRoomsAreFilteredAndTheFocusedAndTheHoveredOneStayInPlace() {
        Page page = page(new Browser.NewContextOptions().setViewportSize(1200, 900));
        ScriptedPages pages = new ScriptedPages(page).respond(RUNNING, fifty(0)).open("");
        assertThat(page.locator("#rooms .room")).hasCount(50);
        assertThat(page.locator("#rooms .room").first()).containsText("room-1");
        row(page, "room-3").getByText("Stop").focus();
        row(page, "room-5").hover();
        double focused = row(page, "room-3").boundingBox().y;
        double hovered = row(page, "room-5").boundingBox().y;

        pages.respond(RUNNING, fifty(40)).refresh();

        assertThat(page.locator("#rooms .room").first()).containsText("room-40");
        assertThat(row(page, "room-3").getByText("Stop")).isFocused();
        assertThat(row(page, "room-3").boundingBox().y).isCloseTo(focused, within(1.0));
        assertThat(row(page, "room-5").boundingBox().y).isCloseTo(hovered, within(1.0));
        assertAccessible(page);

        page.getByLabel("Filter by room id").fill("ROOM-4");
        assertThat(page.locator("#rooms .room:visible")).hasCount(11);
        page.getByLabel("Filter by room id").fill("nowhere");
        assertThat(page.getByText("No room id contains “nowhere”.")).isVisible();
        assertThat(pages.requests()).filteredOn(PAST::equals).hasSize(1);
    }

    private static String fifty(int late) {
        return ScriptedRooms.running(IntStream.rangeClosed(1, 50)
                .mapToObj(number -> new Live("room-" + number).behind(number == late ? 9_000 : 0))
                .toList());
    }

    /** 320 pixels are a small phone, and a window of 1280 pixels at 400 %. */
    @ParameterizedTest
    @CsvSource({"en, 640", "de, 256", "es, 640", "pl, 256"})
    void pageIsUsableAt320PixelsWithLargeTargets(String language, int height) {
        Page page = page(new Browser.NewContextOptions().setViewportSize(320, height));
        new ScriptedPages(page)
                .respond(
                        RUNNING,
                        ScriptedRooms.running(
                                new Live("a-room-with-quite-a-long-identifier-0123456789").in("reconnecting"),
                                new Live("b")))
                .respond(PAST, ScriptedRooms.past("", ScriptedRooms.session("c", "s", "2025-09-10T10:00:00Z", 3)))
                .open("?lang=" + language);
        assertThat(page.locator("#sessions .room")).hasCount(1);
        page.locator(".room [aria-expanded]").first().click();
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(320);
        assertThat(page.evaluate("""
                () => [...document.querySelectorAll('a, button, input')].filter(control => control.checkVisibility())
                    .filter(control => Math.min(control.offsetHeight, control.offsetWidth) < 44).map(control => control.outerHTML)""")).isEqualTo(List.of());
        assertAccessible(page);
    }

    @Test
    void statesAreVisibleWithForcedColoursAndControlsHaveContrast() {
        Page page = page(new Browser.NewContextOptions().setForcedColors(ForcedColors.ACTIVE));
        new ScriptedPages(page)
                .respond(RUNNING, ScriptedRooms.running(new Live("weekly").in("reconnecting"), new Live("calm")))
                .open("");
        assertThat(page.locator("#rooms .state")).hasCount(2);
        assertThat(page.evaluate("""
                () => [...document.querySelectorAll('.state')].every(state =>
                    getComputedStyle(state, '::before').backgroundColor !== getComputedStyle(document.body).backgroundColor)""")).isEqualTo(true);
        assertAccessible(page);
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions()
                    .setForcedColors(ForcedColors.NONE)
                    .setColorScheme(scheme));
            assertThat(((Number) page.evaluate(BORDER_CONTRAST)).doubleValue())
                    .as("contrast of the borders of controls, %s", scheme)
                    .isGreaterThanOrEqualTo(3);
        }
    }

    private static final String BORDER_CONTRAST = """
            () => {
              const luminance = colour => {
                const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(value => value / 255)
                    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
              };
              const ground = luminance(getComputedStyle(document.body).backgroundColor);
              return Math.min(...[...document.querySelectorAll('input, button:not(.primary)')].map(control => {
                const border = luminance(getComputedStyle(control).borderTopColor);
                return Math.max(border, ground) / Math.min(border, ground);
              }));
            }""";

    @ParameterizedTest
    @CsvSource({"'', transcript.txt", "rooms/weekly/captions, the transcript so far"})
    void withoutScriptsThePageSaysWhatToDo(String path, String text) {
        Page page = page(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        new ScriptedPages(page).open(path);
        assertThat(page.locator("noscript p[lang=en]")).containsText(text);
        assertThat(page.locator("noscript p")).hasCount(4);
        page.context().close();
    }

    @Test
    void pageOfAPastSessionShowsItsDateAndSpeakersAndSavesItsFiles() {
        Page page = page(new Browser.NewContextOptions().setViewportSize(320, 640));
        new ScriptedPages(page)
                .respond(
                        "GET rooms/weekly/transcript/sessions",
                        ScriptedRooms.past(
                                "",
                                ScriptedRooms.session("weekly", "s0", "2025-09-09T10:00:00Z", 0),
                                ScriptedRooms.session("weekly", "s1", "2025-09-10T10:00:00Z", 12.5)))
                .open("rooms/weekly/captions?session=s1");
        assertThat(page).hasTitle(Pattern.compile("weekly · Sep 10, 2025, 10:00.AM"));
        assertThat(page.locator("h1")).hasText(Pattern.compile("weekly Sep 10, 2025, 10:00.AM"));
        assertThat(page.locator(".session .trouble")).hasText("13 s of speech are missing.");
        assertThat(page.locator(".speakers li")).hasText(new String[] {"Ana López 12 min", "Jonas Weber 8 min"});
        assertThat(page.locator(".session").getByText("All rooms")).hasAttribute("href", "../../");
        assertThat(page.locator(".session").getByText("Live captions")).hasAttribute("href", "captions");
        assertThat(page.locator("roomscribe-captions")).hasAttribute("session", "s1");
        assertThat(page.locator("a[href$='/rooms/weekly/transcript.vtt?session=s1']"))
                .hasCount(1);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(320);
        assertAccessible(page);
    }

    @Test
    void pageOfASessionThatIsNoLongerStoredSaysSo() {
        Page page = page();
        new ScriptedPages(page)
                .respond("GET rooms/weekly/transcript/sessions", "{\"sessions\": []}")
                .open("rooms/weekly/captions?session=gone");
        assertThat(page.getByText("This session is not stored.")).isVisible();
    }

    private static Page page() {
        return page(new Browser.NewContextOptions());
    }

    private static Page page(Browser.NewContextOptions options) {
        return chromium.blank(options.setLocale("en-US").setTimezoneId("UTC"));
    }

    private static Locator row(Page page, String room) {
        return page.locator("#rooms .room")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(
                                AriaRole.HEADING,
                                new Page.GetByRoleOptions().setName(room).setExact(true))));
    }

    private static void assertAccessible(Page page) {
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
    }
}

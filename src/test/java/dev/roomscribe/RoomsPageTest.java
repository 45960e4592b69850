package dev.roomscribe;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.roomscribe.support.Chromium;
import dev.roomscribe.support.Closeables;
import dev.roomscribe.support.ScriptedPages;
import dev.roomscribe.support.ScriptedRooms;
import dev.roomscribe.support.ScriptedRooms.Live;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The start page in every state: live rooms, past sessions, search, failures, no credential. */
class RoomsPageTest {
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

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void roomsWithATroubleComeFirstWithOneSentence(ColorScheme scheme) {
        Page page = page(new Browser.NewContextOptions().setColorScheme(scheme));
        new ScriptedPages(page)
                .respond(
                        RUNNING,
                        ScriptedRooms.running(
                                new Live("calm"),
                                new Live("gaps").losing(34),
                                new Live("late").behind(12_300),
                                new Live("restarted").in("resuming"),
                                new Live("off").pausedNow(),
                                new Live("lost").in("reconnecting")))
                .open("");
        assertThat(page.locator("#rooms h3"))
                .hasText(new String[] {"lost", "restarted", "late", "gaps", "calm", "off"});
        assertThat(page.locator("#rooms .state"))
                .hasText(new String[] {"Interrupted", "Interrupted", "Live", "Live", "Live", "Paused"});
        assertThat(page.locator("#rooms .trouble")).hasText(new String[] {
            "The connection to the room is being restored.",
            "The service was restarted and resumes by itself.",
            "Captions are 12 s behind.",
            "34 s of speech are missing.",
            "",
            ""
        });
        assertThat(row(page, "calm")).containsText(Pattern.compile("Since .* · 12 min.*Ana López, Jonas Weber"));
        assertAccessible(page);
    }

    @Test
    void pastSessionsHaveDateLengthSpeakersAndFilesAndAreLoadedInPages() {
        Page page = page();
        new ScriptedPages(page)
                .respond(
                        PAST,
                        ScriptedRooms.past(
                                "sessions?after=2",
                                ScriptedRooms.session("weekly", "s1", "2025-09-10T10:00:00Z", 12.5),
                                ScriptedRooms.interrupted("weekly", "s2", "2025-09-09T10:00:00Z")))
                .respond(
                        "GET sessions?after=2",
                        ScriptedRooms.past("", ScriptedRooms.session("other", "s3", "2025-09-08T10:00:00Z", 0)))
                .open("");
        Locator first = page.locator("#sessions .room").first();
        assertThat(first.locator("a").first()).hasAttribute("href", "rooms/weekly/captions?session=s1");
        assertThat(first).containsText(Pattern.compile("Sep 10, 2025.* · 42 min"));
        assertThat(first.locator(".people")).hasText("Ana López, Jonas Weber");
        assertThat(page.locator("#sessions .trouble"))
                .hasText(new String[] {"13 s of speech are missing.", "The session was interrupted and has no end."});
        first.getByRole(AriaRole.BUTTON).click();
        assertThat(first.getByText("WebVTT")).hasAttribute("href", "rooms/weekly/transcript.vtt?session=s1");
        assertAccessible(page);

        page.getByText("Show more").click();
        assertThat(page.locator("#sessions h3")).hasText(new String[] {"weekly", "weekly", "other"});
        assertThat(page.getByText("Show more")).isHidden();
        assertThat(page.locator("#sessions a").filter(named("other"))).isFocused();
    }

    @Test
    void searchMarksTheWordsAndLinksToTheMoment() {
        Page page = page();
        String hit = """
                {"room_id": "weekly", "session_id": "s1", "id": "1", "utterance_id": "u", "peer_id": "p", "speaker": "<b>Ana",
                 "started_at": "2025-09-10T10:00:01.250Z", "start": 1, "end": 2, "passage": "The <i>budget</i> is the budget.",
                 "matches": [{"from": 7, "to": 13}, {"from": 25, "to": 31}]}""";
        ScriptedPages pages = new ScriptedPages(page)
                .respond("GET search?q=budget", "{\"hits\": [" + hit + "], \"next\": \"search?q=budget&after=1\"}")
                .respond("GET search?q=budget&after=1", "{\"hits\": [" + hit.replace("s1", "s0") + "]}")
                .respond("GET search?q=nothing", "{\"hits\": []}")
                .refuse("GET search?q=early", 503, "search-unavailable")
                .open("");
        search(page, "budget");
        Locator hits = page.locator(".hit");
        assertThat(hits.locator("a"))
                .hasAttribute("href", "rooms/weekly/captions?session=s1#t=2025-09-10T10:00:01.250Z");
        assertThat(hits.locator("a")).hasText("The <i>budget</i> is the budget.");
        assertThat(hits.locator("mark")).hasText(new String[] {"budget", "budget"});
        assertThat(hits).containsText(Pattern.compile("<b>Ana · weekly · Sep 10, 2025"));
        assertThat(page.locator("#rooms")).isHidden();
        assertAccessible(page);
        page.locator(".found .more").click();
        assertThat(hits).hasCount(2);
        assertThat(page.getByRole(AriaRole.STATUS).filter(named("2 passages"))).isVisible();

        page.reload();
        assertThat(hits).hasCount(1);
        search(page, "nothing");
        assertThat(page.getByText("No transcript contains “nothing”.")).isVisible();
        search(page, "early");
        assertThat(page.getByText("The search is not ready yet; try again in a moment."))
                .isVisible();
        page.getByText("Back to the rooms").click();
        assertThat(page.getByText("No room is being transcribed.")).isVisible();
        assertThat(page.url()).doesNotContain("?");
        assertThat(pages.requests()).contains("GET search?q=nothing");
    }

    @Test
    void emptyPageSaysWhatToDoAndOpensTheDemoRoom() {
        Page page = page();
        new ScriptedPages(page)
                .respond(RUNNING, "{\"rooms\": [], \"demo_room\": \"demo\"}")
                .respond("POST rooms/demo/transcribe", "{}")
                .open("");
        assertThat(page.locator("#empty")).containsText("Enter the id of a Fishjam room above");
        assertThat(page.locator("#empty")).containsText("curl -X POST http://roomscribe.test/rooms/ROOM_ID/transcribe");
        assertThat(page.getByText("There are no past sessions yet.")).isVisible();
        assertAccessible(page);
        page.getByText("Open the demo room").click();
        page.waitForURL("**/rooms/demo/captions");
    }

    @Test
    void failuresAreSentencesInTheLanguageOfThePage() {
        Page page = page();
        ScriptedPages pages = new ScriptedPages(page)
                .respond(RUNNING, ScriptedRooms.running(new Live("weekly")))
                .refuse(PAST, 500, "internal-error")
                .refuse("POST rooms/missing/transcribe", 404, "room-not-found")
                .open("?lang=de");
        assertThat(page.locator("html")).hasAttribute("lang", "de");
        assertThat(page.getByText("Vergangene Sitzungen konnten nicht geladen werden."))
                .isVisible();
        page.getByLabel("Raum-ID").first().fill("missing");
        page.locator("#start button").click();
        assertThat(page.getByRole(AriaRole.ALERT))
                .hasText(Pattern.compile("missing.? konnte nicht transkribiert werden. Diesen Raum gibt es nicht."));
        pages.refuse(RUNNING, 503, "a-type-of-a-later-version").refresh();
        assertThat(page.locator("#outage"))
                .hasText(
                        "Der Dienst hat einen Fehler gemacht (Status 503). Versuchen Sie es später noch einmal. Sie sehen den letzten bekannten Stand.");
        assertThat(row(page, "weekly")).isVisible();
        assertThat(page.content()).doesNotContain("RAW");
        assertAccessible(page);
    }

    @Test
    void withoutACredentialThereIsOnlyTheSignInForm() {
        Page page = page();
        ScriptedPages pages = new ScriptedPages(page).may();
        pages.refuse("POST sign-in", 401, "unauthenticated").open("?lang=es");
        assertThat(page.getByLabel("Clave de API o token")).isFocused();
        assertThat(page.locator("#start")).isHidden();
        assertThat(page.locator("#rooms")).isHidden();
        assertThat(page.locator("#search")).isHidden();
        assertAccessible(page);
        page.getByLabel("Clave de API o token").fill("wrong");
        page.keyboard().press("Enter");
        assertThat(page.getByText("La clave de API o el token no es válido o ha caducado."))
                .isVisible();
        assertThat(pages.requests()).doesNotContain(RUNNING, PAST);
    }

    @Test
    void readersSeeNoButtonsThatTheyMayNotUse() {
        Page page = page();
        new ScriptedPages(page)
                .may("rooms:read")
                .respond(RUNNING, ScriptedRooms.running(new Live("weekly")))
                .open("");
        assertThat(row(page, "weekly")).isVisible();
        assertThat(page.locator(".room").getByRole(AriaRole.BUTTON)).hasCount(0);
        assertThat(page.locator(".room a")).hasCount(0);
        assertThat(page.locator("#search")).isHidden();
    }

    @Test
    void roomIsPausedResumedStoppedAndThenPast() {
        Page page = page();
        String pause = "POST rooms/weekly/transcribe/pause";
        String resume = "DELETE rooms/weekly/transcribe/pause";
        String stop = "DELETE rooms/weekly/transcribe";
        String running = ScriptedRooms.running(new Live("weekly"));
        String past = ScriptedRooms.past("", ScriptedRooms.session("weekly", "s1", "2025-09-10T10:00:00Z", 0));
        ScriptedPages pages = new ScriptedPages(page)
                .respond(RUNNING, running)
                .respond(pause, "{}")
                .respondAfter(pause, RUNNING, ScriptedRooms.running(new Live("weekly").pausedNow()))
                .respond(resume, "{}")
                .respondAfter(resume, RUNNING, running)
                .respond(stop, "{}")
                .respondAfter(stop, RUNNING, "{\"rooms\": []}")
                .open("");
        Locator weekly = row(page, "weekly");
        weekly.getByText("Pause", exact()).click();
        assertThat(weekly.locator(".state")).hasText("Paused");
        weekly.getByText("Resume").click();
        assertThat(weekly.locator(".state")).hasText("Live");
        weekly.getByText("Stop").click();
        page.locator("dialog").getByText("Cancel").click();
        weekly.getByText("Stop").click();
        assertAccessible(page);
        pages.respond(PAST, past);
        page.locator("dialog button.primary").click();

        assertThat(weekly.locator(".state")).hasText("Ended");
        assertThat(page.locator("#sessions h3")).hasText("weekly");
        assertThat(weekly.locator("h3 a")).isFocused();
        page.locator("#search input").click();
        assertThat(page.locator("#rooms .room")).hasCount(0);
        assertThat(pages.requests()).contains(pause, resume).containsOnlyOnce(stop);
    }

    private static Page page() {
        return page(new Browser.NewContextOptions());
    }

    private static Page page(Browser.NewContextOptions options) {
        return chromium.blank(options.setLocale("en-US").setTimezoneId("UTC"));
    }

    private static void search(Page page, String text) {
        page.locator("#search input").fill(text);
        page.keyboard().press("Enter");
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

    private static Locator.FilterOptions named(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    private static Locator.GetByTextOptions exact() {
        return new Locator.GetByTextOptions().setExact(true);
    }
}

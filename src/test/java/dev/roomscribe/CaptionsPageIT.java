package dev.roomscribe;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.roomscribe.support.BrowserService;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.Closeables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The captions page of a room that is being transcribed: the packaged service and a real browser. */
class CaptionsPageIT {
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
    void partialIsDimAndBecomesFinalInItsRow() {
        Page page = service.chromium().open(service.captionsPage(), ColorScheme.LIGHT);
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
        Awaitility.await()
                .untilAsserted(() -> assertThat(service.captions().events("transcript.final"))
                        .filteredOn(caption -> caption.text("utterance_id").equals(key))
                        .singleElement()
                        .satisfies(
                                caption -> assertThat(row.querySelector(".text").textContent())
                                        .isEqualTo(caption.text("text"))));
    }

    @Test
    void everySpeakerHasOneNameAndOneColour() {
        Page page = service.chromium().open(service.captionsPage(), ColorScheme.DARK);
        assertThat(page.locator("li.line:not(.continued) .name")
                        .filter(named("Alice"))
                        .first())
                .isVisible();
        assertThat(page.locator("li.line:not(.continued) .name")
                        .filter(named("Bob"))
                        .first())
                .isVisible();
        Object colours = page.evaluate("""
                () => [...new Set([...document.querySelector('roomscribe-captions').shadowRoot.querySelectorAll('li.line .name')]
                    .map(name => `${name.textContent} ${getComputedStyle(name).color}`))].length""");
        assertThat(colours).isEqualTo(2);
    }

    @Test
    void screenReaderAnnouncesEachFinalOnceAndNoPartial() {
        Page page = service.chromium().open(service.captionsPage(), ColorScheme.LIGHT);
        page.evaluate("""
                () => {
                  const log = document.querySelector('roomscribe-captions').shadowRoot.querySelector('[role=log]');
                  window.announced = [];
                  new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(
                      line => window.announced.push(line.textContent)))).observe(log, {childList: true, subtree: true, characterData: true});
                }""");
        page.waitForFunction("() => window.announced.length >= 2");
        List<?> announced = (List<?>) page.evaluate("window.announced");
        Awaitility.await()
                .untilAsserted(() -> assertThat(service.captions().events("transcript.final").stream()
                                .map(caption -> caption.text("speaker") + ": " + caption.text("text"))
                                .toList())
                        .containsSubsequence(
                                announced.stream().map(String::valueOf).toArray(String[]::new)));
        assertThat(page.locator("[role=log]").getAttribute("aria-live")).isEqualTo("polite");
    }

    @Test
    void shortcutsWorkExceptWhileTyping() {
        Page page = service.chromium().open(service.captionsPage(), ColorScheme.LIGHT);
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
    void searchMarksEveryMatch() {
        String said = service.captions()
                .await(Duration.ofSeconds(30), "transcript.final")
                .text("text");
        String word = said.substring(said.lastIndexOf(' ') + 1);
        Page page = service.chromium().open(service.captionsPage(), ColorScheme.LIGHT);
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
    void transcriptIsSavedUnderTheRoomId() throws IOException {
        Page page = service.chromium().open(service.captionsPage(), ColorScheme.LIGHT);
        page.locator("li.line").first().waitFor();
        page.getByText("Save").click();
        Download download = page.waitForDownload(() -> page.getByText("WebVTT").click());
        assertThat(download.suggestedFilename()).matches("demo_[-0-9T]{19}Z\\.vtt");
        assertThat(Files.readString(download.path())).startsWith("WEBVTT");
    }

    @Test
    void captionsPageWaitsUntilItsRoomIsTranscribed() {
        service.room().openSilentRoom("early", "Ana");
        Page page = service.chromium().open(service.url().resolve("/rooms/early/captions"), ColorScheme.LIGHT);
        assertThat(page.locator(".status")).containsText("Waiting");
        try (CaptionClient started = CaptionClient.startAndStream(service.url(), "early")) {
            assertThat(page.locator(".status")).containsText("Live");
            assertThat(started.status()).isEqualTo(200);
        }
    }

    @Test
    void roomsAreStartedListedAndStopped() {
        service.room().openSilentRoom("weekly", "Ana <b>");
        Page page = service.chromium().open(service.url().resolve("/"), ColorScheme.LIGHT);
        Locator live = page.locator("#rooms .room").filter(named("demo"));
        assertThat(live.locator(".state")).hasText("Live");
        assertThat(live.locator(".people")).hasText("Alice, Bob");
        assertThat(live.locator(".trouble")).isEmpty();

        page.locator("#start input").fill("missing-room");
        page.locator("#start button").click();
        assertThat(page.locator("#problem")).containsText("missing-room");
        page.locator("#start input").fill("weekly");
        page.locator("#start button").click();
        Locator weekly = page.locator("#rooms .room").filter(named("weekly"));
        assertThat(weekly.locator(".state")).hasText("Live");
        assertThat(weekly.locator(".people")).hasText("Ana <b>");
        assertThat(page.locator("#problem")).not().isVisible();

        weekly.getByText("Stop").click();
        page.locator("dialog").getByText("Cancel").click();
        assertThat(weekly.locator(".state")).hasText("Live");
        weekly.getByText("Stop").click();
        page.locator("dialog button.primary").click();
        assertThat(weekly.locator(".state")).hasText("Ended");
        assertThat(weekly.getByRole(AriaRole.LINK)).isVisible();
        assertThat(weekly.getByText("Stop")).not().isVisible();
    }

    private static Locator.FilterOptions named(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }
}

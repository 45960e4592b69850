package dev.roomscribe;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import dev.roomscribe.support.Chromium;
import dev.roomscribe.support.Closeables;
import dev.roomscribe.support.HttpCalls;
import dev.roomscribe.support.KeyedService;
import dev.roomscribe.support.ScriptedCaptions;
import dev.roomscribe.support.ScriptedTranscript;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How captions get to the page: one stream for all tabs, earlier captions in pages, and few requests before the first line. */
class CaptionsDeliveryIT {
    /** More than the six connections that browsers open to a server over HTTP/1.1. */
    private static final int TABS = 10;

    /** The compressed page with its scripts, in four languages; separate modules took 45 requests. */
    private static final int MAX_BYTES = 55_000;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static Chromium chromium;
    private static KeyedService service;

    @BeforeAll
    static void startService() {
        chromium = Chromium.launch();
        service = new KeyedService(directory);
    }

    @AfterAll
    static void closeAll() {
        Closeables.closeAll(service, chromium);
    }

    @AfterEach
    void assertNoViolationAndClosePages() {
        chromium.assertCleanAndClose();
    }

    @Test
    void tenTabsShareOneStreamUntilTheUserSignsOut() {
        Page first = signedInPage();
        BrowserContext context = first.context();
        List<Page> tabs = new ArrayList<>(List.of(first));
        openCaptions(first);
        while (tabs.size() < TABS) {
            tabs.add(context.newPage());
            openCaptions(tabs.get(tabs.size() - 1));
        }
        assertThat(subscribers()).isEqualTo(1);

        tabs.remove(0).close();
        Set<String> before = service.finals();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> service.finals().size() >= before.size() + 2);
        tabs.forEach(CaptionsDeliveryIT::awaitEveryLineOnce);
        assertThat(subscribers()).isEqualTo(1);

        tabs.get(0).getByText("Sign out").click();
        assertThat(tabs.get(1).locator(".status strong")).hasText("No access");
        Page later = context.newPage();
        later.navigate(captionsPage());
        assertThat(later.locator(".status strong")).hasText("No access");
        assertThat(later.locator("li.line")).hasCount(0);
        assertThat(subscribers()).isZero();

        later.getByLabel("API key or token").fill(KeyedService.KEY);
        later.getByLabel("API key or token").press("Enter");
        awaitEveryLineOnce(later);
        awaitEveryLineOnce(tabs.get(1));
        assertThat(subscribers()).isEqualTo(1);
    }

    @Test
    void tabContinuesWithAStreamOfItsOwnIfTheWorkerEnds() {
        Page page = signedInPage();
        page.navigate(captionsPage() + "?silence-limit=6");
        assertThat(page.locator(".status strong")).hasText("Live");
        endWorkers(page);
        Set<String> before = service.finals();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> service.finals().size() >= before.size() + 2);
        awaitEveryLineOnce(page);
    }

    @Test
    void firstCaptionNeedsFewRequests() {
        Page page = signedInPage();
        List<String> requested = new CopyOnWriteArrayList<>();
        page.onRequest(
                request -> requested.add(URI.create(request.url()).getPath().replaceFirst("^/", "")));
        openCaptions(page);
        List<String> needed =
                List.of("rooms/demo/captions", "page/page.css", "page/captions.js", "captions/shared-feed-worker.js");
        assertThat(requested).containsAll(needed);
        assertThat(requested.stream().filter(path -> path.startsWith("captions/") || path.startsWith("page/")))
                .containsExactlyInAnyOrder(
                        "page/page.css", "page/captions.js", "captions/shared-feed-worker.js", "page/icon.svg");
        int bytes = needed.stream().mapToInt(CaptionsDeliveryIT::compressedSize).sum();
        assertThat(bytes).isLessThan(MAX_BYTES);
    }

    @Test
    void earlierCaptionsAreLoadedAsTheReaderScrollsAndForASearch() {
        Page page = scriptedPage(650, "");
        assertThat(line(page, 649)).hasCount(1);
        assertThat(lines(page)).hasCount(100);
        assertThat(page.locator(".history")).containsText("100 stored captions are loaded");
        assertThat(page.getByText("Transcription started")).hasCount(0);

        // The row at the top stays where it is while a page is inserted above it.
        Object shift = page.evaluate("""
                async () => {
                  const root = document.querySelector('roomscribe-captions').shadowRoot;
                  const scroller = root.querySelector('.scroller');
                  scroller.scrollTop = 0;
                  const row = root.querySelector('li.line');
                  await new Promise(requestAnimationFrame);
                  const before = row.getBoundingClientRect().top;
                  while (root.querySelectorAll('[data-key^=long]').length < 200) {
                    await new Promise(requestAnimationFrame);
                  }
                  return row.getBoundingClientRect().top - before;
                }""");
        assertThat(((Number) Objects.requireNonNull(shift)).doubleValue()).isBetween(-1.0, 1.0);
        assertThat(lines(page)).hasCount(200);

        page.keyboard().press("/");
        page.keyboard().type("line 7 ");
        assertThat(page.locator(".found")).containsText("1");
        assertThat(page.locator("li.current mark")).isInViewport();
        assertThat(lines(page)).hasCount(650);
        assertThat(page.locator(".history")).isHidden();
        assertThat(page.getByText("Transcription started")).hasCount(1);
        assertThat(page.locator("li.line").first()).containsText("this is line 0 ");
    }

    @Test
    void everythingIsLoadedOnRequest() {
        Page page = scriptedPage(2_350, "");
        assertThat(lines(page)).hasCount(100);
        page.getByText("Load everything").click();
        assertThat(lines(page)).hasCount(2_350);
        assertThat(page.locator(".history")).isHidden();
    }

    @Test
    void pastSessionIsShownFromItsBeginning() {
        Page page = scriptedPage(250, "?session=P");
        assertThat(page.locator(".status")).containsText("Past session");
        assertThat(page.locator("li.line").first()).isInViewport();
        assertThat(page.locator("li.line").first()).containsText("this is line 0 ");
        assertThat(lines(page)).hasCount(100);
        assertThat(page.getByText("Transcription ended")).hasCount(0);
        page.locator(".scroller").evaluate("scroller => scroller.scrollTop = scroller.scrollHeight");
        assertThat(lines(page)).hasCount(200);
        page.locator(".scroller").evaluate("scroller => scroller.scrollTop = scroller.scrollHeight");
        assertThat(lines(page)).hasCount(250);
        assertThat(page.getByText("Transcription ended")).hasCount(1);
        assertThat(page.locator(".list a, .tools a").first()).hasAttribute("href", Pattern.compile("session=P"));
    }

    @Test
    void momentOfASessionIsShownWithPagesInBothDirections() {
        Page page = scriptedPage(450, "?session=P#t=" + ScriptedTranscript.BEGINNING.plusSeconds(200));
        assertThat(line(page, 200)).isInViewport();
        // More is loaded on both sides, because the moment is at the top of what is there.
        assertThat(line(page, 100)).hasCount(1);
        assertThat(line(page, 200)).isInViewport();
        page.locator(".scroller").evaluate("scroller => scroller.scrollTop = scroller.scrollHeight");
        assertThat(line(page, 300)).hasCount(1);
    }

    private static Page signedInPage() {
        Page page = chromium.blank(new Browser.NewContextOptions());
        assertThat(page.context()
                        .request()
                        .post(
                                service.url().resolve("/sign-in").toString(),
                                RequestOptions.create().setHeader("Authorization", "Bearer " + KeyedService.KEY))
                        .ok())
                .isTrue();
        return page;
    }

    private static Page scriptedPage(int lines, String query) {
        Page page = chromium.blank(new Browser.NewContextOptions().setViewportSize(600, 700));
        ScriptedCaptions.hostile().serve(page);
        page.unroute("**/transcript.json*");
        new ScriptedTranscript(lines).serve(page);
        page.navigate(captionsPage() + query);
        return page;
    }

    private static String captionsPage() {
        return service.url().resolve("/rooms/demo/captions").toString();
    }

    private static void openCaptions(Page page) {
        page.navigate(captionsPage());
        assertThat(page.locator(".status strong")).hasText("Live");
        assertThat(page.locator("li.line").first()).isVisible();
    }

    /** The lines of the scripted transcript. */
    private static Locator lines(Page page) {
        return page.locator("li.line[data-key^='long-']");
    }

    private static Locator line(Page page, int number) {
        return page.locator("li.line[data-key='long-%d']".formatted(number));
    }

    private static void awaitEveryLineOnce(Page page) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Object shown = page.evaluate("""
                    () => [...document.querySelector('roomscribe-captions').shadowRoot.querySelectorAll('li.line:not(.partial, .unfinished)')]
                        .map(row => `${row.dataset.key} ${row.querySelector('.text').textContent}`)""");
            assertThat((List<?>) Objects.requireNonNull(shown))
                    .map(String::valueOf)
                    .containsAll(service.finals())
                    .doesNotHaveDuplicates();
        });
    }

    private static int subscribers() {
        String metrics = HttpCalls.get(service.management().resolve("/q/metrics"));
        return metrics.lines()
                .filter(line -> line.startsWith("roomscribe_transcript_subscribers"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static int compressedSize(String path) {
        HttpRequest request = HttpRequest.newBuilder(service.url().resolve("/" + path))
                .header("Accept-Encoding", "gzip")
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray()).body().length;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void endWorkers(Page page) {
        CDPSession devTools = page.context().newCDPSession(page);
        JsonArray targets = devTools.send("Target.getTargets").getAsJsonArray("targetInfos");
        int ended = 0;
        for (JsonElement target : targets) {
            JsonObject info = target.getAsJsonObject();
            if (info.get("type").getAsString().equals("shared_worker")) {
                JsonObject id = new JsonObject();
                id.add("targetId", info.get("targetId"));
                devTools.send("Target.closeTarget", id);
                ended++;
            }
        }
        assertThat(ended).isPositive();
    }
}

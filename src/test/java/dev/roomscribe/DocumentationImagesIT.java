package dev.roomscribe;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.roomscribe.support.BrowserService;
import dev.roomscribe.support.Closeables;
import dev.roomscribe.support.ScriptedRooms;
import dev.roomscribe.support.ScriptedRooms.Live;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Renews the images in docs/images: {@code -Ddocs.images=true}. The captions are those of the demo meeting. */
@EnabledIfSystemProperty(named = "docs.images", matches = "true")
class DocumentationImagesIT {
    private static final Path IMAGES = Path.of("docs/images");

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

    @Test
    void captions() {
        Page page = open(640, "/rooms/demo/captions");
        assertThat(page.locator("li.line:not(.partial)").nth(5)).isAttached();
        page.locator("li.partial").first().waitFor();
        save(page, "captions.png");
    }

    @Test
    void overlay() {
        Page page = open(420, "/rooms/demo/captions?mode=overlay&size=m");
        page.evaluate("document.body.style.setProperty('background', '#5a6b7e')");
        assertThat(page.locator(".overlay .partial").first()).isVisible();
        assertThat(page.locator(".overlay li").nth(1)).isVisible();
        save(page, "overlay.png");
    }

    @Test
    void rooms() {
        Page page = blank(760);
        respond(
                page,
                "**/rooms?running=true",
                ScriptedRooms.running(
                        new Live("weekly-planning").with(5, Duration.ofMinutes(24)),
                        new Live("customer-call-482")
                                .with(2, Duration.ofMinutes(7))
                                .behind(12_000),
                        new Live("design-review")
                                .with(3, Duration.ofMinutes(41))
                                .in("reconnecting")));
        Instant now = Instant.now();
        respond(
                page,
                "**/sessions?running=false&limit=20",
                ScriptedRooms.past(
                        "",
                        ScriptedRooms.session("support-standup", "1", hoursBefore(now, 3), 0),
                        ScriptedRooms.session("weekly-planning", "2", hoursBefore(now, 27), 12),
                        ScriptedRooms.session("customer-call-479", "3", hoursBefore(now, 30), 0)));
        page.navigate(service.url().toString());
        assertThat(page.locator("#sessions .room")).hasCount(3);
        save(page, "rooms.png");
    }

    private static Page open(int height, String path) {
        Page page = blank(height);
        page.navigate(service.url().resolve(path).toString());
        return page;
    }

    private static Page blank(int height) {
        return service.chromium()
                .blank(new Browser.NewContextOptions()
                        .setViewportSize(1200, height)
                        .setLocale("en-GB"));
    }

    private static void respond(Page page, String url, String json) {
        page.route(
                url,
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(json)));
    }

    private static String hoursBefore(Instant now, int hours) {
        return now.minus(Duration.ofHours(hours)).toString();
    }

    private static void save(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(IMAGES.resolve(name)));
        page.context().close();
    }
}

package dev.roomscribe.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The installed Chromium, driven by the installed Node.js. If either is missing, the tests that need it are skipped, or
 * fail if the environment variable {@code CI} is set. Not thread-safe.
 */
public final class Chromium implements AutoCloseable {
    private static final String WATCH_POLICY =
            "window.violations = []; document.addEventListener('securitypolicyviolation', event =>"
                    + " window.violations.push(`${event.violatedDirective} ${event.blockedURI}`))";

    /** Timeout of everything that a test waits for on a page. */
    private static final int TIMEOUT_MS = 30_000;

    private final Playwright playwright;
    private final Browser browser;
    /** Script errors, dialogs, and requests to origins that are not allowed. */
    private final List<String> violations = new CopyOnWriteArrayList<>();

    private Chromium(Playwright playwright, Path executable) {
        this.playwright = playwright;
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(executable));
    }

    public static Chromium launch() {
        Optional<Path> chromium = onPath("chromium").or(() -> onPath("google-chrome"));
        Optional<Path> node = onPath("node");
        boolean installed = chromium.isPresent() && node.isPresent();
        String missing = "the captions page is tested in Chromium, driven by Node.js 20: apt-get install chromium";
        if (System.getenv("CI") != null) {
            assertThat(installed).as(missing).isTrue();
        }
        assumeTrue(installed, missing);
        Playwright playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        node.orElseThrow().toString(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MS);
        return new Chromium(playwright, chromium.orElseThrow());
    }

    /** Opens a page that may send requests to its own origin and to the given ones only. */
    public Page open(URI url, ColorScheme scheme, URI... others) {
        return open(url, new Browser.NewContextOptions().setColorScheme(scheme), others);
    }

    public Page open(URI url, Browser.NewContextOptions options, URI... others) {
        Page page = blank(options);
        page.onRequest(request -> {
            String requested = request.url();
            if (Stream.concat(Stream.of(url), Stream.of(others))
                    .noneMatch(origin -> requested.startsWith(origin(origin)))) {
                violations.add("requested " + requested);
            }
        });
        page.navigate(url.toString());
        return page;
    }

    /** Returns an empty page, so that a test can intercept requests before it navigates. */
    public Page blank(Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options);
        context.setDefaultTimeout(TIMEOUT_MS);
        context.addInitScript(WATCH_POLICY);
        Page page = context.newPage();
        page.onPageError(violations::add);
        page.onDialog(dialog -> violations.add("dialog " + dialog.message()));
        return page;
    }

    /** Checks that no page violated its content security policy or failed, and closes every page. */
    public void assertCleanAndClose() {
        List<Object> found = new ArrayList<>(violations);
        violations.clear();
        for (BrowserContext context : List.copyOf(browser.contexts())) {
            for (Page page : context.pages()) {
                found.addAll((List<?>) Objects.requireNonNull(page.evaluate("window.violations")));
            }
            // A request that arrives while its context is closed must not call a handler.
            context.pages().forEach(Page::unrouteAll);
            context.close();
        }
        assertThat(found).isEmpty();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getAuthority() + "/";
    }

    private static Optional<Path> onPath(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, command))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

package dev.roomscribe;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.roomscribe.support.Chromium;
import dev.roomscribe.support.Closeables;
import dev.roomscribe.support.RemoteDemoRoom;
import dev.roomscribe.support.RoomscribeProcess;
import dev.roomscribe.support.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The captions page while its connection is broken, frozen or slow, or its server restarts, and speech continues. */
class CaptionsReconnectIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static Chromium chromium;
    private static RemoteDemoRoom room;
    private static RoomscribeProcess service;
    private static TcpProxy proxy;

    private Page page;

    @BeforeAll
    static void startService() {
        chromium = Chromium.launch();
        room = new RemoteDemoRoom();
        startProcess();
        proxy = new TcpProxy(service.url());
        post("/rooms/demo/transcribe");
    }

    private static void startProcess() {
        service = room.startService(
                directory,
                "-Droomscribe.transcript.heartbeat-interval=1s",
                "-Droomscribe.transcript.reconnect-delay=300ms");
        service.url();
    }

    @AfterAll
    static void closeAll() {
        Closeables.closeAll(chromium, proxy, service, room);
    }

    @BeforeEach
    void openPage() {
        page = chromium.open(proxy.url().resolve("/rooms/demo/captions?silence-limit=3"), ColorScheme.LIGHT);
        awaitPhase("Live");
        awaitEveryLineOnce();
    }

    @AfterEach
    void assertNoViolationAndClosePages() {
        // A test that fails must not leave a Fishjam that refuses the next one.
        room.restoreFishjam();
        chromium.assertCleanAndClose();
    }

    @Test
    void brokenConnectionLosesNoLine() {
        // A test does not see the requests of the worker that the tabs of a browser share.
        page.addInitScript("delete window.SharedWorker");
        page.reload();
        awaitPhase("Live");
        proxy.disconnect();
        awaitPhase("Interrupted");
        awaitMoreFinals(2);
        // The page must resume after its last event: a new snapshot contains no more than 20 finals.
        page.waitForRequest(request -> request.url().matches(".*/transcript/events\\?after=\\d+-\\d+"), proxy::restore);
        awaitPhase("Live");
        awaitEveryLineOnce();
    }

    @Test
    void frozenConnectionIsDetectedAndLosesNoLine() {
        proxy.freeze();
        awaitPhase("Interrupted");
        awaitPhase("Live");
        awaitMoreFinals(1);
        awaitEveryLineOnce();
    }

    @Test
    void slowConnectionLosesNoLine() {
        proxy.limitTo(4);
        awaitMoreFinals(2);
        awaitEveryLineOnce();
        proxy.restore();
        assertThat(page.locator(".status")).containsText("Live");
    }

    @Test
    void missingAudioIsShownWhereItIsMissing() {
        room.dropAgent();
        assertThat(page.locator("li.gap").last()).containsText("missing: the connection to the room was lost");
        awaitEveryLineOnce();
    }

    /** How the process of the service ends, and the reason that the gap then shows. */
    private enum End {
        KILLED("the server stopped unexpectedly"),
        TERMINATED("the server was restarted");

        private final String shown;

        End(String shown) {
            this.shown = shown;
        }
    }

    /** Fishjam does not let the restarted service into the room at first, so that the page has to wait for more than it. */
    @ParameterizedTest
    @EnumSource
    void restartedServiceContinuesOnTheOpenPageWithoutALostLine(End end) {
        page.evaluate("window.isTheSamePage = true");
        page.locator("li.partial").first().waitFor();
        if (end == End.KILLED) {
            service.kill();
        } else {
            service.terminate();
        }
        service.awaitExit(Duration.ofSeconds(60));
        awaitPhase("Interrupted");
        assertThat(page.locator(".status")).containsText("captions continue by themselves");
        List<String> before = shownFinals();
        Locator gaps = page.locator("li.gap").filter(new Locator.FilterOptions().setHasText("missing: " + end.shown));

        room.refuseRequests();
        startProcess();
        proxy.forwardTo(service.url());
        assertThat(gaps.first()).isVisible();
        assertThat(page.locator("li.partial")).hasCount(0);
        assertThat(page.locator(".status")).containsText("the service was restarted");
        Page opened = chromium.open(proxy.url().resolve("/rooms/demo/captions"), ColorScheme.LIGHT);
        assertThat(opened.locator(".status strong")).hasText("Interrupted");
        Page rooms = chromium.open(proxy.url(), ColorScheme.LIGHT);
        assertThat(rooms.locator(".state")).hasText("Interrupted");
        assertThat(rooms.locator("#rooms .trouble")).hasText("The service was restarted and resumes by itself.");

        room.restoreFishjam();
        awaitPhase("Live");
        assertThat(opened.locator(".status strong")).hasText("Live");
        assertThat(rooms.locator(".state")).hasText("Live");
        awaitMoreFinals(2);
        awaitEveryLineOnce();
        assertThat(shownFinals()).containsAll(before);
        assertThat(page.evaluate("window.isTheSamePage")).isEqualTo(true);
    }

    private void awaitPhase(String phase) {
        assertThat(page.locator(".status strong")).hasText(phase);
    }

    private static void awaitMoreFinals(int more) {
        int before = loggedFinals().size();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> loggedFinals().size() >= before + more);
    }

    /** Waits until every final of the transcript is on the page exactly once. */
    private void awaitEveryLineOnce() {
        Locator all = page.getByText("Load everything");
        if (all.isVisible()) {
            all.click();
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Set<String> logged = loggedFinals();
            assertThat(shownFinals()).containsAll(logged).doesNotHaveDuplicates();
        });
    }

    private List<String> shownFinals() {
        Object keys = page.evaluate("""
                () => [...document.querySelector('roomscribe-captions').shadowRoot.querySelectorAll('li.line:not(.partial, .unfinished)')]
                    .map(row => `${row.dataset.key} ${row.querySelector('.name').textContent}: ${row.querySelector('.text').textContent}`)""");
        return ((List<?>) Objects.requireNonNull(keys))
                .stream().map(String::valueOf).toList();
    }

    private static Set<String> loggedFinals() {
        Set<String> finals = new HashSet<>();
        for (JsonNode utterance : json("/rooms/demo/transcript.json").path("utterances")) {
            finals.add("%s %s: %s"
                    .formatted(
                            utterance.path("utterance_id").asText(),
                            utterance.path("speaker").asText(),
                            utterance.path("text").asText()));
        }
        return finals;
    }

    private static JsonNode json(String path) {
        try {
            return new ObjectMapper()
                    .readTree(send(HttpRequest.newBuilder(url(path)).build()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void post(String path) {
        send(HttpRequest.newBuilder(url(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private static URI url(String path) {
        return service.url().resolve(path);
    }

    private static String send(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
            return response.body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

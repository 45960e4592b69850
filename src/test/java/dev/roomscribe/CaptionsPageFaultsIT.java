package dev.roomscribe;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.roomscribe.support.Chromium;
import dev.roomscribe.support.Closing;
import dev.roomscribe.support.RoomscribeProcess;
import dev.roomscribe.support.TalkingRoom;
import dev.roomscribe.support.Wire;
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

/** A page whose server is cut off, goes silent, is slow or starts anew, while people go on talking. */
class CaptionsPageFaultsIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static Chromium chromium;
    private static TalkingRoom room;
    private static RoomscribeProcess service;
    private static Wire wire;

    private Page page;

    @BeforeAll
    static void startTheMeeting() {
        chromium = Chromium.launch();
        room = new TalkingRoom();
        serve();
        wire = new Wire(service.url());
        post("/rooms/demo/transcribe");
    }

    private static void serve() {
        service = room.serve(
                directory,
                "-Droomscribe.transcript.heartbeat-interval=1s",
                "-Droomscribe.transcript.reconnect-delay=300ms");
        service.url();
    }

    @AfterAll
    static void end() {
        Closing.all(chromium, wire, service, room);
    }

    @BeforeEach
    void readAlong() {
        page = chromium.open(wire.url().resolve("/rooms/demo/captions?silence-limit=3"), ColorScheme.LIGHT);
        awaitPhase("Live");
        awaitEveryLineOnce();
    }

    @AfterEach
    void noPolicyWasBroken() {
        chromium.assertCleanAndClose();
    }

    @Test
    void aConnectionThatIsCutCostsNoLine() {
        wire.cut();
        awaitPhase("Reconnecting");
        awaitMoreFinals(2);
        // A new snapshot would do for twenty lines, and not for more.
        page.waitForRequest(request -> request.url().matches(".*/transcript/events\\?after=\\d+-\\d+"), wire::mend);
        awaitPhase("Live");
        awaitEveryLineOnce();
    }

    @Test
    void aConnectionThatGoesDeadIsNoticedAndCostsNoLine() {
        wire.freeze();
        awaitPhase("Reconnecting");
        awaitPhase("Live");
        awaitMoreFinals(1);
        awaitEveryLineOnce();
    }

    @Test
    void aConnectionThatIsSlowCostsNoLine() {
        wire.slowTo(4);
        awaitMoreFinals(2);
        awaitEveryLineOnce();
        wire.mend();
        assertThat(page.locator(".status")).containsText("Live");
    }

    @Test
    void whatTheServiceCouldNotHearIsSaidWhereItIsMissing() {
        room.dropAgent();
        assertThat(page.locator("li.gap").last()).containsText("missing: the connection to the room was lost");
        awaitEveryLineOnce();
    }

    @Test
    void aServerThatIsKilledAndStartsAnewTakesNothingAwayAndGoesOn() {
        Set<String> before = Set.copyOf(finalsShown());
        service.kill();
        service.awaitExit(Duration.ofSeconds(10));
        awaitPhase("Reconnecting");

        serve();
        wire.leadTo(service.url());
        post("/rooms/demo/transcribe");

        awaitPhase("Live");
        awaitMoreFinals(2);
        awaitEveryLineOnce();
        assertThat(finalsShown()).containsAll(before);
    }

    private void awaitPhase(String phase) {
        assertThat(page.locator(".status strong")).hasText(phase);
    }

    private static void awaitMoreFinals(int more) {
        int before = finalsOfService().size();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> finalsOfService().size() >= before + more);
    }

    /** What the service has in its transcript is on the page, and nothing is there twice. */
    private void awaitEveryLineOnce() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Set<String> said = finalsOfService();
            assertThat(finalsShown()).containsAll(said).doesNotHaveDuplicates();
        });
    }

    private List<String> finalsShown() {
        Object keys = page.evaluate("""
                () => [...document.querySelector('roomscribe-captions').shadowRoot.querySelectorAll('li.line:not(.partial, .unsettled)')]
                    .map(row => `${row.dataset.key} ${row.querySelector('.name').textContent}: ${row.querySelector('.text').textContent}`)""");
        return ((List<?>) Objects.requireNonNull(keys))
                .stream().map(String::valueOf).toList();
    }

    private static Set<String> finalsOfService() {
        Set<String> finals = new HashSet<>();
        for (JsonNode said : json("/rooms/demo/transcript.json").path("utterances")) {
            finals.add("%s %s: %s"
                    .formatted(
                            said.path("utterance_id").asText(),
                            said.path("speaker").asText(),
                            said.path("transcript").asText()));
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

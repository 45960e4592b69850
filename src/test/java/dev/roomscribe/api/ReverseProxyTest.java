package dev.roomscribe.api;

import static dev.roomscribe.api.KeysProfile.ALL;
import static dev.roomscribe.api.KeysProfile.bearer;
import static dev.roomscribe.api.TranscriptEvents.append;
import static dev.roomscribe.api.TranscriptEvents.appendSession;
import static dev.roomscribe.api.TranscriptEvents.peerJoined;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.Nginx;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.Transcripts;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service behind nginx, with the examples of the documentation, below the root of a host and below a prefix. */
@QuarkusTest
@TestProfile(KeysProfile.class)
class ReverseProxyTest {
    /** What a page refers to. */
    private static final Pattern LINK = Pattern.compile("<(?:link|script) [^>]*(?:href|src)=\"([^\"#]+)\"");

    /** What a script refers to. */
    private static final Pattern IMPORT =
            Pattern.compile("^(?:import|export)\\s(?:[^'=;]*\\sfrom\\s)?'([^']+)'", Pattern.MULTILINE);

    /** A proxy that decodes the path would change it. */
    private static final String ROOM = "weekly;%\u00fc";

    private static final String ROOM_PATH = "rooms/weekly%3B%25%C3%BC/";

    @Inject
    Optional<EmbeddedFishjam> fishjam;

    @Inject
    Transcripts transcripts;

    @TestHTTPResource
    URI service;

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest
    @CsvSource({"docs/security.md, /", "docs/operations.md, /captions/"})
    void everythingWorksBehindTheDocumentedProxy(Path document, String prefix) throws Exception {
        EmbeddedRoom room = fishjam.orElseThrow().openRoom(ROOM);
        try (Nginx nginx = Nginx.start(directory, document, service)) {
            URI base = nginx.url().resolve(prefix);
            String past = "past-" + prefix.length();
            RoomTranscript transcript = transcripts.open(ROOM);
            appendSession(transcript, past, Instant.parse("2026-09-10T10:00:00Z"), "said");
            pagesLoadTheirScripts(base);
            pagesOfJsonLeadToTheNext(base.resolve(ROOM_PATH + "transcript.json?limit=1&session=" + past));
            pagesOfJsonLeadToTheNext(base.resolve(ROOM_PATH + "transcript/?limit=1&session=" + past));
            startIsFoundAtItsLocation(base.resolve(ROOM_PATH + "transcribe"));
            eventsArriveAndResume(base, transcript);
            cookieOfASignInIsUsed(base);
            assertThat(send("DELETE", base.resolve(ROOM_PATH + "transcribe"), true)
                            .statusCode())
                    .isEqualTo(204);
        } finally {
            room.delete();
        }
    }

    /** Loads the pages, what they refer to, and what that refers to. */
    private void pagesLoadTheirScripts(URI base) throws IOException, InterruptedException {
        Set<URI> loaded = new LinkedHashSet<>(List.of(base, base.resolve(ROOM_PATH + "captions")));
        List<URI> open = new ArrayList<>(loaded);
        while (!open.isEmpty()) {
            URI url = open.remove(0);
            HttpResponse<String> response = send("GET", url, false);
            assertThat(response.statusCode()).as("%s", url).isEqualTo(200);
            assertThat(url.getPath()).startsWith(base.getPath());
            Pattern reference = url.getPath().endsWith(".js") ? IMPORT : LINK;
            reference.matcher(response.body()).results().forEach(found -> {
                URI target = url.resolve(found.group(1));
                if (loaded.add(target)) {
                    open.add(target);
                }
            });
        }
        assertThat(loaded.stream().map(url -> base.relativize(url).toString()))
                .contains("page/page.css", "page/icon.svg", "page/rooms.js", "page/captions.js", "captions/feed.js")
                .hasSizeGreaterThan(20);
    }

    private void pagesOfJsonLeadToTheNext(URI first) throws IOException, InterruptedException {
        List<String> said = new ArrayList<>();
        for (URI page = first; page != null; ) {
            JsonNode file = json(send("GET", page, true));
            file.path("utterances")
                    .forEach(utterance -> said.add(utterance.path("transcript").asText()));
            page = file.has("next") ? page.resolve(file.path("next").asText()) : null;
        }
        assertThat(said).containsExactly("said 1", "said 2", "said 3");
    }

    private void startIsFoundAtItsLocation(URI start) throws IOException, InterruptedException {
        HttpResponse<String> created = send("POST", start, true);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        URI location = start.resolve(created.headers().firstValue("Location").orElseThrow());
        assertThat(json(send("GET", location, true)).path("room_id").asText()).isEqualTo(ROOM);
    }

    private void eventsArriveAndResume(URI base, RoomTranscript transcript) {
        String events = ROOM_PATH + "transcript/events";
        String before = append(transcript, peerJoined("before"));
        String next;
        try (CaptionClient live =
                CaptionClient.subscribe(base, events + "?after=" + before, "Authorization", bearer(ALL))) {
            // Sent only after the client has received the beginning of the stream, so that a proxy that buffers would
            // keep it.
            next = append(transcript, peerJoined("next"));
            assertThat(live.await(RoomTest.SOON, "peer.joined").id()).isEqualTo(next);
        }
        String last = append(transcript, peerJoined("last"));
        try (CaptionClient resumed =
                        CaptionClient.subscribe(base, events + "?lastEventId=" + next, "Authorization", bearer(ALL));
                CaptionClient byHeader =
                        CaptionClient.subscribe(base, events, "Authorization", bearer(ALL), "Last-Event-ID", next)) {
            assertThat(resumed.await(RoomTest.SOON, "peer.joined").id()).isEqualTo(last);
            assertThat(byHeader.await(RoomTest.SOON, "peer.joined").id()).isEqualTo(last);
        }
    }

    private void cookieOfASignInIsUsed(URI base) throws IOException, InterruptedException {
        assertThat(send("GET", base.resolve("rooms"), false).statusCode()).isEqualTo(401);
        HttpResponse<String> signedIn = send("POST", base.resolve("sign-in"), true);
        assertThat(signedIn.statusCode()).isEqualTo(200);
        String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).startsWith("roomscribe=").contains("; Path=/;");
        HttpRequest withCookie = HttpRequest.newBuilder(base.resolve("rooms"))
                .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                .build();
        assertThat(http.send(withCookie, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<String> send(String method, URI url, boolean withKey)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).method(method, HttpRequest.BodyPublishers.noBody());
        if (withKey) {
            request.header("Authorization", bearer(ALL));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body());
    }
}

package dev.roomscribe;

import static dev.roomscribe.support.SpokenWords.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.audio.SpeechGate;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.RemoteFishjam;
import dev.roomscribe.support.RoomscribeProcess;
import dev.roomscribe.support.Sounds;
import dev.roomscribe.support.SpokenWords;
import dev.roomscribe.support.SpokenWords.Spoken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service is killed several times while two people talk at the same time, each time at another moment, and
 * started again with the same data, but without resuming its session. The gaps of each speaker contain every word that is in no final, and little more.
 */
class CrashGapIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** How long before the first lost word a gap may begin: as long as the gate holds a sound that may be speech. */
    private static final double MAX_EARLY_SECONDS = SpeechGate.MAX_HELD_SAMPLES / 16_000.0 + 0.1;
    /** Bob speaks this much earlier than in the demo room, so that most sentences overlap. */
    private static final Duration BOB_EARLIER = Duration.ofMillis(3_200);

    private static final String ROOM = "weekly";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** When the process is killed. */
    private enum Moment {
        /** Both utterances are open. */
        BOTH_TALK,
        /** One has a final, while the other's utterance is open: what is final is later than what is not. */
        ONE_HAS_A_FINAL
    }

    /**
     * One run of the process.
     *
     * @param recordingMs where Alice's recording begins, in a pause of both speakers, in ms
     */
    private record Run(int recordingMs, Moment moment) {}

    private static final List<Run> RUNS = List.of(
            new Run(20_000, Moment.ONE_HAS_A_FINAL),
            new Run(14_300, Moment.ONE_HAS_A_FINAL),
            new Run(37_000, Moment.BOTH_TALK),
            new Run(44_300, Moment.ONE_HAS_A_FINAL),
            new Run(0, Moment.BOTH_TALK));

    /** A speaker in one run. */
    private record Speaker(String name, String peerId, Instant recordingStart) {}

    /**
     * What is known of a run when its process was killed.
     *
     * @param joined when the speakers joined, in seconds by the wall clock
     * @param killed when the process was killed, in seconds by the wall clock
     */
    private record Killed(String sessionId, List<Speaker> speakers, double joined, double killed) {}

    private final RemoteFishjam fishjam = new RemoteFishjam();
    private final EmbeddedRoom room = fishjam.openRoom(ROOM);

    @Test
    void gapsOfEachSpeakerBeginShortlyBeforeTheFirstLostWord(@TempDir Path data) {
        try {
            Killed last = null;
            for (Run run : RUNS) {
                last = runAndVerifyPrevious(data, last, run);
            }
            try (RoomscribeProcess service = startService(data)) {
                verify(service.url(), last);
                verifyFiles(service.url());
            }
        } finally {
            fishjam.close();
        }
    }

    private Killed runAndVerifyPrevious(Path data, Killed previous, Run run) {
        try (RoomscribeProcess service = startService(data)) {
            URI url = service.url();
            if (previous != null) {
                verify(url, previous);
            }
            try (CaptionClient captions = CaptionClient.startAndStream(url, ROOM)) {
                String session = json(url, "transcribe").path("session_id").asText();
                Instant joined = Instant.now().plusMillis(300);
                Instant start = joined.minusMillis(run.recordingMs());
                List<Speaker> speakers = List.of(join("alice", start), join("bob", start.minus(BOB_EARLIER)));
                Awaitility.await()
                        .atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> isDue(run.moment(), captions, speakers));
                double killed = seconds(Instant.now());
                service.kill();
                service.awaitExit(LIMIT);
                room.peers().stream()
                        .filter(peer -> speakers.stream()
                                .anyMatch(speaker -> speaker.peerId().equals(peer.id())))
                        .forEach(EmbeddedPeer::remove);
                return new Killed(session, speakers, seconds(joined), killed);
            }
        }
    }

    private RoomscribeProcess startService(Path data) {
        return RoomscribeProcess.start(Map.of(
                "FISHJAM_ID", fishjam.url(),
                "FISHJAM_MANAGEMENT_TOKEN", fishjam.managementToken(),
                "ROOMSCRIBE_DATA_DIRECTORY", data.toString(),
                "ROOMSCRIBE_SESSION_RESUME", "false"));
    }

    private Speaker join(String name, Instant start) {
        EmbeddedPeer peer = room.join(
                name,
                Playback.of(Sounds.recording(Recordings.demo(name))).looping().startingAt(start));
        return new Speaker(name, peer.id(), start);
    }

    private static boolean isDue(Moment moment, CaptionClient captions, List<Speaker> speakers) {
        List<CaptionClient.Event> events = captions.events();
        boolean bothHavePartials =
                speakers.stream().allMatch(speaker -> has("transcript.partial", speaker, events.stream()));
        boolean anyFinal = speakers.stream().anyMatch(speaker -> has("transcript.final", speaker, events.stream()));
        return bothHavePartials && (moment == Moment.BOTH_TALK || anyFinal);
    }

    private static boolean has(String type, Speaker speaker, Stream<CaptionClient.Event> events) {
        return events.anyMatch(event -> event.is(type) && speaker.peerId().equals(event.text("peer_id")));
    }

    private static void verify(URI service, Killed run) {
        double restarted = seconds(Instant.now());
        List<CaptionClient.Event> events = storedEvents(service, run.sessionId());
        CaptionClient.Event end = events.get(events.size() - 1);
        assertThat(end.type()).isEqualTo("session.ended");
        double ended = seconds(Instant.parse(end.text("ended_at")));
        assertThat(ended).as("end of the session: the restart").isBetween(run.killed(), restarted);
        for (Speaker speaker : run.speakers()) {
            List<Spoken> said = SpokenWords.said(speaker.name(), speaker.recordingStart(), run.joined(), run.killed());
            List<Spoken> lost = SpokenWords.notRecognized(said, speaker.peerId(), events);
            List<double[]> gaps = SpokenWords.gaps(speaker.peerId(), events);
            assertThat(gaps).as("gaps of %s", speaker).isNotEmpty();
            assertThat(SpokenWords.outsideGaps(lost, speaker.peerId(), events))
                    .as("words of %s that are neither in a final nor in a gap of %s", speaker, text(gaps))
                    .isEmpty();
            if (!lost.isEmpty()) {
                assertThat(gaps.get(0)[0])
                        .as("start of the gap of %s, whose first lost word is %s, in %s", speaker, lost.get(0), events)
                        .isGreaterThanOrEqualTo(lost.get(0).start() - MAX_EARLY_SECONDS);
            }
            assertThat(gaps.get(gaps.size() - 1)[1]).as("end of the last gap").isCloseTo(ended, within(0.002));
        }
        assertThat(events.stream().filter(SpokenWords::isGap))
                .allSatisfy(gap -> assertThat(gap.text("reason")).isEqualTo("service_crashed"));
    }

    private static String text(List<double[]> gaps) {
        return String.join(", ", gaps.stream().map(Arrays::toString).toList());
    }

    /** Returns the events of a session, up to its end. */
    private static List<CaptionClient.Event> storedEvents(URI service, String sessionId) {
        try (CaptionClient all = CaptionClient.subscribe(service, "/rooms/" + ROOM + "/transcript/events?after=0")) {
            all.await(LIMIT, event -> event.is("session.ended") && sessionId.equals(event.text("session_id")));
            List<CaptionClient.Event> events = new ArrayList<>();
            for (CaptionClient.Event event : all.events()) {
                if (sessionId.equals(event.text("session_id")) && event.id() != null) {
                    events.add(event);
                }
            }
            return events;
        }
    }

    /** The files state the gaps of the last session. */
    private static void verifyFiles(URI service) {
        for (String format : List.of("txt", "srt", "vtt")) {
            assertThat(get(service, "transcript." + format)).contains("missing: ");
        }
        assertThat(json(service, "transcript.json").path("gaps").findValuesAsText("reason"))
                .contains("service_crashed");
    }

    private static JsonNode json(URI service, String file) {
        try {
            return JSON.readTree(get(service, file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String get(URI service, String file) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(service.resolve("/rooms/" + ROOM + "/" + file))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

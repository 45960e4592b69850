package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.media.NetworkConditions;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.Closeables;
import dev.roomscribe.support.DemoScript;
import dev.roomscribe.support.RemoteFishjam;
import dev.roomscribe.support.RoomscribeProcess;
import dev.roomscribe.support.Sounds;
import dev.roomscribe.support.SpokenWords;
import dev.roomscribe.support.SpokenWords.Spoken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The packaged service transcribes the demo room's conversation in three rooms at the same time: over a perfect network, and
 * over networks that stall in the middle of sentences and then deliver the delayed audio faster than real time. No mute is
 * announced. Texts and times must be those of the perfect network.
 */
class NetworkStallIT {
    private static final double P99_SECONDS = 0.05;
    private static final double MAX_SECONDS = 0.15;

    private static final String STEADY = "steady";
    private static final List<String> SPEAKERS = List.of("alice", "bob");

    /** The periods are such that every stall begins in the middle of a sentence. */
    private static final Map<String, NetworkConditions> ROOMS = rooms();

    private static Map<String, NetworkConditions> rooms() {
        Map<String, NetworkConditions> rooms = new LinkedHashMap<>();
        rooms.put(STEADY, NetworkConditions.perfect());
        rooms.put(
                "stalls-of-3-s",
                NetworkConditions.perfect()
                        .withStalls(Duration.ofSeconds(10), Duration.ofSeconds(3))
                        .catchingUpAt(4));
        rooms.put(
                "stalls-of-8-s",
                NetworkConditions.perfect()
                        .withStalls(Duration.ofSeconds(20), Duration.ofSeconds(8))
                        .catchingUpAt(5));
        return rooms;
    }

    private final Map<String, CaptionClient> captions = new HashMap<>();
    /** The ids of the peers by room and speaker. */
    private final Map<String, Map<String, String>> peers = new HashMap<>();

    @Test
    void stallsInSentencesChangeNeitherTextsNorTimes() {
        try (RemoteFishjam fishjam = new RemoteFishjam();
                RoomscribeProcess service = RoomscribeProcess.start(
                        Map.of("FISHJAM_ID", fishjam.url(), "FISHJAM_MANAGEMENT_TOKEN", fishjam.managementToken()))) {
            for (String room : ROOMS.keySet()) {
                fishjam.openRoom(room);
                captions.put(room, CaptionClient.startAndStream(service.url(), room));
            }
            captions.values().forEach(stream -> stream.await(Duration.ofSeconds(30), "session.snapshot"));
            Instant start = Instant.now().plusSeconds(1);
            ROOMS.forEach((room, network) -> join(fishjam.openRoom(room), network, start));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(150))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> ROOMS.keySet().stream().allMatch(this::hasEnded));
            for (String room : ROOMS.keySet()) {
                assertThat(captions.get(room).events("stream.gap")).as(room).isEmpty();
                for (String speaker : SPEAKERS) {
                    assertThat(texts(room, speaker))
                            .as("%s in %s", speaker, room)
                            .containsExactlyElementsOf(DemoScript.lines(speaker).stream()
                                    .map(DemoScript.Line::text)
                                    .toList());
                }
                if (!room.equals(STEADY)) {
                    assertOnTime(room);
                }
            }
        } finally {
            Closeables.closeAll(captions.values().toArray(AutoCloseable[]::new));
        }
    }

    private void join(EmbeddedRoom room, NetworkConditions network, Instant start) {
        Map<String, String> joined = new HashMap<>();
        for (String speaker : SPEAKERS) {
            Playback playback = Playback.of(Sounds.recording(Recordings.demo(speaker)))
                    .thenSilence()
                    .startingAt(start)
                    .over(network);
            joined.put(speaker, room.join(speaker, playback).id());
        }
        peers.put(room.id(), joined);
    }

    private boolean hasEnded(String room) {
        return SPEAKERS.stream().allMatch(speaker -> {
            List<DemoScript.Line> lines = DemoScript.lines(speaker);
            String last = lines.get(lines.size() - 1).text();
            // The last word alone also ends another line.
            String end = last.substring(last.lastIndexOf(' ', last.lastIndexOf(' ') - 1));
            return texts(room, speaker).stream().anyMatch(text -> text.endsWith(end));
        });
    }

    private List<String> texts(String room, String speaker) {
        String peer = peers.get(room).get(speaker);
        return captions.get(room).events("transcript.final").stream()
                .filter(event -> peer.equals(event.text("peer_id")))
                .map(event -> event.text("transcript"))
                .toList();
    }

    private void assertOnTime(String room) {
        List<Double> errors = new ArrayList<>();
        List<String> late = new ArrayList<>();
        for (String speaker : SPEAKERS) {
            List<Spoken> steady = words(STEADY, speaker);
            List<Spoken> stalled = words(room, speaker);
            for (int i = 0; i < steady.size(); i++) {
                double error = stalled.get(i).start() - steady.get(i).start();
                errors.add(Math.abs(error));
                errors.add(Math.abs(stalled.get(i).end() - steady.get(i).end()));
                if (Math.abs(error) > P99_SECONDS) {
                    late.add("%s of %s, by %.3f s".formatted(steady.get(i), speaker, error));
                }
            }
        }
        errors.sort(null);
        assertThat(errors).as("words in %s", room).hasSizeGreaterThan(250);
        assertThat(errors.get(errors.size() * 99 / 100))
                .as("99th percentile of the errors with %s; words at the wrong time: %s", room, late)
                .isLessThanOrEqualTo(P99_SECONDS);
        assertThat(errors.get(errors.size() - 1))
                .as("largest error with %s; words at the wrong time: %s", room, late)
                .isLessThanOrEqualTo(MAX_SECONDS);
    }

    private List<Spoken> words(String room, String speaker) {
        return SpokenWords.recognized(
                peers.get(room).get(speaker), captions.get(room).events());
    }
}

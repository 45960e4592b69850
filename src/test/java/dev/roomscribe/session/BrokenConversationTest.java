package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.support.DemoScript;
import dev.roomscribe.support.Sounds;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.StreamGap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The demo room's conversation while the agent's connection breaks every few seconds: each sentence is there, whole and
 * at its time, or a gap that overlaps it says what is missing.
 */
class BrokenConversationTest {
    private static final Duration BETWEEN_BREAKS = Duration.ofSeconds(7);
    /** What a cut may cost on either side of the hole: the word it goes through, and the pause that ends a sentence. */
    private static final double CUT = 0.6;

    private static final String ROOM = "broken";

    @Test
    void everySentenceIsThereOrAGapNamesItsTime() {
        try (TestService service = new TestService(VoskModel.builtIn(), 1)) {
            EmbeddedRoom room = service.fishjam.openRoom(ROOM);
            service.start(ROOM);
            Instant start = Instant.now().plusSeconds(1);
            List.of("alice", "bob").forEach(speaker -> room.join(speaker, playback(speaker, start)));
            long breaks = service.vertx.setPeriodic(
                    BETWEEN_BREAKS.toMillis(), tick -> room.agents().forEach(EmbeddedPeer::drop));
            Instant over = start.plusMillis((long) (DemoScript.LOOP_SECONDS * 1000));
            Awaitility.await().atMost(Duration.ofSeconds(100)).until(() -> Instant.now()
                    .isAfter(over));
            service.vertx.cancelTimer(breaks);
            await(service.sessions.stop(ROOM));

            List<StreamGap> gaps = service.published(ROOM, StreamGap.class);
            assertThat(gaps).hasSizeBetween(7, 10);
            assertThat(service.published(ROOM, SessionEnded.class)).hasSize(1);
            int whole = 0;
            for (DemoScript.Line line : DemoScript.lines()) {
                Optional<FinalTranscript> heard = service.finals(ROOM).stream()
                        .filter(said -> line.text().equals(said.transcript()))
                        .filter(said -> line.speaker().equals(said.speaker()))
                        .findFirst();
                if (gaps.stream().noneMatch(gap -> overlaps(gap, line, start))) {
                    assertThat(heard).as("%s, far from %s", line, gaps).isPresent();
                    assertThat(since(start, heard.get().startedAt()))
                            .as("start of %s", line)
                            .isCloseTo(line.start(), within(0.1));
                    whole++;
                }
            }
            assertThat(whole).as("sentences that are whole").isGreaterThan(2);
        }
    }

    private static boolean overlaps(StreamGap gap, DemoScript.Line line, Instant start) {
        double from = since(start, gap.startedAt());
        return from < line.end() + CUT && from + gap.to() - gap.from() > line.start() - CUT;
    }

    private static double since(Instant start, Instant time) {
        return Duration.between(start, time).toNanos() / 1e9;
    }

    private static Playback playback(String speaker, Instant start) {
        return Playback.of(Sounds.recording(Recordings.demo(speaker)))
                .thenSilence()
                .startingAt(start);
    }
}

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
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The demo room's conversation while the agent's connection breaks every few seconds: each sentence is transcribed
 * completely and at its time, or a gap overlaps it.
 */
class InterruptedConversationTest {
    private static final Duration BREAK_INTERVAL = Duration.ofSeconds(7);
    /** What may be lost on either side of a gap: the word at the cut, and the pause that ends a sentence. */
    private static final double CUT_MARGIN_SECONDS = 0.6;

    private static final String ROOM = "interrupted";

    @Test
    void everySentenceIsTranscribedOrCoveredByAGap() {
        try (TestService service =
                TestService.with(VoskModel.builtIn()).maxSessions(1).start()) {
            EmbeddedRoom room = service.fishjam.openRoom(ROOM);
            service.start(ROOM);
            Instant start = Instant.now().plusSeconds(1);
            List.of("alice", "bob").forEach(speaker -> room.join(speaker, playback(speaker, start)));
            AtomicInteger breaks = new AtomicInteger();
            long timer = service.vertx.setPeriodic(BREAK_INTERVAL.toMillis(), tick -> {
                breaks.incrementAndGet();
                room.agents().forEach(EmbeddedPeer::drop);
            });
            Instant end = start.plusMillis((long) (DemoScript.LOOP_SECONDS * 1000));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(100))
                    .until(() -> Instant.now().isAfter(end));
            service.vertx.cancelTimer(timer);
            await(service.sessions.stop(ROOM));

            List<StreamGap> gaps = service.published(ROOM, StreamGap.class);
            // A break while the agent still reconnects causes no further gap.
            assertThat(gaps).hasSizeBetween(2, breaks.get());
            assertThat(service.published(ROOM, SessionEnded.class)).hasSize(1);
            int complete = 0;
            for (DemoScript.Line line : DemoScript.lines()) {
                Optional<FinalTranscript> transcribed = service.finals(ROOM).stream()
                        .filter(utterance -> line.text().equals(utterance.transcript()))
                        .filter(utterance -> line.speaker().equals(utterance.speaker()))
                        .findFirst();
                if (gaps.stream().noneMatch(gap -> overlaps(gap, line, start))) {
                    assertThat(transcribed)
                            .as("%s, which overlaps none of %s", line, gaps)
                            .isPresent();
                    assertThat(secondsSince(start, transcribed.get().startedAt()))
                            .as("start of %s", line)
                            .isCloseTo(line.start(), within(0.1));
                    complete++;
                }
            }
            assertThat(complete).as("complete sentences").isGreaterThan(2);
        }
    }

    private static boolean overlaps(StreamGap gap, DemoScript.Line line, Instant start) {
        double from = secondsSince(start, gap.startedAt());
        return from < line.end() + CUT_MARGIN_SECONDS
                && from + gap.to() - gap.from() > line.start() - CUT_MARGIN_SECONDS;
    }

    private static double secondsSince(Instant start, Instant time) {
        return Duration.between(start, time).toNanos() / 1e9;
    }

    private static Playback playback(String speaker, Instant start) {
        return Playback.of(Sounds.recording(Recordings.demo(speaker)))
                .thenSilence()
                .startingAt(start);
    }
}

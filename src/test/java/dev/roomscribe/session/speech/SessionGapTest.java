package dev.roomscribe.session.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.StreamGap;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that is lost for longer than the longest gap. */
class SessionGapTest {
    private static final Duration TICK = Duration.ofMillis(100);

    private final VirtualTracks track = VirtualTracks.ungated(new ScriptedDecoders());
    private final SessionGap gap = new SessionGap(track.tracks(), track.captions());

    @AfterEach
    void close() {
        track.close();
    }

    private void lose(Duration length) {
        track.hear(word(1));
        gap.open(track.nowNanos());
        track.runTasks();
        for (Duration passed = Duration.ZERO; passed.compareTo(length) < 0; passed = passed.plus(TICK)) {
            track.hearNothing(TICK);
            gap.tick(track.nowNanos());
        }
    }

    @Test
    void lossIsPublishedInAdjoiningPiecesWhileItContinues() {
        lose(Duration.ofSeconds(25));
        assertThat(track.gaps()).hasSize(2);
        gap.closeOnReconnect(track.nowNanos());
        assertThat(track.gaps()).hasSize(3);
        assertPieces();
        assertThat(gap.receivedTo(track.nowNanos())).isEqualTo(track.nowNanos());
    }

    @Test
    void endOfTheSessionPublishesTheLastPiece() {
        lose(Duration.ofSeconds(25));
        gap.closeOnEnd(track.nowNanos());
        assertPieces();
    }

    /** A process that crashes during the loss has not published the newest piece. */
    @Test
    void progressStatesSinceWhenNoGapIsPublished() {
        lose(Duration.ofSeconds(25));
        assertThat(gap.receivedTo(track.nowNanos()) / 1e9)
                .isCloseTo(track.gaps().get(1).to(), within(0.001));
    }

    /** If the process crashes during a stall that nothing has noticed yet, what was on its way must be in a gap. */
    @Test
    void progressStatesUpToWhenAudioWasReceivedWhileTheConnectionStalls() {
        track.hear(word(1));
        long lastReceivedNanos = track.nowNanos();
        track.hearNothing(Duration.ofSeconds(15));
        assertThat(gap.receivedTo(lastReceivedNanos) / 1e9).isCloseTo(1, within(0.001));
    }

    private void pause() {
        long pausedNanos = track.nowNanos();
        gap.pause(pausedNanos);
        var unused = gap.settle(pausedNanos, track.nowNanos());
        track.runTasks();
    }

    private void pass(Duration length) {
        for (Duration passed = Duration.ZERO; passed.compareTo(length) < 0; passed = passed.plus(TICK)) {
            track.hearNothing(TICK);
            gap.tick(track.nowNanos());
        }
    }

    /** Where both concern the same time, the gap is that of the pause. */
    @Test
    void pauseDuringALossDividesItsGap() {
        lose(Duration.ofSeconds(5));
        pause();
        pass(Duration.ofSeconds(3));
        gap.resume(track.nowNanos());
        pass(Duration.ofSeconds(2));
        gap.closeOnReconnect(track.nowNanos());
        assertReasonsAndLengths("connection_lost 5.0", "paused 3.0", "connection_lost 2.0");
    }

    @Test
    void lossDuringAPauseHasNoGapUntilThePauseEnds() {
        track.hear(word(1));
        pause();
        pass(Duration.ofSeconds(12));
        gap.open(track.nowNanos());
        pass(Duration.ofSeconds(1));
        gap.closeOnReconnect(track.nowNanos());
        gap.open(track.nowNanos());
        gap.resume(track.nowNanos());
        pass(Duration.ofSeconds(2));
        gap.closeOnEnd(track.nowNanos());
        // The first one is published at once, as subscribers have to know.
        assertReasonsAndLengths("paused 0.0", "paused 10.0", "paused 3.0", "connection_lost 2.0");
        assertThat(track.gaps()).extracting(StreamGap::continues).containsExactly(true, true, false, false);
    }

    @Test
    void restartDuringAPauseStatesSinceWhenTheSessionIsPaused() {
        track.hearNothing(Duration.ofSeconds(9));
        gap.openAfterRestart(GapReason.SERVICE_CRASHED, 2_000_000_000L, track.nowNanos(), 5_000_000_000L);
        gap.closeOnReconnect(track.nowNanos());
        pass(Duration.ofSeconds(1));
        assertThat(gap.receivedTo(track.nowNanos())).isEqualTo(9_000_000_000L);
        gap.resume(track.nowNanos());
        assertReasonsAndLengths("service_crashed 3.0", "paused 4.0", "paused 1.0");
        assertThat(gap.isOpen()).isFalse();
    }

    private void assertReasonsAndLengths(String... expected) {
        assertThat(track.gaps())
                .extracting(piece -> piece.reason().json() + " " + Math.round((piece.to() - piece.from()) * 10) / 10.0)
                .containsExactly(expected);
        for (int i = 1; i < track.gaps().size(); i++) {
            assertThat(track.gaps().get(i).from())
                    .isEqualTo(track.gaps().get(i - 1).to());
        }
    }

    private void assertPieces() {
        assertThat(track.gaps().stream().map(piece -> piece.to() - piece.from()))
                .zipSatisfy(
                        java.util.List.of(10.0, 10.0, 5.0),
                        (length, expected) -> assertThat(length).isCloseTo(expected, within(0.001)));
        assertThat(track.gaps()).extracting(StreamGap::reason).containsOnly(GapReason.CONNECTION_LOST);
        assertThat(track.gaps()).extracting(StreamGap::peerId).containsOnlyNulls();
        assertThat(track.gaps().get(0).from()).isCloseTo(1, within(0.001));
        assertThat(track.gaps().get(1).from()).isEqualTo(track.gaps().get(0).to());
        assertThat(track.gaps().get(2).from()).isEqualTo(track.gaps().get(1).to());
    }

    private static short[] word(int seconds) {
        short[] samples = new short[16_000 * seconds];
        java.util.Arrays.fill(samples, (short) 7);
        return samples;
    }
}

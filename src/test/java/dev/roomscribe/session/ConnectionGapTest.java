package dev.roomscribe.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.session.speech.VirtualTracks;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.StreamGap;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that is lost for longer than the longest gap. */
class ConnectionGapTest {
    private static final Duration TICK = Duration.ofMillis(100);

    private final VirtualTracks track = VirtualTracks.ungated(new ScriptedDecoders());
    private final ConnectionGap gap = new ConnectionGap(track.tracks(), track.captions());

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

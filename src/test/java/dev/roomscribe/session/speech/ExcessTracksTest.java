package dev.roomscribe.session.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.StreamGap;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More audio tracks than are recognized: 4 of a peer, 200 of a room. */
class ExcessTracksTest {
    private static final Duration CHUNK = Duration.ofMillis(20);

    private final VirtualTracks session = VirtualTracks.ungated(new ScriptedDecoders());

    private void send(String peer, int track, int word) {
        ByteBuffer pcm = ByteBuffer.allocate(640).order(ByteOrder.LITTLE_ENDIAN);
        for (int sample = 0; sample < 320; sample++) {
            pcm.putShort((short) word);
        }
        session.tracks().accept(new AudioChunk(peer, "track " + track, "", pcm.array(), session.nowNanos()));
    }

    private void talk(int seconds, int... tracks) {
        for (int chunk = 0; chunk < 50 * seconds; chunk++) {
            session.hearNothing(CHUNK);
            for (int track : tracks) {
                send("ana", track, track);
            }
        }
    }

    private List<StreamGap> gaps(int track) {
        return session.gaps().stream()
                .filter(gap -> ("track " + track).equals(gap.trackId()))
                .toList();
    }

    @Test
    void theAudioOfOtherTracksIsInAdjoiningGapsOfAtMostTenSeconds() {
        talk(25, 1, 2, 3, 4, 5);
        session.end(EndReason.FLUSH);

        assertThat(session.texts()).containsExactlyInAnyOrder("w1", "w2", "w3", "w4");
        List<StreamGap> gaps = gaps(5);
        assertThat(session.gaps()).hasSize(gaps.size());
        assertThat(gaps).hasSize(3).allSatisfy(gap -> {
            assertThat(gap.peerId()).isEqualTo("ana");
            assertThat(gap.reason()).isEqualTo(GapReason.TOO_MANY_TRACKS);
            assertThat(gap.detail()).contains("roomscribe.session.max-tracks-per-peer");
            assertThat(gap.to() - gap.from()).isLessThan(10.001);
        });
        assertThat(gaps.get(0).from()).isCloseTo(0, within(0.03));
        assertThat(gaps.get(1).from()).isCloseTo(gaps.get(0).to(), within(0.001));
        assertThat(gaps.get(2).from()).isCloseTo(gaps.get(1).to(), within(0.001));
        assertThat(gaps.get(2).to()).isCloseTo(25, within(0.03));
    }

    @Test
    void aPeerThatOpensManyTracksGetsFewStreams() {
        session.hearNothing(Duration.ofSeconds(1));
        for (int track = 1; track <= 150; track++) {
            send("mallory", track, track);
        }
        send("ana", 1, 1);
        assertThat(session.tracks().tracksOf("mallory")).hasSize(4);
        assertThat(session.tracks().tracksOf("ana")).hasSize(1);
        session.hearNothing(Duration.ofSeconds(2));
        assertThat(session.gaps()).hasSize(146).allSatisfy(gap -> {
            assertThat(gap.reason()).isEqualTo(GapReason.TOO_MANY_TRACKS);
            assertThat(gap.to() - gap.from()).isCloseTo(0.02, within(0.001));
        });
        session.end(EndReason.FLUSH);
        assertThat(session.gaps()).hasSize(146);
    }

    @Test
    void theTracksOfARoomAreLimitedToo() {
        for (int peer = 1; peer <= 70; peer++) {
            for (int track = 1; track <= 3; track++) {
                send("peer " + peer, track, 1);
            }
        }
        session.end(EndReason.FLUSH);
        assertThat(session.gaps()).hasSize(10).allSatisfy(gap -> assertThat(gap.detail())
                .contains("roomscribe.session.max-tracks)"));
    }

    @Test
    void aTrackThatIsSilentMakesPlace() {
        talk(1, 1, 2, 3, 4);
        talk(6, 2, 3, 4, 5);
        talk(2, 1, 2, 3, 4);
        session.end(EndReason.FLUSH);

        // The fifth track is recognized once the first one has sent nothing for 5 s, and then the first one waits for it.
        assertThat(gaps(5)).hasSize(1);
        assertThat(gaps(5).get(0).to()).isCloseTo(6, within(0.1));
        assertThat(session.texts()).contains("w5");
        assertThat(gaps(1)).hasSize(1);
        assertThat(gaps(1).get(0).from()).isCloseTo(7, within(0.1));
    }

    @Test
    void theGapIsPublishedWhenThePeerLeaves() {
        talk(1, 1, 2, 3, 4, 5);
        assertThat(session.gaps()).isEmpty();
        assertThat(session.tracks().progress(1))
                .filteredOn(progress -> progress.trackId().equals("track 5"))
                .singleElement()
                .satisfies(progress -> assertThat(progress.finalTo()).isCloseTo(0, within(0.03)));
        var unused = session.tracks().removePeer("ana", session.nowNanos(), Future.succeededFuture(session.nowNanos()));
        assertThat(gaps(5)).hasSize(1);
        session.end(EndReason.FLUSH);
    }
}

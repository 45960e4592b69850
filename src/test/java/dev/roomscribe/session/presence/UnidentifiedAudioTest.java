package dev.roomscribe.session.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.agent.AudioChunk;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Audio that waits for its peer to be identified: everything that was received is passed on or becomes a gap. */
class UnidentifiedAudioTest {
    private static final long CHUNK_NANOS = 20_000_000;

    private final UnidentifiedAudio audio = new UnidentifiedAudio();

    private List<UnidentifiedAudio.Track> receive(String peerId, int chunks) {
        return IntStream.range(0, chunks)
                .mapToObj(n -> audio.add(
                        new AudioChunk(peerId, "track of " + peerId, "null", new byte[640], (n + 1) * CHUNK_NANOS)))
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void audioThatWasPassedOnIsAccountedFor() {
        receive("ana", 3);
        UnidentifiedAudio.Track track = audio.remove("ana").get(0);
        track.chunks().forEach(track::passedOn);
        assertThat(audio.unaccounted()).isEmpty();
        assertThat(track.account())
                .hasToString("received 0.060 s = passed on 0.060 s + recognized 0.000 s"
                        + " + silence 0.000 s + gaps 0.000 s + unaccounted 0.000 s");
    }

    @Test
    void audioThatBecameAGapIsAccountedFor() {
        receive("ana", 3);
        audio.remove("ana").forEach(UnidentifiedAudio.Track::lost);
        assertThat(audio.unaccounted()).isEmpty();
    }

    /** If recognition throws, the rest is not passed on. */
    @Test
    void theRestOfATrackThatWasPassedOnInPartIsUnaccountedFor() {
        receive("ana", 3);
        UnidentifiedAudio.Track track = audio.remove("ana").get(0);
        track.passedOn(track.chunks().get(0));
        receive("bob", 1);
        audio.remove("bob").forEach(UnidentifiedAudio.Track::lost);
        assertThat(audio.unaccounted()).containsExactly(track);
        assertThat(track.fromNanos()).isEqualTo(CHUNK_NANOS);
        assertThat(track.toNanos()).isEqualTo(3 * CHUNK_NANOS);
    }

    @Test
    void audioThatTheBufferCannotHoldIsReturned() {
        assertThat(receive("ana", 1_500)).isEmpty();
        assertThat(receive("bob", 1_500)).isEmpty();
        List<UnidentifiedAudio.Track> dropped = receive("cleo", 1);
        assertThat(dropped).extracting(UnidentifiedAudio.Track::peerId).containsExactly("ana");
        assertThat(audio.unaccounted()).containsAll(dropped);
        assertThat(audio.peers()).containsExactlyInAnyOrder("bob", "cleo");
    }

    @Test
    void onePeerCannotDisplaceTheAudioOfAnother() {
        receive("ana", 100);
        assertThat(receive("bob", 1_501))
                .extracting(UnidentifiedAudio.Track::peerId)
                .contains("bob");
        assertThat(audio.peers()).contains("ana");
    }

    /** Chunks of any size, down to a single sample, with long metadata and on any number of tracks. */
    @Property(tries = 100)
    void memoryIsBoundedAndAllAudioIsKeptOrReturned(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 500_000) Integer> samples,
            @ForAll @IntRange(min = 1, max = 5) int peers,
            @ForAll @IntRange(min = 1, max = 5) int tracks) {
        UnidentifiedAudio any = new UnidentifiedAudio();
        long received = 0;
        long dropped = 0;
        for (int i = 0; i < samples.size(); i++) {
            AudioChunk chunk = new AudioChunk(
                    "p" + i % peers, "t" + i % tracks, "m".repeat(1_000), new byte[2 * samples.get(i)], i + 1);
            received += samples.get(i);
            for (UnidentifiedAudio.Track track : any.add(chunk)) {
                dropped += track.account().received();
                track.lost();
            }
            assertThat(any.bytes()).isBetween(0L, (long) UnidentifiedAudio.MAX_SESSION_BYTES);
        }
        long kept = any.tracks().stream()
                .flatMap(track -> track.chunks().stream())
                .mapToLong(
                        chunk -> chunk.pcm().length / 2 + chunk.trackMetadata().length())
                .sum();
        assertThat(kept + dropped).isEqualTo(received);
        any.peers().forEach(peer -> any.remove(peer).forEach(UnidentifiedAudio.Track::lost));
        assertThat(any.bytes()).isZero();
        assertThat(any.unaccounted()).isEmpty();
    }
}

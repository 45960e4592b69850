package dev.roomscribe.session;

import static dev.roomscribe.recognition.vosk.ToneModel.HIGH;
import static dev.roomscribe.recognition.vosk.ToneModel.LOW;
import static dev.roomscribe.recognition.vosk.ToneModel.MID;
import static dev.roomscribe.recognition.vosk.ToneModel.concat;
import static dev.roomscribe.recognition.vosk.ToneModel.tone;
import static dev.roomscribe.session.TestService.await;
import static dev.roomscribe.support.Sounds.recording;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.SessionEnded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The captions that a session publishes. */
class SessionCaptionsTest extends ToneSessionFixture {
    /** Where the word of {@link #LOW_THEN_PAUSE} begins, and how long the recording is. */
    private static final Duration LOW_OFFSET = Duration.ofMillis(200);

    private static final Duration LOOP = Duration.ofMillis(2_200);
    /** Of the decoder. */
    private static final Duration MAX_WORD_ERROR = Duration.ofMillis(75);

    @Test
    void agentsAndBotsAreNotTranscribed() {
        room.join(PeerType.AGENT, Playback.of(LOW_THEN_PAUSE).looping());
        room.join(PeerType.VAPI, Playback.of(LOW_THEN_PAUSE).looping());
        service.start(roomId);
        room.join(PeerType.AGENT, Playback.of(LOW_THEN_PAUSE).looping());
        room.join(
                "Ana",
                Playback.of(recording(concat(tone(MID, 500), tone(0, 1500)))).looping());
        soon().until(() -> service.finals(roomId).size() >= 3);
        await(service.sessions.stop(roomId));
        assertThat(service.texts(roomId)).containsOnly("мид");
        assertThat(service.published(roomId, PeerJoined.class))
                .singleElement()
                .extracting(PeerJoined::name)
                .isEqualTo("Ana");
    }

    @Test
    void eachTrackOfAPeerHasItsOwnStream() {
        EmbeddedPeer ana = room.join("Ana", Playback.of(LOW_THEN_PAUSE).looping());
        ana.publish(
                Playback.of(recording(concat(tone(HIGH, 500), tone(0, 1500)))).looping());
        service.start(roomId);
        soon().until(() -> service.texts(roomId).containsAll(List.of("low", "high")));
        SessionStatus status = await(service.sessions.status(roomId)).orElseThrow();
        await(service.sessions.stop(roomId));

        assertThat(status.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.name()).isEqualTo("Ana");
            assertThat(peer.tracks())
                    .hasSize(2)
                    .allSatisfy(track -> assertThat(track.realTimeFactor()).isPositive());
        });
        assertThat(service.texts(roomId)).containsOnly("low", "high");
        assertThat(service.finals(roomId).stream().map(FinalTranscript::trackId).distinct())
                .hasSize(2);
        assertThat(service.finals(roomId))
                .allSatisfy(utterance -> assertThat(utterance.speaker()).isEqualTo("Ana"));
    }

    @Test
    void laterPeerIsTranscribedFromItsFirstWordWithItsName() {
        service.start(roomId);
        EmbeddedPeer bob = room.join("Bob", Playback.of(LOW_THEN_PAUSE).thenSilence());
        FinalTranscript first = firstFinal();
        await(service.sessions.stop(roomId));
        assertThat(first.speaker()).isEqualTo("Bob");
        assertThat(first.peerId()).isEqualTo(bob.id());
        assertThat(first.transcript()).isEqualTo("low");
        assertThat(service.published(roomId, PeerJoined.class))
                .singleElement()
                .extracting(PeerJoined::name)
                .isEqualTo("Bob");
    }

    @Test
    void peopleReadSentencesWithTheNamesOfPeers() {
        service.start(roomId);
        room.join(
                "Bob Мид",
                Playback.of(recording(
                                concat(tone(0, 200), tone(LOW, 500), tone(0, 200), tone(MID, 500), tone(0, 1500))))
                        .thenSilence());
        FinalTranscript sentence = firstFinal();
        await(service.sessions.stop(roomId));
        assertThat(sentence.transcript()).isEqualTo("low мид");
        assertThat(sentence.text()).isEqualTo("Low Мид.");
        assertThat(service.partials(roomId))
                .isNotEmpty()
                .allSatisfy(partial -> assertThat("Low Мид").startsWith(partial.text()));
    }

    /** A busy machine receives audio late, and then a word's time is late as well; it is never early. */
    @Test
    void wordHasTheTimeWhenItWasSpoken() {
        service.start(roomId);
        EmbeddedPeer bob = room.join("Bob", Playback.of(LOW_THEN_PAUSE).looping());
        soon().until(() -> errors(bob).anyMatch(error -> error.abs().compareTo(MAX_WORD_ERROR) < 0));
        await(service.sessions.stop(roomId));
        assertThat(errors(bob)).allMatch(error -> error.compareTo(MAX_WORD_ERROR.negated()) > 0);
    }

    /** Returns how much too late each repetition of the recording's only word is; negative if too early. */
    private Stream<Duration> errors(EmbeddedPeer bob) {
        List<FinalTranscript> finals = service.finals(roomId);
        return IntStream.range(0, finals.size()).mapToObj(repetition -> {
            Instant spokenAt =
                    bob.recordingStartedAt().plus(LOOP.multipliedBy(repetition)).plus(LOW_OFFSET);
            return Duration.between(spokenAt, finals.get(repetition).startedAt());
        });
    }

    @Test
    void muteEndsTheOpenUtterance() {
        EmbeddedPeer ana = room.join("Ana", Playback.of(ENDLESS_LOW).looping());
        service.start(roomId);
        soon().until(() -> !service.partials(roomId).isEmpty());
        ana.mute();
        FinalTranscript cut = firstFinal();
        await(service.sessions.stop(roomId));
        assertThat(cut.transcript()).isEqualTo("low");
        assertThat(cut.endReason()).isEqualTo(EndReason.MUTED);
        assertThat(cut.text()).isEqualTo("Low");
    }

    @Test
    void lastFinalOfAPeerPrecedesItsPeerLeft() {
        EmbeddedPeer ana = room.join("Ana", Playback.of(ENDLESS_LOW).looping());
        service.start(roomId);
        soon().until(() -> !service.partials(roomId).isEmpty());
        ana.leave();
        soon().until(() -> !service.published(roomId, PeerLeft.class).isEmpty());
        await(service.sessions.stop(roomId));
        List<CaptionEvent> events = service.published(roomId).stream()
                .filter(event -> event instanceof FinalTranscript || event instanceof PeerLeft)
                .toList();
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isInstanceOf(FinalTranscript.class);
        assertThat(events.get(1)).isInstanceOf(PeerLeft.class);
    }

    @Test
    void stopPublishesTheFinalOfTheOpenUtterance() {
        room.join("Ana", Playback.of(ENDLESS_LOW).looping());
        service.start(roomId);
        soon().until(() -> !service.partials(roomId).isEmpty());
        await(service.sessions.stop(roomId));
        assertThat(service.finals(roomId)).singleElement().satisfies(utterance -> {
            assertThat(utterance.transcript()).isEqualTo("low");
            assertThat(utterance.endReason()).isEqualTo(EndReason.FLUSH);
        });
        List<CaptionEvent> events = service.published(roomId);
        assertThat(events.get(events.size() - 1)).isInstanceOf(SessionEnded.class);
    }

    @Test
    void openUtterancesCanBeEndedOnRequest() {
        room.join("Ana", Playback.of(ENDLESS_LOW).looping());
        service.start(roomId);
        soon().until(() -> !service.partials(roomId).isEmpty());
        assertThat(service.finals(roomId)).isEmpty();
        SessionStatus after = await(service.sessions.endUtterances(roomId)).orElseThrow();
        assertThat(service.finals(roomId))
                .singleElement()
                .satisfies(utterance -> assertThat(utterance.endReason()).isEqualTo(EndReason.FLUSH));
        assertThat(after.counts().finals()).isEqualTo(1);
        assertThat(after.state()).isEqualTo(SessionState.LISTENING);
        await(service.sessions.stop(roomId));
    }

    @Test
    void partialsCanBeSwitchedOff() {
        room.join("Ana", Playback.of(LOW_THEN_PAUSE).looping());
        await(service.sessions.start(roomId, new StartOptions(false)));
        firstFinal();
        await(service.sessions.stop(roomId));
        assertThat(service.partials(roomId)).isEmpty();
    }

    @Test
    void revisionsIncreaseAndTheFinalHasTheHighest() {
        service.start(roomId);
        room.join(
                "Ana",
                Playback.of(recording(concat(tone(LOW, 600), tone(0, 100), tone(MID, 600), tone(0, 1500))))
                        .thenSilence());
        FinalTranscript utterance = firstFinal();
        await(service.sessions.stop(roomId));
        List<Integer> revisions = service.partials(roomId).stream()
                .filter(partial -> partial.utteranceId().equals(utterance.utteranceId()))
                .map(PartialTranscript::revision)
                .toList();
        assertThat(revisions).isNotEmpty().isSorted().doesNotHaveDuplicates();
        assertThat(utterance.revision()).isGreaterThan(revisions.get(revisions.size() - 1));
    }
}

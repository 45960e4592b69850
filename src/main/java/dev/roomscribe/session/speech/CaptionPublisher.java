package dev.roomscribe.session.speech;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.LostAudio;
import dev.roomscribe.recognition.SpeechModel;
import dev.roomscribe.recognition.Utterance;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.Word;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SessionPhase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes one session into its room's transcript: what the engine heard becomes caption events, samples become times.
 * Confined to its session's event loop.
 */
public final class CaptionPublisher {
    /** Characters of JSON; a name, a role and a picture's address take a few hundred. */
    private static final int MOST_METADATA = 4_096;

    private final String sessionId;
    private final SessionClock clock;
    private final SpeechModel model;
    private final RoomTranscript transcript;
    private final Function<String, @Nullable String> names;

    private long utterances;
    private long finals;
    private long partials;
    private long gaps;
    private double lostSeconds;
    private CompletionStage<EventId> last = CompletableFuture.failedStage(new IllegalStateException("nothing yet"));

    /**
     * Creates the writer.
     *
     * @param names the name of a peer by its id, or null
     */
    public CaptionPublisher(
            String sessionId,
            SessionClock clock,
            SpeechModel model,
            RoomTranscript transcript,
            Function<String, @Nullable String> names) {
        this.sessionId = sessionId;
        this.clock = clock;
        this.model = model;
        this.transcript = transcript;
        this.names = names;
    }

    public SessionClock clock() {
        return clock;
    }

    public long finals() {
        return finals;
    }

    public long partials() {
        return partials;
    }

    public long gaps() {
        return gaps;
    }

    /** Returns how long the gaps are that have an end, all together. */
    public double lostSeconds() {
        return lostSeconds;
    }

    /** Returns an id that no other utterance has, in this session or another. */
    String nextUtteranceId() {
        return sessionId + "-" + ++utterances;
    }

    private void append(DurableEvent event) {
        last = transcript.append(event);
    }

    /** Completed once everything that was captioned so far is in the transcript, or has failed to get there. */
    public CompletionStage<Void> written() {
        return last.handle((id, failure) -> null);
    }

    public void started(String agentId) {
        append(new SessionStarted(sessionId, clock.startedAt(), agentId, model.name(), model.language()));
    }

    public void ended(long nanos, SessionEndReason reason, @Nullable String detail) {
        append(new SessionEnded(sessionId, clock.seconds(nanos), clock.instant(nanos), reason, detail));
    }

    public void enter(SessionPhase phase) {
        transcript.enter(phase);
    }

    public void joined(Peer peer, long nanos) {
        append(new PeerJoined(
                sessionId,
                peer.id(),
                peer.name().orElse(null),
                metadata(peer),
                clock.seconds(nanos),
                clock.instant(nanos)));
    }

    /** A stranger wrote it, and every reader would have to carry it: what is too much is left out. */
    private static @Nullable JsonNode metadata(Peer peer) {
        JsonNode metadata = peer.metadata();
        return metadata.isNull() || metadata.toString().length() > MOST_METADATA ? null : metadata;
    }

    public void left(Peer peer, long nanos) {
        append(new PeerLeft(
                sessionId, peer.id(), peer.name().orElse(null), clock.seconds(nanos), clock.instant(nanos)));
    }

    public void renamed(Peer peer, long nanos) {
        append(new PeerRenamed(
                sessionId, peer.id(), peer.name().orElse(null), clock.seconds(nanos), clock.instant(nanos)));
    }

    void partial(SpeechTrack track, String utteranceId, Hypothesis hypothesis) {
        partials++;
        transcript.publish(new PartialTranscript(
                sessionId,
                track.peerId(),
                track.trackId(),
                names.apply(track.peerId()),
                utteranceId,
                hypothesis.revision(),
                hypothesis.text()));
    }

    void settled(SpeechTrack track, String utteranceId, Utterance utterance) {
        finals++;
        List<Word> words = utterance.words().stream()
                .map(word -> new Word(
                        word.text(),
                        seconds(track, word.startSample()),
                        end(track, word.endSample()),
                        word.confidence()))
                .toList();
        long startNanos = track.nanosAt(utterance.words().get(0).startSample());
        append(new FinalTranscript(
                sessionId,
                track.peerId(),
                track.trackId(),
                names.apply(track.peerId()),
                utteranceId,
                utterance.revision(),
                utterance.text(),
                utterance.confidence(),
                words,
                words.get(0).start(),
                words.get(words.size() - 1).end(),
                clock.instant(startNanos),
                model.language(),
                model.name(),
                endReason(utterance.endReason())));
    }

    void lost(SpeechTrack track, LostAudio lost) {
        gap(
                track,
                seconds(track, lost.fromSample()),
                end(track, lost.toSample()),
                switch (lost.cause()) {
                    case OVERLOAD -> GapReason.OVERLOAD;
                    case DECODER_FAILED -> GapReason.DECODER_FAILED;
                },
                switch (lost.cause()) {
                    case OVERLOAD -> "Recognition was too far behind, so this audio was given up.";
                    case DECODER_FAILED -> "The decoder failed on this audio and was replaced.";
                });
    }

    void failed(SpeechTrack track, String why) {
        gap(
                track,
                seconds(track, track.samples()),
                null,
                GapReason.DECODER_FAILED,
                "This track is no longer transcribed, because its decoder keeps failing: " + why);
    }

    /** States that a peer was heard but never found in the room, so that nobody knows whose words they were. */
    public void unattributed(String peerId, String trackId, long fromNanos, long toNanos) {
        state(new StreamGap(
                sessionId,
                peerId,
                trackId,
                clock.seconds(fromNanos),
                clock.seconds(toNanos),
                GapReason.UNKNOWN_PEER,
                clock.instant(fromNanos),
                "Fishjam could not say who was talking."));
    }

    /** States that nobody was heard for a while, because the connection to Fishjam was lost. */
    public void missed(long fromNanos, long toNanos) {
        state(new StreamGap(
                sessionId,
                null,
                null,
                clock.seconds(fromNanos),
                clock.seconds(toNanos),
                GapReason.CONNECTION_LOST,
                clock.instant(fromNanos),
                "The connection to Fishjam was lost; what was said meanwhile went unheard."));
    }

    private void gap(SpeechTrack track, double from, @Nullable Double to, GapReason reason, String detail) {
        state(new StreamGap(
                sessionId,
                track.peerId(),
                track.trackId(),
                from,
                to,
                reason,
                clock.startedAt().plusMillis(Math.round(from * 1000)),
                detail));
    }

    private void state(StreamGap gap) {
        gaps++;
        lostSeconds += gap.to() == null ? 0 : gap.to() - gap.from();
        append(gap);
    }

    /** The sample after the last may have been spoken a long mute later; the last itself was not. */
    private double end(SpeechTrack track, long sample) {
        return clock.seconds(track.nanosAt(sample - 1) + Pcm16.NANOS_PER_SAMPLE);
    }

    private double seconds(SpeechTrack track, long sample) {
        return clock.seconds(track.nanosAt(sample));
    }

    private static EndReason endReason(dev.roomscribe.recognition.EndReason reason) {
        return switch (reason) {
            case ENDPOINT -> EndReason.ENDPOINT;
            case MAX_LENGTH -> EndReason.MAX_LENGTH;
            case FLUSH -> EndReason.FLUSH;
            case AUDIO_STOPPED -> EndReason.MUTED;
            case TRACK_ENDED -> EndReason.PEER_LEFT;
            case DRAIN -> EndReason.DRAIN;
        };
    }
}

package dev.roomscribe.session.speech;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.Hypothesis;
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
 * Publishes the events of one session to its room's transcript: turns recognition results into caption events, and sample
 * numbers into times. Times are passed as {@link System#nanoTime}. Confined to its session's event loop.
 */
public final class CaptionPublisher {
    /** In characters of JSON; a name, a role and a picture's URL need a few hundred. */
    private static final int MAX_METADATA_LENGTH = 4_096;

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
    private CompletionStage<EventId> last = CompletableFuture.failedStage(new IllegalStateException("no event yet"));

    /**
     * Creates a publisher that has published nothing.
     *
     * @param names returns the name of a peer by its id; null if it has none
     */
    public CaptionPublisher(
            String sessionId,
            SessionClock clock,
            SpeechModel model,
            RoomTranscript transcript,
            Function<String, @Nullable String> names) {
        this.sessionId = requireNonNull(sessionId, "sessionId is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.model = requireNonNull(model, "model is null");
        this.transcript = requireNonNull(transcript, "transcript is null");
        this.names = requireNonNull(names, "names is null");
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

    /** Returns the total length of all gaps that have an end, in seconds. */
    public double lostSeconds() {
        return lostSeconds;
    }

    /** Returns an id that is unique among all utterances of all sessions. */
    String nextUtteranceId() {
        return sessionId + "-" + ++utterances;
    }

    private void append(DurableEvent event) {
        last = transcript.append(event);
    }

    /** Completes when every event published so far is in the transcript, or has failed to be written; never fails. */
    public CompletionStage<Void> written() {
        return last.handle((id, failure) -> null);
    }

    public void sessionStarted(String agentId) {
        append(new SessionStarted(sessionId, clock.startedAt(), agentId, model.name(), model.language()));
    }

    public void sessionEnded(long nanos, SessionEndReason reason, @Nullable String detail) {
        append(new SessionEnded(sessionId, clock.seconds(nanos), clock.instant(nanos), reason, detail));
    }

    public void enterPhase(SessionPhase phase) {
        transcript.enter(phase);
    }

    public void peerJoined(Peer peer, long nanos) {
        append(new PeerJoined(
                sessionId,
                peer.id(),
                peer.name().orElse(null),
                metadata(peer),
                clock.seconds(nanos),
                clock.instant(nanos)));
    }

    /** Leaves out metadata that is too long: clients set it, and it is stored and sent to every subscriber. */
    private static @Nullable JsonNode metadata(Peer peer) {
        JsonNode metadata = peer.metadata();
        return metadata.isNull() || metadata.toString().length() > MAX_METADATA_LENGTH ? null : metadata;
    }

    public void peerLeft(Peer peer, long nanos) {
        append(new PeerLeft(
                sessionId, peer.id(), peer.name().orElse(null), clock.seconds(nanos), clock.instant(nanos)));
    }

    public void peerRenamed(Peer peer, long nanos) {
        append(new PeerRenamed(
                sessionId, peer.id(), peer.name().orElse(null), clock.seconds(nanos), clock.instant(nanos)));
    }

    void publishPartial(SpeechTrack track, String utteranceId, Hypothesis hypothesis) {
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

    void publishFinal(SpeechTrack track, String utteranceId, Utterance utterance) {
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
                endReason(utterance.endReason()),
                false));
    }

    void publishLoss(SpeechTrack track, AudioOutcome lost) {
        boolean overload = lost.kind() == AudioOutcome.Kind.OVERLOAD;
        gap(
                track,
                seconds(track, lost.fromSample()),
                end(track, lost.toSample()),
                overload ? GapReason.OVERLOAD : GapReason.DECODER_FAILED,
                overload
                        ? "Recognition was too far behind, so this audio was dropped."
                        : "The decoder failed on this audio and was replaced.");
    }

    void publishFailure(SpeechTrack track, String why) {
        gap(
                track,
                seconds(track, track.samples()),
                null,
                GapReason.DECODER_FAILED,
                "This track is no longer transcribed, because its decoder keeps failing: " + why);
    }

    /** Publishes a gap for audio of a peer that was never found in the room, so its speaker is unknown. */
    public void unidentifiedPeer(String peerId, String trackId, long fromNanos, long toNanos) {
        publish(new StreamGap(
                sessionId,
                peerId,
                trackId,
                clock.seconds(fromNanos),
                clock.seconds(toNanos),
                GapReason.UNKNOWN_PEER,
                clock.instant(fromNanos),
                "Fishjam did not list the peer that sent this audio."));
    }

    /** Publishes a gap for all peers because the connection to Fishjam was lost. */
    public void connectionLost(long fromNanos, long toNanos) {
        publish(new StreamGap(
                sessionId,
                null,
                null,
                clock.seconds(fromNanos),
                clock.seconds(toNanos),
                GapReason.CONNECTION_LOST,
                clock.instant(fromNanos),
                "The connection to Fishjam was lost, so no audio was received."));
    }

    private void gap(SpeechTrack track, double from, @Nullable Double to, GapReason reason, String detail) {
        publish(new StreamGap(
                sessionId,
                track.peerId(),
                track.trackId(),
                from,
                to,
                reason,
                clock.startedAt().plusMillis(Math.round(from * 1000)),
                detail));
    }

    private void publish(StreamGap gap) {
        gaps++;
        lostSeconds += gap.to() == null ? 0 : gap.to() - gap.from();
        append(gap);
    }

    /** Derived from the last sample in the range, because a long mute may precede the sample after it. */
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

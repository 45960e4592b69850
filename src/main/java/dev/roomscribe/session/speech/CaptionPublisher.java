package dev.roomscribe.session.speech;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.recognition.SpeechModel;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionPhase;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.log.SessionProgress;
import dev.roomscribe.transcript.text.ReadableText;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the events of one session to its room's transcript, and counts them. Times are passed as {@link
 * System#nanoTime}. Confined to its session's event loop.
 */
public final class CaptionPublisher {
    private static final System.Logger LOG = System.getLogger(CaptionPublisher.class.getName());
    /** In characters of JSON; a name, a role and a picture's URL need a few hundred. */
    private static final int MAX_METADATA_LENGTH = 4_096;

    private final String sessionId;
    private final String utterancePrefix;
    private final SessionClock clock;
    private final SpeechModel model;
    private final RoomTranscript transcript;
    private final Function<String, @Nullable String> names;
    private final ReadableText readable;
    private final SpokenNames spokenNames = new SpokenNames();
    private final StatusReporter status;

    private long utterances;
    private long finals;
    private long partials;
    private long gaps;
    private double lostSeconds;
    private boolean ended;
    private boolean partialsWithheld;
    private CompletionStage<EventId> last = CompletableFuture.failedStage(new IllegalStateException("no event yet"));

    /**
     * Creates a publisher that has published nothing.
     *
     * @param utterancePrefix begins the ids of utterances; differs from that of every other process that ran the session
     * @param names returns the name of a peer by its id; null if it has none
     */
    public CaptionPublisher(
            String sessionId,
            String utterancePrefix,
            SessionClock clock,
            SpeechModel model,
            RoomTranscript transcript,
            Function<String, @Nullable String> names) {
        this.sessionId = requireNonNull(sessionId, "sessionId is null");
        this.utterancePrefix = requireNonNull(utterancePrefix, "utterancePrefix is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.model = requireNonNull(model, "model is null");
        this.transcript = requireNonNull(transcript, "transcript is null");
        this.names = requireNonNull(names, "names is null");
        readable = new ReadableText(model.language());
        status = new StatusReporter(sessionId, transcript, clock.startNanos());
    }

    public SessionClock clock() {
        return clock;
    }

    /** Returns what reports the session's status to its subscribers. */
    public StatusReporter status() {
        return status;
    }

    String roomId() {
        return transcript.roomId();
    }

    String sessionId() {
        return sessionId;
    }

    SpeechModel model() {
        return model;
    }

    /** Returns the name of a peer; null if it has none. */
    @Nullable
    String name(String peerId) {
        return names.apply(peerId);
    }

    /**
     * Returns an utterance as people read it; null if nothing of it is shown.
     *
     * @param whole whether the utterance has ended by itself
     */
    @Nullable
    String readable(String transcript, boolean whole) {
        return readable.of(transcript, whole, spokenNames.words()).orElse(null);
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
        return utterancePrefix + "-" + ++utterances;
    }

    /** Does nothing after the session's end, because no event of a session follows its {@code session.ended}. */
    private void append(DurableEvent event) {
        if (!ended) {
            spokenNames.apply(event);
            last = transcript.append(event);
        }
    }

    /** Completes when every event published so far is in the transcript, or has failed to be written; never fails. */
    public CompletionStage<Void> written() {
        return last.handle((id, failure) -> null);
    }

    public void sessionStarted(String agentId) {
        append(new SessionStarted(sessionId, clock.startedAt(), agentId, model.name(), model.language()));
        status.enter(SessionPhase.LISTENING);
    }

    /** The session continues with another agent, after an earlier process left it. */
    public void sessionResumed(String agentId, long nanos) {
        append(new SessionResumed(
                sessionId, clock.seconds(nanos), clock.instant(nanos), agentId, model.name(), model.language()));
        status.enter(SessionPhase.LISTENING);
    }

    /** Publishes nothing from now on: the session could not be started, or another process continues it. */
    public void discardAll() {
        ended = true;
    }

    /** Publishes the last event of the session; everything that is published later is ignored. */
    public void sessionEnded(long nanos, SessionEndReason reason, @Nullable String detail) {
        append(new SessionEnded(sessionId, clock.seconds(nanos), clock.instant(nanos), reason, detail));
        ended = true;
    }

    public void peerJoined(Peer peer, @Nullable String name, long nanos) {
        append(new PeerJoined(sessionId, peer.id(), name, metadata(peer), clock.seconds(nanos), clock.instant(nanos)));
    }

    /** Leaves out metadata that is too long: clients set it, and it is stored and sent to every subscriber. */
    private static @Nullable JsonNode metadata(Peer peer) {
        JsonNode metadata = peer.metadata();
        return metadata.isNull() || metadata.toString().length() > MAX_METADATA_LENGTH ? null : metadata;
    }

    public void peerLeft(String peerId, @Nullable String name, long nanos) {
        append(new PeerLeft(sessionId, peerId, name, clock.seconds(nanos), clock.instant(nanos)));
    }

    public void peerRenamed(String peerId, @Nullable String name, long nanos) {
        append(new PeerRenamed(sessionId, peerId, name, clock.seconds(nanos), clock.instant(nanos)));
    }

    /** Sets whether only those partials are published that withdraw an utterance. */
    public void withholdPartials(boolean withheld) {
        partialsWithheld = withheld;
    }

    void publish(PartialTranscript partial) {
        if (!ended && (!partialsWithheld || partial.transcript().isEmpty())) {
            partials++;
            transcript.publish(partial);
        }
    }

    void publish(FinalTranscript utterance) {
        if (!ended) {
            finals++;
            append(utterance);
        }
    }

    void publish(StreamGap gap) {
        if (!ended) {
            gaps++;
            lostSeconds += gap.to() == null ? 0 : gap.to() - gap.from();
            append(gap);
        }
    }

    /**
     * Records up to where the audio is final, for the gaps after a crash.
     *
     * @param nanos when the positions were read
     */
    public void saveProgress(long nanos, List<SessionProgress.TrackProgress> tracks) {
        if (!ended) {
            transcript.saveProgress(new SessionProgress(sessionId, clock.seconds(nanos), tracks));
        }
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

    /**
     * Publishes a gap for audio whose outcome is unknown, which is a fault of the service, and logs an error.
     *
     * @param account of the track, for the log
     */
    public void unaccounted(String peerId, String trackId, long fromNanos, long toNanos, AudioAccount account) {
        LOG.log(
                System.Logger.Level.ERROR,
                "Room {0}: audio of peer {1}, track {2}, is unaccounted for: {3}",
                roomId(),
                peerId,
                trackId,
                account);
        publish(new StreamGap(
                sessionId,
                peerId,
                trackId,
                clock.seconds(fromNanos),
                clock.seconds(toNanos),
                GapReason.UNACCOUNTED,
                clock.instant(fromNanos),
                "The service cannot say what became of this audio. This is a fault of the service."));
    }

    /**
     * Publishes a gap for all peers.
     *
     * @param detail what happened, as a sentence
     * @param continues whether the next gap adjoins this one
     */
    void nothingReceived(GapReason reason, long fromNanos, long toNanos, String detail, boolean continues) {
        publish(new StreamGap(
                sessionId,
                null,
                null,
                clock.seconds(fromNanos),
                clock.seconds(toNanos),
                reason,
                clock.instant(fromNanos),
                detail,
                continues));
    }

    /** Publishes the gaps of audio that an earlier process of the session received and did not recognize. */
    public void lostBefore(List<StreamGap> lost) {
        lost.forEach(this::publish);
    }
}

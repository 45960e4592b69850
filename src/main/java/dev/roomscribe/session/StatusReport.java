package dev.roomscribe.session;

import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.session.presence.PeerDirectory;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.SpeechTracks;
import java.util.List;

/** Composes the status of one session from its parts. Confined to its session's event loop. */
final class StatusReport {
    private static final double SAMPLES_PER_SECOND = 16_000;

    private final String roomId;
    private final String sessionId;
    private final StartOptions options;
    private final PeerDirectory directory;
    private final SpeechTracks tracks;
    private final CaptionPublisher captions;
    private final RoomAgent agent;
    private final SessionPause pause;
    private final SessionWebhook webhook;
    private long malformedFrames;

    StatusReport(
            String roomId,
            String sessionId,
            StartOptions options,
            SessionParts parts,
            SessionPause pause,
            SessionWebhook webhook) {
        this.roomId = roomId;
        this.sessionId = sessionId;
        this.options = options;
        this.pause = pause;
        this.webhook = webhook;
        directory = parts.directory();
        tracks = parts.tracks();
        captions = parts.captions();
        agent = parts.agent();
    }

    /** Counts a message from Fishjam that could not be parsed. */
    void countMalformedFrame() {
        malformedFrames++;
    }

    SessionStatus compose(SessionState state) {
        StreamLoad load = tracks.load();
        return new SessionStatus(
                roomId,
                sessionId,
                state,
                pause.isPaused(),
                options,
                captions.clock().startedAt(),
                agent.id().orElse(null),
                speakers(),
                load.lag().toMillis(),
                load.queued().toMillis(),
                SessionStatus.realTimeFactor(load),
                new SessionStatus.Counts(
                        captions.finals(),
                        captions.partials(),
                        captions.gaps(),
                        captions.lostSeconds(),
                        tracks.receivedSamples() / SAMPLES_PER_SECOND,
                        malformedFrames),
                webhook.status());
    }

    private List<SessionStatus.SpeakerStatus> speakers() {
        return directory.present().stream().map(this::speaker).toList();
    }

    private SessionStatus.SpeakerStatus speaker(Peer peer) {
        return new SessionStatus.SpeakerStatus(
                peer.id(),
                directory.nameOf(peer).orElse(null),
                tracks.tracksOf(peer.id()).stream()
                        .map(SessionStatus.TrackStatus::of)
                        .toList());
    }
}

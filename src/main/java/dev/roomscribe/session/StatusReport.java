package dev.roomscribe.session;

import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.session.presence.PeerDirectory;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.SpeechTracks;
import dev.roomscribe.webhook.WebhookStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Composes the status of one session from its parts. Confined to its session's event loop. */
final class StatusReport {
    private static final double SAMPLES_PER_SECOND = 16_000;

    private final String roomId;
    private final String sessionId;
    private final StartOptions options;
    private final PeerDirectory directory;
    private final SpeechTracks tracks;
    private final CaptionPublisher captions;

    StatusReport(
            String roomId,
            String sessionId,
            StartOptions options,
            PeerDirectory directory,
            SpeechTracks tracks,
            CaptionPublisher captions) {
        this.roomId = roomId;
        this.sessionId = sessionId;
        this.options = options;
        this.directory = directory;
        this.tracks = tracks;
        this.captions = captions;
    }

    SessionStatus compose(
            SessionState state,
            boolean paused,
            @Nullable String agentId,
            long malformedFrames,
            @Nullable WebhookStatus webhook) {
        StreamLoad load = tracks.load();
        return new SessionStatus(
                roomId,
                sessionId,
                state,
                paused,
                options,
                captions.clock().startedAt(),
                agentId,
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
                webhook);
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

package dev.roomscribe.session;

import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.session.presence.PeerDirectory;
import dev.roomscribe.session.presence.PresenceTracker;
import dev.roomscribe.session.settings.SessionExpiry;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.SessionClock;
import dev.roomscribe.session.speech.SessionGap;
import dev.roomscribe.session.speech.SpeechTracks;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.log.SessionProgress.TrackProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a session does several times a second. Confined to its session's event loop. */
final class SessionTicker {
    private final PeerDirectory directory;
    private final PresenceTracker presence;
    private final SpeechTracks tracks;
    private final SessionGap gap;
    private final RoomAgent agent;
    private final CaptionPublisher captions;
    private final SessionExpiry expiry;
    private final TimeSource time;

    SessionTicker(
            PeerDirectory directory,
            PresenceTracker presence,
            SpeechTracks tracks,
            SessionGap gap,
            RoomAgent agent,
            CaptionPublisher captions,
            SessionExpiry expiry,
            TimeSource time) {
        this.directory = directory;
        this.presence = presence;
        this.tracks = tracks;
        this.gap = gap;
        this.agent = agent;
        this.captions = captions;
        this.expiry = expiry;
        this.time = time;
    }

    /**
     * Ends the utterances of tracks that have stopped sending, publishes gaps that are due, reports the lag, and saves the
     * progress.
     *
     * @return why the session has to end now; empty if it continues
     */
    Optional<SessionEndReason> tick(long nowNanos) {
        tracks.tick(nowNanos);
        gap.tick(nowNanos);
        captions.status().tick(nowNanos, tracks::load);
        saveProgress(receivedTo());
        return expiry.check(directory.isOccupied(), nowNanos);
    }

    /** Returns up to when all audio of the session has been received, or is in a published gap. */
    long receivedTo() {
        return gap.receivedTo(agent.lastReceivedNanos());
    }

    /**
     * Saves up to where the audio of each track is final, skipped, or in a published gap.
     *
     * @param receivedTo what {@link #receivedTo} returned when audio was last accepted
     */
    void saveProgress(long receivedTo) {
        // The log notes the wall-clock time, by which the next process continues the session's clock.
        long nowNanos = time.nanos();
        SessionClock clock = captions.clock();
        List<TrackProgress> progress = new ArrayList<>(tracks.progress(clock.seconds(nowNanos)));
        progress.addAll(presence.progress());
        progress.add(TrackProgress.ofAllPeers(clock.seconds(receivedTo)));
        captions.saveProgress(nowNanos, progress);
    }
}

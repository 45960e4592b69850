package dev.roomscribe.session;

import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.session.agent.RoomAgentListener;
import dev.roomscribe.session.presence.PeerDirectory;
import dev.roomscribe.session.presence.PresenceTracker;
import dev.roomscribe.session.settings.SessionExpiry;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.RecognitionSettings;
import dev.roomscribe.session.speech.SessionGap;
import dev.roomscribe.session.speech.SpeechTracks;
import dev.roomscribe.transcript.live.RoomTranscript;

/** The parts of one session, connected with each other. */
record SessionParts(
        PeerDirectory directory,
        CaptionPublisher captions,
        SpeechTracks tracks,
        SessionGap gap,
        RoomAgent agent,
        PresenceTracker presence,
        SessionTicker ticker) {
    /**
     * Creates the parts.
     *
     * @param listener learns what happens to the agent
     * @param onRoomDeleted called when Fishjam no longer has the room; may be called repeatedly
     */
    static SessionParts connect(
            String roomId,
            StartOptions options,
            SessionOrigin origin,
            EventLoop eventLoop,
            SessionContext context,
            RoomTranscript transcript,
            SessionLease lease,
            RoomAgentListener listener,
            Runnable onRoomDeleted) {
        FishjamAccess fishjam = context.fishjam();
        SessionSettings settings = context.settings();
        TimeSource time = context.time();
        PeerDirectory directory = new PeerDirectory(roomId, options::includes, fishjam.names());
        CaptionPublisher captions = new CaptionPublisher(
                origin.sessionId(),
                origin.utterancePrefix(),
                origin.clock(),
                context.recognition().engine().model(),
                transcript,
                peerId -> directory.name(peerId).orElse(null),
                options.retention());
        RecognitionSettings recognition = context.recognition()
                .withGate(options.gate(context.recognition().gate()));
        StreamOptions streamOptions = new StreamOptions(
                options.partials(), recognition.gate().endpointing().isZero());
        SpeechTracks tracks = new SpeechTracks(recognition, streamOptions, captions, eventLoop);
        SessionGap gap = new SessionGap(tracks, captions);
        RoomAgent agent = new RoomAgent(
                roomId,
                options.listedPeers(),
                fishjam.client(),
                fishjam.agents(),
                settings.timeouts().reconnect(),
                lease::isConfirmed,
                eventLoop,
                time,
                listener);
        PresenceTracker presence = new PresenceTracker(
                roomId,
                fishjam.rooms(),
                directory,
                captions,
                tracks,
                eventLoop,
                time,
                agent::audioReceived,
                onRoomDeleted);
        SessionExpiry expiry =
                new SessionExpiry(settings.lifetime(), origin.clock().startNanos(), time.nanos());
        SessionTicker ticker = new SessionTicker(directory, presence, tracks, gap, agent, captions, expiry, time);
        return new SessionParts(directory, captions, tracks, gap, agent, presence, ticker);
    }
}

package dev.roomscribe.session.speech;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.session.SessionStatus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * The tracks of a session that are being recognized: a decoder for each, for as long as it sends anything. Confined to
 * the session's event loop.
 */
public final class SpeechTracks {
    /** A track this silent gives its decoder back; it gets another with its next chunk. */
    private static final Duration DECODER_KEPT = Duration.ofMinutes(1);

    private record Key(String peerId, String trackId) {}

    private final SpeechEngine engine;
    private final StreamOptions options;
    private final GateOptions gate;
    private final CaptionPublisher captions;
    private final Executor eventLoop;
    private final Duration flushAfter;
    private final Map<Key, SpeechTrack> tracks = new HashMap<>();
    private long samples;

    public SpeechTracks(
            SpeechEngine engine,
            StreamOptions options,
            GateOptions gate,
            CaptionPublisher captions,
            Executor eventLoop,
            Duration flushAfter) {
        this.engine = engine;
        this.options = options;
        this.gate = gate;
        this.captions = captions;
        this.eventLoop = eventLoop;
        this.flushAfter = flushAfter;
    }

    public void take(AudioChunk chunk) {
        SpeechTrack track = tracks.computeIfAbsent(
                new Key(chunk.peerId(), chunk.trackId()),
                key -> new SpeechTrack(key.peerId(), key.trackId(), engine, options, gate, captions, eventLoop));
        samples += track.take(chunk, flushAfter);
    }

    /** Ends the utterances of tracks that have stopped sending. */
    public void tick(long nowNanos) {
        tracks.values().forEach(track -> track.flushIfStopped(nowNanos, flushAfter));
        close(track -> track.silentFor(nowNanos, DECODER_KEPT), EndReason.AUDIO_STOPPED);
    }

    /** Ends every open utterance; completed once their finals are in the transcript. */
    public Future<Void> endUtterances() {
        return all(tracks.values().stream().map(SpeechTrack::endUtterance).toList());
    }

    /** Ends every open utterance because the audio has broken off; completed once their finals are in the transcript. */
    public Future<Void> cut() {
        return all(tracks.values().stream().map(SpeechTrack::cut).toList());
    }

    /** Learns that a track is muted. */
    public void mute(String peerId, String trackId) {
        SpeechTrack track = tracks.get(new Key(peerId, trackId));
        if (track != null) {
            track.mute();
        }
    }

    /** Ends a track that is no more. */
    public void closeTrack(String peerId, String trackId) {
        var unused =
                close(track -> track.peerId().equals(peerId) && track.trackId().equals(trackId), EndReason.TRACK_ENDED);
    }

    /** Ends a peer's tracks; completed once their finals are in the transcript. */
    public Future<Void> closePeer(String peerId) {
        return close(track -> track.peerId().equals(peerId), EndReason.TRACK_ENDED);
    }

    public Future<Void> closeAll(EndReason reason) {
        return close(track -> true, reason);
    }

    public long samples() {
        return samples;
    }

    /** Returns the tracks of a peer that are being recognized. */
    public List<SessionStatus.TrackStatus> of(String peerId) {
        return tracks.values().stream()
                .filter(track -> track.peerId().equals(peerId))
                .map(track -> SessionStatus.TrackStatus.of(track.trackId(), track.load()))
                .toList();
    }

    /** Returns what all of those together have waiting and have cost. */
    public StreamLoad load() {
        return tracks.values().stream().map(SpeechTrack::load).reduce(StreamLoad.NONE, StreamLoad::plus);
    }

    private Future<Void> close(Predicate<SpeechTrack> which, EndReason reason) {
        List<SpeechTrack> closing = tracks.values().stream().filter(which).toList();
        tracks.values().removeAll(closing);
        return all(closing.stream().map(track -> track.close(reason)).toList());
    }

    private static Future<Void> all(List<Future<Void>> futures) {
        return Future.join(futures).mapEmpty();
    }
}
